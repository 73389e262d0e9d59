//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"
)

// configured is a command behind a configuration that is written first.
func configured(toml, command string) string {
	return fmt.Sprintf("mkdir -p \"$XDG_CONFIG_HOME/oopscope\"; cat > \"$XDG_CONFIG_HOME/oopscope/config.toml\" <<'EOF'\n%s\nEOF\n%s", toml, command)
}

const readingConfig = `[default.filter]
usb = "/^usb|usb [0-9]/"
"no noise" = "!noise"
[default.highlight]
cards = "cyan /mmc[0-9]+/"
[default]
filters = "no noise"`

// Two boots of a capture are read: by boots, named filters, highlights, marks, and the
// time since one of them.
func TestReadingACapture(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "two.log")
	boot := func(n int) string {
		return fmt.Sprintf("U-Boot 2021.01\n[    0.000000] Linux version 5.10.%d (a@b) #1 SMP\n[    0.500000] usb 1-1: new device\n[    1.250000] mmc0: new card\n[    2.000000] usb 2-1: noise\n", n)
	}
	if err := os.WriteFile(path, []byte(boot(1)+boot(2)), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sit(t, 100, 30, configured(readingConfig, `"$OOPSCOPE" `+path))
	d.sees("read to the end", "only without no noise", "boot 2")
	if s := d.screen(); strings.Contains(s, "2-1: noise") {
		t.Errorf("a line that is hidden is shown:\n%s", s)
	}
	if s := d.must("capture-pane", "-pe"); !strings.Contains(s, "mmc0\x1b[0m") && !strings.Contains(s, "mmc0\x1b[39m") && !strings.Contains(s, "mmc0\x1b[22m") {
		t.Errorf("mmc0 is not drawn apart: %q", s)
	}
	d.keys("(")
	d.sees("line 6 of 10")
	d.keys("(")
	d.sees("line 1 of 10")
	d.keys("&", "j", "Enter") // the list is sorted by name
	d.sees("[x] no noise", "[x] usb")
	d.keys("Escape")
	d.until("lines with usb only", func(s string) bool {
		return strings.Contains(s, "usb 1-1") && !strings.Contains(s, "mmc0") && !strings.Contains(s, "noise\n")
	})
	d.keys("g", "m")
	d.text("it begins")
	d.keys("Enter")
	d.sees("◆ it begins", "saved in") // the boot before ended in a reset
	d.keys("t", "t", "t")
	d.sees("+0.000000 [    0.500000] usb 1-1", "time since the marked line")
	d.keys("\"")
	d.sees("marked lines 1", "3  it begins", "usb 1-1: new device")
	d.keys("e")
	d.text(" here")
	d.keys("Enter")
	d.sees("it begins here")
	d.keys("Enter")
	d.sees("◆ it begins here", "line 3 of 10")
	d.quits()
}

// A crash on a live line rings the bell, stands in the window's title until a key, and
// asks the desktop to tell, through tmux; nothing of what the board says is in it.
func TestACrashIsToldToWhoLooksElsewhere(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	d := sit(t, 100, 30, `"$OOPSCOPE" --notify osc777 `+c.link)
	d.sees("CONSOLE")
	raw := filepath.Join(d.home, "raw")
	d.must("pipe-pane", "cat > "+raw)
	terminal := d.watched()
	if _, err := d.tmux("set-option", "-g", "allow-passthrough", "on"); err != nil {
		t.Skip("this tmux passes nothing on:", err)
	}
	c.prints(strings.ReplaceAll(strings.ReplaceAll(oops, "sensor_parse_header", "x\x1b]0;owned\a\x1b]52;c;eA==\a"), "\n", "\r\n"))
	c.prints("[    3.000000] usb 1-1: new device\r\n")
	d.sees("crash 1", "null-deref")
	title := func() string { return d.must("display-message", "-p", "#{pane_title}") }
	waitFor(t, "the crash in the title", func() bool { return strings.HasPrefix(title(), "OOPS null-deref - oopscope ") })
	const told = "\x1b]777;notify;oopscope;OOPS null-deref on "
	waitFor(t, "the notification", func() bool { return bytes.Contains(terminal(), []byte(told)) })
	rang := func() int { return bytes.Count(titles.ReplaceAll(contents(t, raw), nil), []byte("\a")) }
	waitFor(t, "the bell", func() bool { return rang() > 0 })
	sent := contents(t, raw)
	if bells := rang(); bells != 1 {
		t.Errorf("the bell rang %d times", bells)
	}
	if bytes.Contains(sent, []byte("owned")) && bytes.Contains(sent, []byte("]0;owned")) || bytes.Contains(sent, []byte("]52;c;eA")) {
		t.Errorf("the terminal got %q", sent)
	}
	c.prints("[    3.100000] Kernel panic - not syncing: Fatal exception\r\n")
	waitFor(t, "the panic in the title", func() bool { return strings.HasPrefix(title(), "PANIC null-deref - oopscope ") })
	d.keys("a") // typed to the board
	waitFor(t, "the title as it was", func() bool { return strings.HasPrefix(title(), "oopscope ") })
	d.quits()
}

// titles are what sets the window's title, which ends in a bell that does not ring.
var titles = regexp.MustCompile("\x1b\\]2;[^\a]*\a")

// watched has somebody look at the desk, and returns what that terminal got.
func (d *desk) watched() (got func() []byte) {
	cmd := exec.Command("tmux", "-L", "bench", "attach")
	cmd.Env = d.env
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 100, Rows: 30})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	var mu sync.Mutex
	var all bytes.Buffer
	go func() {
		defer terminal.Close()
		buf := make([]byte, 4096)
		for {
			n, err := terminal.Read(buf)
			mu.Lock()
			all.Write(buf[:n])
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	got = func() []byte {
		mu.Lock()
		defer mu.Unlock()
		return bytes.Clone(all.Bytes())
	}
	waitFor(d.t, "the terminal to be attached", func() bool { return bytes.Contains(got(), []byte("CONSOLE")) })
	return got
}

// Who wants none of it gets none.
func TestACrashInSilence(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	d := sit(t, 100, 30, configured("[default]\nbell = false\ntitle = false\nmouse = true", `"$OOPSCOPE" `+c.link))
	d.sees("CONSOLE")
	raw := filepath.Join(d.home, "raw")
	d.must("pipe-pane", "cat > "+raw)
	c.prints(strings.ReplaceAll(oops, "\n", "\r\n") + "[    3.000000] usb 1-1: new device\r\n")
	d.sees("crash 1", "null-deref")
	d.keys("C-t", "Escape")
	d.sees("NORMAL")
	if sent := contents(t, raw); bytes.Contains(sent, []byte("\a")) || bytes.Contains(sent, []byte("\x1b]")) {
		t.Errorf("the terminal got %q", sent)
	}
	if mouse := d.must("display-message", "-p", "#{mouse_any_flag}"); mouse != "1\n" {
		t.Errorf("the mouse is %q", mouse)
	}
	d.quits()
}

// A terminal that moves no cursor gets the plain console, and not one sequence.
func TestADumbTerminal(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	cmd := exec.Command(os.Args[0], c.link)
	home := t.TempDir()
	cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_RUNTIME_DIR="+home, "TERM=dumb", "LANG=C.UTF-8")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Skip(err)
	}
	defer terminal.Close()
	var mu sync.Mutex
	var got bytes.Buffer
	go func() {
		_, _ = io.Copy(writerFunc(func(p []byte) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			return got.Write(p)
		}), terminal)
	}()
	seen := func(words string) func() bool {
		return func() bool { mu.Lock(); defer mu.Unlock(); return strings.Contains(got.String(), words) }
	}
	waitFor(t, "why there is no screen", seen("TERM=dumb says that this terminal moves no cursor"))
	waitFor(t, "the keys", seen("ctrl+t q"))
	c.prints("\x1b[31mred\x1b[0m\r\n" + strings.ReplaceAll(oops, "\n", "\r\n") + "[    3.000000] usb 1-1: new device\r\n# ls\b\x1b[K")
	waitFor(t, "the crash", seen("NULL pointer dereference in sensor_parse_header"))
	terminal.Write([]byte("\x14q"))
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	if i := strings.IndexByte(got.String(), 0x1b); i >= 0 {
		t.Errorf("the terminal got a sequence: %q", got.String()[max(i-40, 0):])
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// Without a port there is nothing that such a terminal could choose it on.
func TestADumbTerminalWithoutAPort(t *testing.T) {
	t.Parallel()
	d := sit(t, 100, 10, `TERM=dumb "$OOPSCOPE"`)
	d.sees("no port given; `oopscope ports` lists them", "status 2")
}

// At a terminal without UTF-8 nothing outside ASCII is drawn, whatever the locale calls
// itself, and the columns are right.
func TestLocalesWithoutUTF8(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(path, []byte("gr\u00fcn \xe4 \u4e32\n"+oops), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, locale := range []string{"LC_ALL=POSIX", "LC_ALL= LANG=C", "LC_ALL= LC_CTYPE=de_DE.ISO-8859-1 LANG=C.UTF-8", "TERM=linux LC_ALL="} {
		d := sit(t, 100, 30, locale+` "$OOPSCOPE" `+path)
		raw := filepath.Join(d.home, "raw")
		d.must("pipe-pane", "cat > "+raw)
		s := d.sees("crash 1/1 . null-deref", "read to the end")
		d.keys("g", "?")
		d.sees("next crash")
		d.keys("q")
		d.sees(`gr\u00fcn \xe4 \u4e32`)
		for _, row := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
			if len(row) > 100 {
				t.Errorf("%s: a row of %d columns: %q", locale, len(row), row)
			}
		}
		sent := contents(t, raw)
		if i := bytes.IndexFunc(sent, func(r rune) bool { return r >= 0x80 }); i >= 0 {
			t.Errorf("%s: the terminal got %q", locale, sent[i:min(i+60, len(sent))])
		}
		d.quits()
	}
	d := sit(t, 100, 30, `LC_ALL=C "$OOPSCOPE" --charset utf-8 `+path)
	d.sees("crash 1/1 \u00b7 null-deref", "gr\u00fcn")
	d.quits()
}

// Files and lines lead there by links of the terminal, where it is known to bear them or
// a person says so: to files that there are in the trees of the source, and no others.
func TestFilesAreLinks(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string]string{
		"--links on":                           "file://[^/\x1b]*/[ -~]*/pru_mem_interface\\.c",
		"--links 'vscode://file{path}:{line}'": "vscode://file/[ -~]*/pru_mem_interface\\.c:[0-9]+",
		"":                                     "",
	} {
		d := sit(t, 120, 40, `"$OOPSCOPE" demo --speed 50 `+flags)
		raw := filepath.Join(d.home, "raw")
		d.must("pipe-pane", "cat > "+raw)
		d.sees("crash 1/1", "pru_mem_interface.c:24")
		d.keys("C-t", "C")
		d.sees("pru_mem_interface.c:24")
		sent := contents(t, raw)
		if want == "" {
			if bytes.Contains(sent, []byte("\x1b]8;")) {
				t.Errorf("a terminal that is not known gets links")
			}
		} else {
			waitFor(t, "a link to "+want, func() bool {
				return regexp.MustCompile("\x1b\\]8;id=6[0-9]{4};" + want + "(\x1b\\\\|\a)").Match(contents(t, raw))
			})
			sent = contents(t, raw)
			for _, m := range regexp.MustCompile("\x1b\\]8;id=[0-9]+;([^\x1b\a]*)").FindAllSubmatch(sent, -1) {
				path := regexp.MustCompile(`^(file://[^/]*|vscode://file)(/.*?)(:[0-9]+)?$`).FindSubmatch(m[1])
				if path == nil {
					t.Errorf("%s: a link to %q", flags, m[1])
				} else if _, err := os.Stat(string(path[2])); err != nil {
					t.Errorf("%s: a link to what is not there: %v", flags, err)
				}
			}
			if bytes.Contains(sent, []byte(";6000")) {
				t.Errorf("%s: the terminal got the numbers of links: %q", flags, sent)
			}
		}
		d.quits()
	}
}
