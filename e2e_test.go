//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The tests below are a person at the bench: the real program on a real
// terminal, which tmux holds, with a demo board or a pseudo-terminal of ours
// at the other end of the line.

// patience is how long anything may take to be seen; a busy machine needs it.
const patience = 40 * time.Second

// A desk is a terminal of its own with oopscope in it.
type desk struct {
	t    *testing.T
	home string
	env  []string
}

// sit starts the program on a terminal of w columns and h rows. What is in
// front of it, a pipe or a setting, is written in shell; $OOPSCOPE is the program.
func sit(t *testing.T, w, h int, command string, vars ...string) *desk {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	home, err := os.MkdirTemp("", "oopscope") // short: the socket's path has a limit
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, home: home, env: append(asOopscope(
		"HOME="+home, "XDG_STATE_HOME="+home+"/state", "XDG_CONFIG_HOME="+home+"/config", "XDG_RUNTIME_DIR="+home, "TMUX_TMPDIR="+home,
		"PATH="+os.Getenv("PATH"), "SHELL=/bin/sh", "TERM=xterm-256color", "LC_ALL=C.UTF-8", "OOPSCOPE="+os.Args[0],
	), vars...)}
	t.Cleanup(func() {
		d.tmux("kill-server")
		os.RemoveAll(home)
	})
	d.must("-u", "-f", os.DevNull, "new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "trap : INT; "+command+`; echo "status $?"; exec cat`) // some shells die of a ctrl-c that the program has handled
	d.must("set-option", "-g", "status", "off")
	return d
}

func (d *desk) tmux(args ...string) (string, error) {
	cmd := exec.Command("tmux", append([]string{"-L", "bench"}, args...)...)
	cmd.Env = d.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (d *desk) must(args ...string) string {
	d.t.Helper()
	out, err := d.tmux(args...)
	if err != nil {
		d.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return out
}

func (d *desk) screen() string { return d.must("capture-pane", "-p") }

// keys presses keys by tmux's names; text writes.
func (d *desk) keys(names ...string) {
	d.t.Helper()
	d.must(append([]string{"send-keys"}, names...)...)
}

func (d *desk) text(s string) { d.t.Helper(); d.must("send-keys", "-l", s) }

// sees waits until all of the words stand on the screen and returns it.
func (d *desk) sees(words ...string) string {
	d.t.Helper()
	return d.until(fmt.Sprintf("%q on the screen", words), func(s string) bool {
		for _, w := range words {
			if !strings.Contains(s, w) {
				return false
			}
		}
		return true
	})
}

func (d *desk) until(what string, ok func(screen string) bool) string {
	d.t.Helper()
	s := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if s = d.screen(); ok(s) {
			return s
		}
	}
	d.t.Fatalf("never came: %s\n%s", what, s)
	return ""
}

// quits leaves the program and returns the record it named.
func (d *desk) quits() (record string) {
	d.t.Helper()
	d.keys("C-t", "q")                                    // from every mode
	s := strings.ReplaceAll(d.sees("status 0"), "\n", "") // a long path is wrapped
	_, path, _ := strings.Cut(s, "recorded to ")
	path, _, _ = strings.Cut(path, "status 0")
	return strings.TrimSpace(path)
}

// waitFor waits for something that is not on the screen.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never came: %s", what)
}

func one(t *testing.T, pattern string) string {
	t.Helper()
	found, _ := filepath.Glob(pattern)
	if len(found) != 1 {
		t.Fatalf("%d files are called %s", len(found), pattern)
	}
	return found[0]
}

// A day at the bench with the simulated board: it crashes, is read out, crashes
// again when told to, and what was found is saved, copied, annotated and marked.
func TestDayAtTheDemo(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 40, `"$OOPSCOPE" demo --speed 50`)
	d.sees("crash 1/1 · null-deref", "NULL pointer dereference in pru0_comm_receive_msg", "certain: Unload race in shepherd")
	d.sees("boot 2", "trouble", "117 passed") // the second log is over

	d.sees("CONSOLE: keys go to the board, ctrl+t esc leaves")
	d.text("modprobe -rf shepherd")
	d.keys("Enter")
	d.until("the board being up again after its reset", func(s string) bool {
		rows := strings.Split(s, "\n")
		last, _, _ := strings.Cut(rows[len(rows)-4], "│")
		return strings.Contains(s, "crash 2/2") && strings.Contains(s, "boot 3") && strings.TrimSpace(last) == "root@sheep0:~#"
	})
	d.text("dmesg")
	d.keys("Enter")
	d.text("uptime")
	d.keys("Enter")
	d.sees("# uptime", "load average", "eth0: Link is Up")
	d.keys("C-t", "Escape")
	if s := d.sees("NORMAL"); !strings.Contains(s, "boot 3") || !strings.Contains(s, "crash 2/2") {
		t.Errorf("dmesg was taken for a boot or a crash:\n%s", s)
	}

	d.keys("/")
	d.text("cma_alloc")
	d.keys("Enter")
	d.sees("▸![ 2151.973367] cma: cma_alloc", "n next hit")
	d.keys("Escape", "Escape") // in one read: a terminal's alt+esc
	d.sees("c crash")

	d.keys("C")
	d.sees("crash 1/2")
	d.keys("a")
	d.sees("note on crash 1")
	d.text("seen twice")
	d.keys("Enter")
	d.text("board 4")
	d.keys("C-s")
	d.sees("crash 1 saved in")
	d.keys("m")
	d.sees("remark on line")
	d.text("here it begins")
	d.keys("Enter")
	d.sees("◆ here it begins", "crash 1 saved in") // anew, with the remark
	d.keys("y")
	d.sees("tmux's buffer")
	if s := d.must("show-buffer"); !strings.HasPrefix(s, "PANIC: NULL pointer dereference in pru0_comm_receive_msg [shepherd]\n") {
		t.Errorf("the clipboard holds %q", s)
	}
	d.keys("Y") // the whole report, with what was written
	waitFor(t, "the report in tmux's buffer", func() bool {
		s := d.must("show-buffer")
		return strings.Contains(s, "\nAs printed\n") && strings.Contains(s, "seen twice") && strings.Contains(s, "here it begins")
	})
	d.keys("L")
	d.sees("crashes 2 · trouble", "LIST") // its hints may still give way to what the clipboard said
	d.keys("L")
	d.keys("p")
	d.sees("PAUSED +0")
	d.keys("p")
	d.until("the view going on", func(s string) bool { return !strings.Contains(s, "PAUSED") })

	folder := one(t, d.home+"/state/oopscope/crashes/*null-deref*")
	waitFor(t, "the mark in the folder", func() bool {
		return bytes.Contains(contents(t, folder+"/notes.md"), []byte("here it begins"))
	})
	if n := contents(t, folder+"/notes.md"); !bytes.Contains(n, []byte("seen twice\nboard 4")) {
		t.Errorf("notes.md: %s", n)
	}
	path := d.quits()
	record := contents(t, path)
	if marks := contents(t, path+".marks.md"); !bytes.Contains(marks, []byte("here it begins")) {
		t.Errorf("the remarks of the session: %s", marks)
	}
	var report struct{ Bytes struct{ First, Last int } }
	if err := json.Unmarshal(contents(t, folder+"/report.json"), &report); err != nil {
		t.Fatal(err)
	}
	raw := contents(t, folder+"/raw.log")
	if b := report.Bytes; b.Last <= b.First || !bytes.Equal(raw, record[b.First:b.Last]) || !bytes.HasPrefix(raw, []byte("[  942.541300] Unable to handle")) {
		t.Errorf("raw.log is not what the record holds at %v: %.200q", report.Bytes, raw)
	}
}

// gap is the mark that stays where the line was away.
var gap = regexp.MustCompile(`── unplugged, or the other end closed · [0-9.]+ s ─`)

// harm is what a board must not do to the terminal: take its clipboard, its
// title, its mouse, its screen, its answers.
const harm = "\x1b]52;c;b3duZWQ=\a\x1b]0;owned\a\x1bP+q544e\x1b\\\x9b6n\x1b[6n\x1b[?1000h\x1b[?1049l\x1b[2J\x1b[8;5;5t\x0e\x9d0;owned\x9c\x1bc"

// The screen is looked at in all sizes while it runs.
func TestSizes(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "arm", "shepherd-panic.log")
	d := sit(t, 80, 24, `"$OOPSCOPE" `+path)
	d.sees("null-deref", "read to the end")
	for _, size := range [][2]int{{120, 40}, {200, 50}, {40, 10}, {39, 9}, {80, 24}} {
		w, h := size[0], size[1]
		d.must("resize-window", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h))
		if w < 40 {
			d.sees("terminal too small (39x9, need 40x1") // and on in the next row
			continue
		}
		s := d.until(fmt.Sprintf("a screen of %dx%d", w, h), func(s string) bool {
			rows := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
			return len(rows) == h && len([]rune(rows[0])) == w && strings.Contains(rows[h-2], "NORMAL") && strings.Contains(rows[h-1], "? help")
		})
		if w >= 80 && !strings.Contains(s, "pru0_comm_receive_msg+0x28/0x94 [shepherd]") {
			t.Errorf("%dx%d does not tell where it died:\n%s", w, h, s)
		}
	}
	if record := d.quits(); record != "" {
		t.Errorf("a capture was recorded to %s", record)
	}
}

// With NO_COLOR nothing is said in colour, else much; and a pipe is a capture too.
func TestPipeWithoutColour(t *testing.T) {
	t.Parallel()
	for _, without := range []string{"1", ""} {
		d := sit(t, 100, 30, `cat `+filepath.Join("testdata", "arm", "shepherd-panic.log")+` | "$OOPSCOPE" -`, "NO_COLOR="+without)
		d.sees("standard input", "PANIC", "null-deref", "read to the end")
		coloured := 0
		for _, seq := range strings.Split(d.must("capture-pane", "-pe"), "\x1b[")[1:] {
			params, _, _ := strings.Cut(seq, "m")
			for _, p := range strings.Split(params, ";") {
				if p != "39" && p != "49" && len(p) == 2 && strings.Contains("349", p[:1]) {
					coloured++
				}
			}
		}
		if (without == "") != (coloured > 20) || without != "" && coloured > 0 {
			t.Errorf("NO_COLOR=%s: coloured %d times", without, coloured)
		}
		d.keys("?")
		d.sees("next crash")
		d.keys("Escape")
		d.sees("NORMAL") // or the terminal takes Esc and q for alt+q
		d.quits()
	}
}

// A file that is no log at all is named as such, and no screen is opened for it.
func TestAFileThatIsNoText(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "core")
	if err := os.WriteFile(path, []byte("\x7fELF\x02\x01\x01"+strings.Repeat("\x00", 4000)), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sit(t, 80, 24, `"$OOPSCOPE" `+path)
	d.sees("no text, and no contain", "an ELF file", "status 1")
}

// What is packed shows its text, with the crash in it.
func TestAPackedCapture(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "night.log.gz")
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(oops))
	w.Close()
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sit(t, 120, 30, `"$OOPSCOPE" `+path)
	d.sees("night.log.gz", "BUG: kernel NULL pointer", "sensor_parse_header", "NORMAL")
	d.quits()
}

// A file that is half a log is shown without harm.
func TestGarbageFile(t *testing.T) {
	t.Parallel()
	garbage := make([]byte, 1<<19)
	rand.New(rand.NewSource(2)).Read(garbage)
	garbage = append(garbage, strings.Repeat("[    1.000000] a line of text\n", 1<<15)...)
	path := filepath.Join(t.TempDir(), "garbage.log")
	if err := os.WriteFile(path, append(garbage, harm...), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sit(t, 80, 24, `"$OOPSCOPE" `+path)
	d.sees("garbage.log", "NORMAL", "? help")
	d.keys("g", "w", "r", "C-f", "G")
	d.sees("at the end", "raw", "? help")
	if what := d.must("display-message", "-p", "#{pane_title} #{mouse_any_flag} #{alternate_on}"); strings.Contains(what, "owned") || !strings.HasSuffix(what, " 0 1\n") {
		t.Errorf("the file reached the terminal: %s", what)
	}
	d.quits()
}
