//go:build linux

package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// fills is a session on a disk that takes no file larger than so many bytes. A
// remark, a note and a save tell on standard output why they failed.
func fills(l *Ledger, path string) {
	text, _ := os.ReadFile(path)
	limit, _ := strconv.ParseUint(os.Getenv("LEDGER_FULL"), 10, 64)
	var r syscall.Rlimit
	syscall.Getrlimit(syscall.RLIMIT_FSIZE, &r)
	r.Cur = limit
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &r); err != nil {
		fmt.Println(err)
	}
	p := l.Capture(path, "", 0)
	_, _, err := p.Remark(on(string(text), 5, "during"), "")
	fmt.Println("remark:", err)
	_, _, err = p.Note(crashAt(string(text), 9, ""), "a note", "")
	fmt.Println("note:", err)
	_, err = p.Save(crashAt(string(text), 9, ""), strings.Repeat("a long note\n", 500), nil)
	fmt.Println("save:", err)
}

// A disk that is full in the middle of a word leaves the journal as it was, and
// the word can be kept when there is room again.
func TestADiskThatIsFullInTheMiddle(t *testing.T) {
	b := newBench(t)
	text := log("board", 50)
	path := b.file("a.log", text)
	p := b.opens(path)
	_, file := b.remark(p, on(text, 4, "before"), "")
	was := read(t, file)
	t.Setenv("LEDGER_FULL", strconv.Itoa(len(was)+20))
	out, err := b.role("fills", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	marks, crashes := filepath.Dir(file), filepath.Join(b.dir, "state", "crashes")
	for _, want := range []string{"remark: cannot write into " + marks, "note: cannot write into " + marks, "save: cannot save into " + crashes} {
		if !strings.Contains(string(out), want+": file too large\n") {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if now := read(t, file); now != was {
		t.Errorf("the journal has torn words:\n%s", now)
	}
	left, _ := filepath.Glob(filepath.Join(crashes, "[^.]*"))
	if more, _ := filepath.Glob(filepath.Join(crashes, ".unfinished", "*")); len(left)+len(more) > 0 {
		t.Errorf("left: %q", left)
	}
	b.remark(p, on(text, 5, "during"), "")
	b.says(path, "4 before", "5 during")
}

// What is in the way is named, and what helps.
func TestErrorsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{{syscall.ENOSPC, "free some space"}, {syscall.EDQUOT, "free some space"}, {syscall.EROFS, "XDG_STATE_HOME"}, {syscall.EACCES, "is the folder yours?"}, {syscall.ELOOP, "a link stands"}} {
		err := explain("save into", "/x", &os.PathError{Op: "open", Path: "/x/y", Err: c.err})
		if s := err.Error(); !strings.HasPrefix(s, "cannot save into /x: "+c.err.Error()) || !strings.Contains(s, c.want) {
			t.Errorf("%v: %s", c.err, s)
		}
	}
}

// A journal that could only be begun is the one to go on with.
func TestAJournalBegunOnAFullDisk(t *testing.T) {
	b := newBench(t)
	path := b.file("a.log", log("board", 50))
	t.Setenv("LEDGER_FULL", "20")
	if out, err := b.role("fills", path).Output(); err != nil || !strings.Contains(string(out), "remark: cannot") {
		t.Fatalf("%v: %s", err, out)
	}
	b.remark(b.opens(path), on(log("board", 50), 5, "after"), "")
	b.says(path, "5 after")
	if all, _ := filepath.Glob(filepath.Join(b.dir, "state", "marks", "*"+journalEnd)); len(all) != 1 {
		t.Errorf("%q", all)
	}
}
