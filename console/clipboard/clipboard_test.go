package clipboard

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test binary be the child that uses the desktop's clipboard.
func TestMain(m *testing.M) {
	RunChild()
	os.Setenv("GORACE", "atexit_sleep_ms=20 "+os.Getenv("GORACE")) // by itself a child in the race detector sleeps a second before it ends
	os.Exit(m.Run())
}

// bench clears what the machine of the test run would decide by.
func bench(t *testing.T) (*Clipboard, string) {
	t.Helper()
	for _, v := range []string{"TMUX", "DISPLAY", "WAYLAND_DISPLAY", "SSH_TTY", "SSH_CONNECTION"} {
		t.Setenv(v, "")
	}
	dir := filepath.Join(t.TempDir(), "oopscope")
	return New(dir), filepath.Join(dir, "clipboard.txt")
}

// program puts a program of our own first in PATH.
func fake(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWithoutAnyClipboardTheTerminalIsAsked(t *testing.T) {
	c, path := bench(t)
	how, file, osc52, err := c.Copy("two\nlines\n")
	if err != nil || !osc52 || file != path || !strings.Contains(how, "offered to the terminal") {
		t.Errorf("how %q file %q osc52 %v err %v", how, file, osc52, err)
	}
	if strings.Contains(how, "copied") {
		t.Errorf("%q claims what nobody knows", how)
	}
	if got := read(t, path); got != "two\nlines\n" {
		t.Errorf("the file holds %q", got)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v", info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".clip*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestTmuxGetsTheText(t *testing.T) {
	c, _ := bench(t)
	t.Setenv("TMUX", "/somewhere,1,0")
	t.Setenv("SSH_TTY", "/dev/pts/9") // tmux comes first, wherever the person sits
	got := filepath.Join(t.TempDir(), "got")
	fake(t, "tmux", `echo "$@" >"`+got+`"; cat >>"`+got+`"`)
	how, _, osc52, err := c.Copy("text")
	if err != nil || osc52 || !strings.Contains(how, "tmux") {
		t.Errorf("how %q osc52 %v err %v", how, osc52, err)
	}
	if g := read(t, got); g != "load-buffer -w -\ntext" {
		t.Errorf("tmux got %q", g)
	}
}

func TestOldTmuxGetsTheTextAndTheTerminalIsAsked(t *testing.T) {
	c, _ := bench(t)
	t.Setenv("TMUX", "/somewhere,1,0")
	got := filepath.Join(t.TempDir(), "got")
	fake(t, "tmux", `[ "$2" = -w ] && exit 1; cat >"`+got+`"`)
	how, _, osc52, _ := c.Copy("text")
	if !osc52 || !strings.Contains(how, "tmux") || read(t, got) != "text" {
		t.Errorf("how %q osc52 %v", how, osc52)
	}
}

func TestDeadTmuxFallsThrough(t *testing.T) {
	c, _ := bench(t)
	t.Setenv("TMUX", "/somewhere,1,0")
	fake(t, "tmux", `exit 1`)
	if how, _, osc52, err := c.Copy("text"); !osc52 || err != nil || strings.Contains(how, "tmux") {
		t.Errorf("how %q osc52 %v err %v", how, osc52, err)
	}
}

func TestRealTmuxHoldsTheText(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("no tmux here")
	}
	c, _ := bench(t)
	socket := filepath.Join(t.TempDir(), "s")
	if out, err := exec.Command("tmux", "-S", socket, "-f", os.DevNull, "new-session", "-d", "sleep 60").CombinedOutput(); err != nil {
		t.Skipf("tmux does not start here: %v %s", err, out)
	}
	defer exec.Command("tmux", "-S", socket, "kill-server").Run()
	t.Setenv("TMUX", socket+",1,0")
	text := strings.Repeat("Unable to handle kernel µ\n", 5000)
	how, _, osc52, err := c.Copy(text)
	if err != nil || osc52 || !strings.Contains(how, "tmux") {
		t.Fatalf("how %q osc52 %v err %v", how, osc52, err)
	}
	if out, _ := exec.Command("tmux", "-S", socket, "show-buffer").Output(); string(out) != text {
		t.Errorf("tmux holds %d bytes of %d", len(out), len(text))
	}
}

func TestADisplayThatIsGoneIsNoClipboard(t *testing.T) {
	c, _ := bench(t)
	t.Setenv("DISPLAY", ":4711")
	if how, _, osc52, err := c.Copy("text"); !osc52 || err != nil {
		t.Errorf("how %q osc52 %v err %v", how, osc52, err)
	}
}

func TestOverSSHTheDisplayIsNotAsked(t *testing.T) {
	bench(t)
	t.Setenv("DISPLAY", ":0")
	t.Setenv("SSH_CONNECTION", "10.0.0.2 5 10.0.0.1 22")
	if n := len(ways()); n != 0 {
		t.Errorf("%d ways", n)
	}
}

func TestRealDisplayHoldsTheText(t *testing.T) {
	for _, tool := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("no " + tool + " here")
		}
	}
	c, _ := bench(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-displayfd", "3", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Skipf("Xvfb does not start here: %v", err)
	}
	defer func() { x.Process.Kill(); x.Wait() }()
	w.Close()
	number := make([]byte, 16)
	n, _ := r.Read(number) // Xvfb tells its number when it is ready
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(number[:n])))
	how, _, osc52, err := c.Copy("from the bench")
	if err != nil || osc52 || how != "copied to the clipboard" {
		t.Fatalf("how %q osc52 %v err %v", how, osc52, err)
	}
	out, _ := exec.Command("xclip", "-o", "-selection", "clipboard").Output()
	if string(out) != "from the bench" {
		t.Errorf("the display holds %q", out)
	}
}

func TestEscapesAreNotPasted(t *testing.T) {
	c, path := bench(t)
	c.Copy("a\x1b[201~rm -rf\n\u202eb\r\n")
	if got := read(t, path); got != `a\x1b[201~rm -rf`+"\n"+`\u202eb\x0d`+"\n" {
		t.Errorf("%q", got)
	}
}

func TestAFileThatCannotBeWrittenIsTold(t *testing.T) {
	bench(t)
	block := filepath.Join(t.TempDir(), "file")
	os.WriteFile(block, nil, 0o600)
	if _, file, osc52, err := New(block).Copy("x"); err == nil || file != "" || !osc52 {
		t.Errorf("file %q osc52 %v err %v", file, osc52, err)
	}
	t.Setenv("TMUX", "1")
	fake(t, "tmux", "cat >/dev/null")
	if _, file, _, err := New(block).Copy("x"); err != nil || file != "" {
		t.Errorf("tmux has it, so there is nothing to complain about: file %q err %v", file, err)
	}
}
