package config

import (
	"slices"
	"strings"

	"oopscope/console/link"
	"oopscope/console/port"
)

// A Flag is one command line option. The letters are tio's.
type Flag struct {
	Name   string // long name, which is also the key in config.toml
	Letter string // "" when there is none
	Value  string // what its value is called in the help, or the values "a|b"; "" for a switch
	Words  string // the values that there are where Value is a name, space separated
	Help   string
	On     string // the commands that know it, space separated; "" is all
	Many   bool   // may be given several times
	Key    bool   // is a setting: may stand in config.toml and in the environment
}

// Flags is the table of all options; the help is made from it.
var Flags = []Flag{
	{Name: "baud", Letter: "b", Value: "RATE", Help: "speed of the line, as 921600 or 1M5 (115200)", On: live, Key: true},
	{Name: "databits", Letter: "d", Value: "5|6|7|8", Help: "data bits (8)", On: live, Key: true},
	{Name: "stopbits", Letter: "s", Value: "1|2", Help: "stop bits (1)", On: live, Key: true},
	{Name: "parity", Letter: "p", Value: "KIND", Words: strings.Join(link.Parities, " "), Help: "none, odd, even, mark or space (none)", On: live, Key: true},
	{Name: "flow", Letter: "f", Value: "KIND", Words: strings.Join(link.Flows, " "), Help: "none, hard or soft flow control (none)", On: live, Key: true},
	{Name: "rs485", Value: "on|LIST", Help: "RS-485: on, or rts-on-send=1,rts-after-send=0,before=MS,after=MS", On: live, Key: true},
	{Name: "at-open", Value: "PULSE", Help: "DTR and RTS once the port is open, as dtr=0 rts=0, or a pulse's name", On: live, Key: true},
	{Name: "local-echo", Letter: "e", Help: "show what is sent, for boards that do not echo", On: "monitor demo", Key: true},
	{Name: "map", Letter: "m", Value: "FLAGS", Help: "change bytes: ICRNL, OCRNL, ODELBS, INLCRNL ... (tio's names)", On: live, Key: true},
	{Name: "output-delay", Value: "D", Help: "pause behind each byte that is sent, as 2ms", On: live, Key: true},
	{Name: "output-line-delay", Value: "D", Help: "pause behind each line that is sent, as 100ms", On: live, Key: true},
	{Name: "after-crash", Value: "STEPS", Help: "behind a crash: save, HOOK, sysrq=lw", On: "monitor demo watch repro serve", Key: true},
	{Name: "wait", Value: "true|false", Help: "wait for a device that is not there yet (true)", On: live, Key: true},
	{Name: "silent-after", Value: "D|off", Help: "call a board silent that owes a word for so long (learnt)", On: live, Key: true},
	{Name: "record", Value: "FILE|off", Help: "where the raw capture goes", On: live, Key: true},
	{Name: "keep-records", Value: "SIZE|all", Help: "the oldest records go when all take more (all)", On: live, Key: true},
	{Name: "rotate", Value: "SIZE|off", Help: "a record goes on in another file after so much (off)", On: live, Key: true},
	{Name: "resume", Help: "take up the session (repro: the run) left last", On: "monitor demo repro"},
	{Name: "prefix", Value: "FORM", Help: "what stands before the kernel's lines: # a number, @ letters", On: live + " scan report compare", Key: true},
	{Name: "profile", Value: "NAME", Help: "take settings from [profile.NAME]; several: a board each", On: live + " hook scan report compare", Many: true},
	{Name: "vmlinux", Value: "FILE", Help: "kernel image with debug information, for file:line", On: live + " scan report", Key: true},
	{Name: "modules", Value: "DIR", Help: "where the kernel's .ko files lie", On: live + " scan report", Key: true},
	{Name: "system-map", Value: "FILE", Help: "System.map, where there is no vmlinux", On: live + " scan report", Key: true},
	{Name: "source", Value: "DIR", Help: "where the source tree lies now, for lines and what they name", On: live + " scan report", Key: true},
	{Name: "symbol-memory", Value: "MB", Help: "what all files with symbols may unpack to (1024)", On: live + " scan report", Key: true},
	{Name: "symbol-cache", Value: "MB", Help: "what symbols that were unpacked may take on disk, 0: none (2048)", On: live + " scan report", Key: true},
	{Name: "unpack-limit", Value: "MB", Help: "what a packed capture may unpack to (1024)", On: live + " scan ledger report compare", Key: true},
	{Name: "debuginfod", Value: "true|false", Help: "fetch symbols by build id from $DEBUGINFOD_URLS (false)", On: live + " scan report", Key: true},
	{Name: "listen", Value: "ADDR", Help: "where gdb may call (127.0.0.1:0); serve: others, by token", On: "serve kgdb"},
	{Name: "allow-typing", Help: "the assistant may type to the board", On: "mcp"},
	{Name: "allow-hooks", Help: "and run the hooks of the board's profile", On: "mcp"},
	{Name: "otlp", Value: "URL|env", Help: "send to this OpenTelemetry Collector, http://HOST:4318", On: "export", Key: true},
	{Name: "metrics", Value: "ADDR", Help: "let Prometheus read there: 127.0.0.1:9464", On: "export", Key: true},
	{Name: "metrics-public", Help: "and from other machines, too", On: "export"},
	{Name: "view", Help: "look at a port that another session has, without its keyboard", On: "monitor"},
	{Name: "plain", Help: "no full screen: print the console, decode below it", On: "monitor demo"},
	{Name: "theme", Value: "NAME", Help: "colours of the screen", On: "monitor demo", Key: true},
	{Name: "keymap", Value: "NAME", Help: "key bindings of the screen", On: "monitor demo", Key: true},
	{Name: "start", Value: "typing|normal", Help: "whether a live line begins typing (it does)", On: "monitor demo", Key: true},
	{Name: "filters", Value: "NAMES", Help: "named filters that are on from the start, as a,b", On: "monitor demo", Key: true},
	{Name: "mouse", Value: "true|false", Help: "the wheel scrolls the log (false)", On: "monitor demo", Key: true},
	{Name: "bell", Value: "true|false", Help: "ring the terminal's bell at a crash (true)", On: "monitor demo", Key: true},
	{Name: "title", Value: "true|false", Help: "tell of a crash in the window's title (true)", On: "monitor demo", Key: true},
	{Name: "notify", Value: "WAY", Words: strings.Join(link.Notifications, " "), Help: "notify of a crash: off, auto, osc9, osc777, osc99 (off)", On: "monitor demo", Key: true},
	{Name: "links", Value: "WHEN", Help: "link file:line: off, auto, on, vscode://file{path}:{line}", On: "monitor demo", Key: true},
	{Name: "charset", Value: "auto|utf-8|ascii", Help: "what the screen is drawn with (the locale's)", On: "monitor demo", Key: true},
	{Name: "speed", Value: "N", Help: "demo: N times as fast as the real board", On: "demo watch repro serve"},
	{Name: "json", Help: "JSON, one object a line", On: "scan watch ports ledger compare repro"},
	{Name: "events", Help: "JSON of all that happens: lines, crashes, boots, gaps, the line", On: "watch"},
	{Name: "text", Help: "plain text (the default)", On: "scan watch"},
	{Name: "markdown", Help: "Markdown", On: "scan"},
	{Name: "github", Help: "annotations of GitHub Actions (::error file=...)", On: "scan watch"},
	{Name: "junit", Help: "JUnit XML, a test a crash, when all is read", On: "scan watch"},
	{Name: "sarif", Help: "SARIF 2.1.0, when all is read", On: "scan watch"},
	{Name: "color", Value: "WHEN", Words: "auto always never", Help: "colours: auto (on a terminal, without NO_COLOR), always, never", On: live + " scan report"},
	{Name: "strip", Help: "saved crashes and bundles as text, too", On: "monitor demo serve report", Key: true},
	{Name: "no-raw", Help: "leave the crash's own lines out", On: "scan watch report"},
	{Name: "as", Value: "FORM", Words: "text mail markdown html json bundle kcidb ureport", Help: "text, mail, markdown, html, json, bundle, kcidb, ureport", On: "report"},
	{Name: "crash", Value: "N", Help: "which crash of a capture that has several, by its id", On: "report"},
	{Name: "section", Value: "NAME", Help: "only this section: summary, why, chain, raw ...", On: "report", Many: true},
	{Name: "redact", Help: "take out addresses, serial numbers, hosts, users and their paths", On: "report"},
	{Name: "origin", Value: "NAME", Help: "for kcidb: the CI system's name (oopscope)", On: "report"},
	{Name: "test", Value: "ID", Help: "for kcidb: the test run in which it crashed", On: "report"},
	{Name: "output", Letter: "o", Value: "FILE", Help: "write there; a file that is there already stays as it is", On: "report"},
	{Name: "fail-on-crash", Help: "exit with 5 when there is a crash", On: "scan watch repro"},
	{Name: "trace", Value: "N", Help: "what line N was taken for and why, instead of the crashes", On: "scan", Many: true},
	{Name: "expect", Value: "RE", Help: "exit with 0 when a line matches", On: "watch", Many: true},
	{Name: "fail-on", Value: "RE", Help: "exit with 4 when a line matches", On: "watch", Many: true},
	{Name: "for", Value: "D", Help: "how long each trial goes on (10s)", On: "torture"},
	{Name: "timeout", Value: "D", Help: "exit with 3 after this long (90s, 10m); repro: go on", On: "watch repro"},
	{Name: "send", Value: "TEXT", Help: "type this line once the port is open", On: "watch", Many: true},
	{Name: "script", Value: "FILE", Help: "do the steps of a file (docs/scripts.md)", On: "watch repro"},
	{Name: "bad", Value: "A", Help: "is B bad as A is? For git bisect run: exit with 0, 5 or 125", On: "compare"},
	{Name: "good", Value: "A", Help: "crashes that these captures have are not what is looked for", On: "compare"},
	{Name: "rate", Value: "SHARE", Help: "of boots that crash when B is bad, 0.175 (that of --bad)", On: "compare"},
	{Name: "do", Value: "TEXT", Help: "type this command in each round; several: one after the other", On: "repro", Many: true},
	{Name: "until", Value: "crash|N|D", Help: "end at a crash, after N rounds, after a time (90s, 8h)", On: "repro", Many: true},
	{Name: "prompt", Value: "RE", Help: "what the shell's prompt is like (learnt)", On: "watch repro"},
	{Name: "login", Value: "NAME", Help: "log in as, after a reboot", On: "watch repro"},
	{Name: "password-file", Value: "FILE", Help: "whose first line is the password", On: "watch repro"},
	{Name: "reboot", Value: "D", Help: "exit with 3 when the board is not back so long after a crash (5m)", On: "repro"},
	{Name: "help", Letter: "h", Help: "this text"},
	{Name: "version", Help: "the version"},
}

const live = "monitor demo watch repro serve run kgdb"

// A Usage is one way to call the program.
type Usage struct {
	Args string // behind its name
	Help string // lines
}

// Usages is the table of all of them.
var Usages = []Usage{
	{"", "choose a serial port"},
	{"PORT", "watch a console: a device (/dev/ttyUSB0, ttyUSB0), a profile,\nnew, latest, VID:PID, serial:NUMBER, by-id:TEXT, or\n" + strings.Join(port.Addresses(), "\n")},
	{"PORT PORT...", "several boards, a tab each, with one list of crashes and one timeline"},
	{"FILE | -", "the same screen on a capture, or on standard input"},
	{"--resume [PORT]", "the session that was left last, taken up again where it was"},
	{"demo", "a simulated board on a real pseudo-terminal; needs no hardware"},
	{"scan FILE...", "every crash in the captures, without a screen; - is standard input"},
	{"watch PORT...", "follow consoles without a screen, for CI"},
	{"repro PORT --do CMD --until crash|N|D", "type commands in rounds until the board crashes, and say how often"},
	{"serve PORT", "own a port and its record without a screen; oopscope PORT attaches"},
	{"lend PORT -- CMD", "hand the port over while CMD runs (esptool, dfu), and take it back"},
	{"run PORT -- CMD", "CMD with the port as its standard input and output, recorded"},
	{"hook [PORT] NAME", "run a hook of the profile, by the session that has the port, or alone"},
	{"kgdb PORT [--listen ADDR]", "gdb's packets of a kgdb on the console at a TCP port of this machine"},
	{"export [PORT | -]", "what a session meets, or JSON of scan and watch (-), to a lab's tools"},
	{"mcp [PORT]", "an assistant may read a session (Model Context Protocol, stdio)"},
	{"ports", "the serial ports of this machine"},
	{"ledger [WORDS]", "the crashes of all sessions; with the word help: what it can do"},
	{"report CRASH", "one crash to be passed on: of a saved crash's folder, or of a capture"},
	{"compare A B", "what changed: rates of crashes, exactly tested, and what else differs"},
	{"classes", "what it knows: the kinds of crashes"},
	{"rules", "and what it finds out about them"},
	{"explain NAME", "one of these"},
	{"verify RECORD", "which bytes of a record are those that came, by the hashes beside it"},
	{"torture [TRIAL...]", "try what docs/guarantees.md promises on this program, trial by trial"},
	{"completion SHELL", "the completions of bash, zsh or fish"},
	{"man", "the manual page"},
	{"help [COMMAND]", "this text, or that of a command"},
}

// Commands are the words that are no port and no file.
var Commands = commands()

func commands() (names []string) {
	for _, u := range Usages {
		if name, _, _ := strings.Cut(u.Args, " "); name != "" && name == strings.ToLower(name) && name[0] != '-' {
			names = append(names, name)
		}
	}
	return names
}

// KnownTo tells whether a command has the flag; "monitor" is the screen's.
func (f *Flag) KnownTo(command string) bool {
	return f.On == "" || slices.Contains(strings.Fields(f.On), command)
}

func flagNamed(name string) *Flag {
	for i := range Flags {
		if Flags[i].Name == name || Flags[i].Letter != "" && Flags[i].Letter == name {
			return &Flags[i]
		}
	}
	return nil
}
