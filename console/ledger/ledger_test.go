package ledger

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

const stream = "boot\n\x1b[31mOops\xff\x00\r\nforeign line\nend\n$ "

func crash() *parse.Crash {
	c := &parse.Crash{
		ID: 1, Class: "null-deref", Severity: parse.Oops, Title: "NULL pointer dereference in f", CPU: 0,
		First: 2, Last: 4, FirstByte: 5, LastByte: int64(len(stream) - 2), Boot: 1,
		Culprit:   parse.Culprit{Function: "f.isra.0"},
		Signature: parse.Signature{Exact: "deadbeef0123", Bug: "b"},
		Body:      []parse.BodyLine{{N: 2, Raw: "Oops"}, {N: 4, Raw: "end"}},
	}
	c.Dump.PC.Function = "g"
	return c
}

func open(t *testing.T) (*Ledger, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "oopscope")
	l := Open(dir)
	l.now = func() time.Time { return time.Date(2026, 11, 20, 6, 7, 8, 0, time.UTC) }
	return l, l.crashes()
}

func save(t *testing.T, l *Ledger, c *parse.Crash, e Entry) string {
	t.Helper()
	dir, err := l.Save(c, e)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, elem ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSaveWritesTheWholeFolder(t *testing.T) {
	l, root := open(t)
	dir := save(t, l, crash(), Entry{Source: "a.log", Raw: strings.NewReader(stream), Notes: "unload first",
		Marks: []link.Mark{{Line: 3, Text: "odd", Raw: "foreign `line`"}}})
	if want := filepath.Join(root, "20261120T060708Z-null-deref-f.isra.0-deadbeef"); dir != want {
		t.Errorf("folder %s, want %s", dir, want)
	}
	if got := read(t, dir, "raw.log"); got != stream[5:len(stream)-2] {
		t.Errorf("raw.log holds %q", got)
	}
	if md := read(t, dir, "report.md"); !strings.HasPrefix(md, "# OOPS: NULL pointer dereference in f\n") || !strings.Contains(md, "unload first") {
		t.Errorf("report.md:\n%s", md)
	}
	var back struct{ Class, File string }
	if err := json.Unmarshal([]byte(read(t, dir, "report.json")), &back); err != nil || back.Class != "null-deref" || back.File != "a.log" {
		t.Errorf("report.json: %v %+v", err, back)
	}
	if got := read(t, dir, "notes.md"); !strings.Contains(got, "unload first") || !strings.Contains(got, "line 3") {
		t.Errorf("notes.md:\n%s", got)
	}
	private(t, root)
}

// private holds everything below a folder to its owner, and finds no left-overs.
func private(t *testing.T, root string) {
	t.Helper()
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", path, info.Mode())
		}
		if filepath.Base(filepath.Dir(path)) == ".unfinished" {
			t.Errorf("%s was left over", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSavingAgainUpdates(t *testing.T) {
	l, root := open(t)
	dir := save(t, l, crash(), Entry{Source: "a.log", Raw: strings.NewReader(stream)})
	if err := os.WriteFile(filepath.Join(dir, "photo.jpg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	again := save(t, l, crash(), Entry{Source: "a.log", Raw: strings.NewReader(stream), Notes: "now I know"})
	if again != dir || !strings.Contains(read(t, dir, "notes.md"), "now I know") {
		t.Errorf("saved to %s, first to %s", again, dir)
	}
	read(t, dir, "photo.jpg")

	other := Open(filepath.Dir(root)) // the same capture on another day
	if third := save(t, other, crash(), Entry{Source: "a.log"}); third != dir {
		t.Errorf("the same crash of the same capture went to %s", third)
	}
	private(t, root)
}

func TestNotesEditedByHandAreKept(t *testing.T) {
	l, _ := open(t)
	dir := save(t, l, crash(), Entry{Source: "a.log", Notes: "one"})
	path := filepath.Join(dir, "notes.md")
	later := time.Now().Add(time.Hour)
	if err := os.WriteFile(path, []byte("written in vi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	save(t, l, crash(), Entry{Source: "a.log", Notes: "two"})
	kept, _ := filepath.Glob(filepath.Join(dir, "notes-*.md"))
	if len(kept) != 1 || read(t, kept[0]) != "written in vi" || !strings.Contains(read(t, path), "two") {
		t.Errorf("kept %v", kept)
	}
}

func TestRawComesFromTheLinesWithoutARecord(t *testing.T) {
	l, _ := open(t)
	for name, e := range map[string]Entry{
		"none": {Source: "none"}, "short": {Source: "short", Raw: strings.NewReader(stream[:9])},
	} {
		if got := read(t, save(t, l, crash(), e), "raw.log"); got != "Oops\nend\n" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A disk that was full for a while leaves a record in which all stands too early.
func TestRawIsNeverOtherBytes(t *testing.T) {
	l, _ := open(t)
	shifted := strings.Repeat("these are other bytes altogether\n", 1+len(stream)/32)
	dir := save(t, l, crash(), Entry{Source: "a.log", Raw: strings.NewReader(shifted)})
	if got := read(t, dir, "raw.log"); strings.Contains(got, "other bytes") || got == "" {
		t.Errorf("raw.log holds %q", got)
	}
}

func TestTwoCrashesAlikeGetTwoFolders(t *testing.T) {
	l, _ := open(t)
	second := crash()
	second.FirstByte = 7
	if a, b := save(t, l, crash(), Entry{Source: "x"}), save(t, l, second, Entry{Source: "x"}); a == b {
		t.Errorf("both in %s", a)
	}
}

// seen is what a session of now would be told of a signature.
func seen(t *testing.T, l *Ledger, sig parse.Signature) (times int, first time.Time) {
	t.Helper()
	if err := catchUp(l.index, l.crashes()); err != nil {
		t.Error(err)
	}
	h, err := l.index.Elsewhere(keyOf(sig, "?"), "", 0)
	if err != nil {
		t.Error(err)
	}
	return h.Times, h.First
}

func TestFoldersAreSeen(t *testing.T) {
	l, root := open(t)
	save(t, l, crash(), Entry{Source: "monday"})
	l2 := Open(filepath.Dir(root))
	l2.now = func() time.Time { return l.now().Add(time.Hour) }
	dir := save(t, l2, crash(), Entry{Source: "tuesday"})
	n, first := seen(t, Open(filepath.Dir(root)), crash().Signature)
	if n != 2 || first.Unix() != l.now().Unix() {
		t.Errorf("seen %d times since %v", n, first)
	}
	for _, other := range []parse.Signature{{Exact: "cafe"}, {}} {
		if n, _ := seen(t, Open(filepath.Dir(root)), other); n != 0 {
			t.Errorf("%v seen %d times", other, n)
		}
	}
	os.RemoveAll(filepath.Join(filepath.Dir(root), "ledger")) // the index can always be made again
	if again, at := seen(t, Open(filepath.Dir(root)), crash().Signature); again != n || !at.Equal(first.Truncate(time.Second)) {
		t.Errorf("seen %d times since %v, before %d since %v", again, at, n, first)
	}
	if again := save(t, Open(filepath.Dir(root)), crash(), Entry{Source: "tuesday"}); again != dir {
		t.Errorf("saved to %s, first to %s", again, dir)
	}
}

func TestStrangersInTheFolderDoNotMatter(t *testing.T) {
	l, root := open(t)
	save(t, l, crash(), Entry{Source: "x"})
	os.MkdirAll(filepath.Join(root, "holiday"), 0o700)
	os.MkdirAll(filepath.Join(root, "broken"), 0o700)
	os.WriteFile(filepath.Join(root, "broken", "report.json"), []byte(`{"signature":`), 0o600)
	if n, _ := seen(t, Open(filepath.Dir(root)), crash().Signature); n != 1 {
		t.Errorf("seen %d times", n)
	}
}

func TestHostileNamesStayInside(t *testing.T) {
	l, root := open(t)
	for _, evil := range []string{"../../etc/passwd", "/abs", "a\x00b\x1b[2J", "..", ".hidden", strings.Repeat("x", 4000), "$(reboot)`id`", "con:", "\u202egpj"} {
		c := crash()
		c.Class, c.Culprit.Function, c.Signature.Exact, c.FirstByte = evil, evil, evil, 0
		dir := save(t, l, c, Entry{Source: evil})
		if filepath.Dir(dir) != root || !regexp.MustCompile(`^[A-Za-z0-9._-]{1,200}$`).MatchString(filepath.Base(dir)) {
			t.Errorf("%q made the folder %q", evil, dir)
		}
	}
	private(t, root)
}

func TestSaveSaysWhereItFailed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	_, err := Open(file).Save(crash(), Entry{})
	if err == nil || !strings.Contains(err.Error(), filepath.Join(file, "crashes")) {
		t.Errorf("got %v", err)
	}
}

// What is saved from the screen carries the record's exact bytes, also when the
// record held something before the session.
func TestSaveTakesTheBytesOfThisSession(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "all.log")
	os.WriteFile(path, []byte("yesterday\nboot\nOops\x1b\r\nend\n"), 0o600)
	p := Open(dir).Capture("ttyUSB0", path, int64(len("yesterday\n")))
	at := int64(len("boot\n"))
	saved, err := p.Save(&parse.Crash{Class: "gpf", FirstByte: at, LastByte: at + int64(len("Oops\x1b\r\n"))}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if raw := read(t, saved, "raw.log"); raw != "Oops\x1b\r\n" {
		t.Errorf("raw.log holds %q", raw)
	}
}
