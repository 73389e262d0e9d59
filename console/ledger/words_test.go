//go:build linux

package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// A bench is a folder with captures and a ledger beside them.
type bench struct {
	t   *testing.T
	dir string
}

func newBench(t *testing.T) bench {
	t.Helper()
	return bench{t, t.TempDir()}
}

// file writes a capture.
func (b bench) file(name, text string) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	os.MkdirAll(filepath.Dir(path), 0o700)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// opens is a new session on a capture.
func (b bench) opens(path string) *Capture { return b.ledger().Capture(path, "", 0) }

func (b bench) ledger() *Ledger { return Open(filepath.Join(b.dir, "state")) }

func (b bench) words(p *Capture) link.Words {
	b.t.Helper()
	w, err := p.Words()
	if err != nil {
		b.t.Fatal(err)
	}
	return w
}

// log makes a capture of numbered lines.
func log(name string, lines int) string {
	var b strings.Builder
	for i := 1; i <= lines; i++ {
		fmt.Fprintf(&b, "[%5d.%06d] %s says %d\r\n", i, i*7, name, i*i)
	}
	return b.String()
}

// on is a remark on line n of a text.
func on(text string, n int, words string) link.Mark {
	at := 0
	for i := 1; i < n; i++ {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	line, _, _ := strings.Cut(text[at:], "\r\n")
	return link.Mark{Line: n, Byte: int64(at), Text: words, Raw: line, At: time.Unix(1e9, 0)}
}

func (b bench) remark(p *Capture, m link.Mark, was string) (link.Mark, string) {
	b.t.Helper()
	m, path, err := p.Remark(m, was)
	if err != nil {
		b.t.Fatal(err)
	}
	return m, path
}

// saidOn lists the remarks as "line text".
func saidOn(w link.Words) (out []string) {
	for _, m := range w.Marks {
		out = append(out, fmt.Sprintf("%d %s", m.Line, m.Text))
	}
	return out
}

func (b bench) says(path string, want ...string) {
	b.t.Helper()
	if got := saidOn(b.words(b.opens(path))); !reflect.DeepEqual(got, want) {
		b.t.Errorf("%s has %q, want %q", filepath.Base(path), got, want)
	}
}

func TestRemarksAreThereWhenACaptureIsOpenedAgain(t *testing.T) {
	b := newBench(t)
	text := log("board", 5000)
	path := b.file("a.log", text)
	p := b.opens(path)
	b.remark(p, on(text, 7, "odd: really"), "")
	b.remark(p, on(text, 4711, "ünder 串 it"), "")
	b.remark(p, on(text, 9, ""), "") // marked, without words
	b.says(path, "7 odd: really", "4711 ünder 串 it", "9 ")

	q := b.opens(path) // a later session adds, changes and takes away
	b.remark(q, on(text, 12, "more"), "")
	b.remark(q, on(text, 7, "not so odd"), "odd: really")
	gone := on(text, 9, "")
	gone.Gone = true
	_, file := b.remark(q, gone, "")
	b.says(path, "7 not so odd", "4711 ünder 串 it", "12 more")
	if text := read(t, file); !strings.Contains(text, "odd: really") || !strings.Contains(text, "~~line 9") {
		t.Errorf("what was changed is not in the file any more:\n%s", text)
	}
}

// A capture is known by how it begins, wherever it lies, and its name alone
// tells nothing.
func TestWordsGoWithTheBytes(t *testing.T) {
	b := newBench(t)
	text := log("one", 400)
	path := b.file("day1/console.log", text)
	b.remark(b.opens(path), on(text, 3, "mine"), "")
	b.says(b.file("day2/console.log", log("other", 400))) // the same base name
	b.says(b.file("copy.log", text), "3 mine")

	moved := filepath.Join(b.dir, "moved.log")
	os.Rename(path, moved)
	b.says(moved, "3 mine")
	b.file("day1/console.log", log("new", 400)) // another file at the same path
	b.says(path)
	b.remark(b.opens(path), on(log("new", 400), 3, "theirs"), "")
	b.says(path, "3 theirs")
	b.says(moved, "3 mine")

	b.file("moved.log", text+log("went on", 5)) // a capture grows
	b.says(moved, "3 mine")
}

// Two boots of a board begin alike. What tells them apart may come late.
func TestCapturesThatBeginAlikeAreTwo(t *testing.T) {
	b := newBench(t)
	boot := log("u-boot", 60)
	one, two := boot+log("monday", 2000), boot+log("tuesday", 2000)
	path, other := b.file("1.log", one), b.file("2.log", two)
	early := b.ledger().Capture("ttyUSB0", b.file("4.log", boot[:1200]), 0)
	live := b.ledger().Capture("ttyUSB0", b.file("3.log", boot[:1500]), 0)
	b.remark(b.opens(path), on(one, 3, "monday"), "")
	b.says(other)
	b.remark(early, on(boot, 5, "early"), "")
	b.remark(live, on(boot, 4, "live"), "") // knows no more of its file than that it begins like the others
	b.file("3.log", boot+log("wednesday", 2000))
	b.file("4.log", boot+log("thursday", 2000))
	b.says(path, "3 monday")
	b.says(filepath.Join(b.dir, "4.log"), "5 early")
	b.says(filepath.Join(b.dir, "3.log"), "4 live")
}

// Sessions that add to one record number their lines from one; the file counts
// on.
func TestWordsOfSessionsInOneRecord(t *testing.T) {
	b := newBench(t)
	first, second := log("first", 30), log("second", 30)
	path := b.file("all.log", first)
	b.remark(b.ledger().Capture("ttyUSB0", path, 0), on(first, 5, "in the first"), "")
	b.file("all.log", first+second)
	p := b.ledger().Capture("ttyUSB0", path, int64(len(first)))
	if w := b.words(p); len(w.Marks) > 0 {
		t.Errorf("lines of another session are marked: %v", w)
	}
	b.remark(p, on(second, 7, "in the second"), "")
	b.says(path, "5 in the first", "37 in the second")
	if _, _, err := p.Note(crashAt(second, 9, ""), "a note", ""); err != nil {
		t.Error(err)
	}
	if c := b.words(b.opens(path)).Crashes; len(c) != 1 || c[0].Line != 39 || c[0].Byte != int64(len(first))+on(second, 9, "").Byte {
		t.Errorf("the note is on %+v", c)
	}
}

func TestNotesAndFoldersAreThereAgain(t *testing.T) {
	b := newBench(t)
	path := b.file("a.log", stream)
	p := b.opens(path)
	const words = "first\n\n  - line 5: no entry\n> quoted\nlast"
	if kept, _, err := p.Note(crash(), words+"\n\n", ""); err != nil || kept != words {
		t.Fatalf("kept %q: %v", kept, err)
	}
	got := b.words(b.opens(path)).Crashes // never saved
	if want := []link.CrashWords{{Byte: 5, Line: 2, Signature: "deadbeef0123", Note: words}}; !reflect.DeepEqual(got, want) {
		t.Fatalf("got %+v", got)
	}
	dir, err := p.Save(crash(), words, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.words(b.opens(path)).Crashes; len(got) != 1 || got[0].Folder != dir || got[0].Note != words {
		t.Errorf("got %+v", got)
	}

	q := b.opens(b.file("copy.log", stream)) // saved from there, with nothing written
	if again, err := q.Save(crash(), "", nil); again != dir || err != nil || !strings.Contains(read(t, dir, "notes.md"), "quoted") {
		t.Errorf("saved in %s, %v, with the notes %q", again, err, read(t, dir, "notes.md"))
	}
	if h, err := saw(q, []*parse.Crash{crash()}, nil); err != nil || h[0].Times != 0 || h[0].Session != 1 {
		t.Errorf("this very crash was seen before: %+v, %v", h, err)
	}
	if _, err := q.Save(crash(), "in the middle of being kept  \n", nil); err != nil {
		t.Error(err)
	}
	q.Note(crash(), "in the middle of being kept  \n", words)
	q.Save(crash(), "", nil)
	if aside, _ := filepath.Glob(filepath.Join(dir, "notes-*")); len(aside) > 0 {
		t.Errorf("our own words were taken for somebody else's: %q", aside)
	}
	q.Note(crash(), "", "in the middle of being kept") // taken away on purpose
	q.Save(crash(), "", nil)
	if strings.Contains(read(t, dir, "notes.md"), "quoted") || b.words(q).Crashes[0].Note != "" {
		t.Error("a note cannot be taken away")
	}
	os.RemoveAll(dir)
	if got := b.words(b.opens(path)).Crashes; len(got) > 0 && got[0].Folder != "" {
		t.Errorf("a folder that is gone: %+v", got)
	}
}

// What a person did to a journal stays, understood or not.
func TestJournalsWrittenByHand(t *testing.T) {
	b := newBench(t)
	text := log("board", 50)
	path := b.file("a.log", text)
	_, file := b.remark(b.opens(path), on(text, 7, "one"), "")
	hand := read(t, file) + "\nMy thoughts:\n* the PMIC\n- line 20: by hand,\n  over two lines\n- line 7, byte x: broken\n\n\x00\xff torn"
	os.WriteFile(file, []byte(strings.Replace(hand, ": one\n", ": one, or\n  two\n", 1)), 0o600)
	b.says(path, "7 one, or two", "20 by hand, over two lines")
	b.remark(b.opens(path), on(text, 20, "changed"), "by hand, over two lines")
	b.remark(b.opens(path), on(text, 30, "added"), "")
	b.says(path, "7 one, or two", "20 changed", "30 added")
	if now := read(t, file); !strings.Contains(now, "* the PMIC\n") || !strings.Contains(now, "\x00\xff torn\n") {
		t.Errorf("a person's lines are gone:\n%q", now)
	}
}

// The file that the version before wrote beside a record has no bytes in it.
func TestRemarksOfTheVersionBefore(t *testing.T) {
	b := newBench(t)
	text := log("board", 50)
	path := b.file("state/oopscope-x.log", text)
	m := on(text, 9, "old words")
	b.file("state/oopscope-x.log.marks.md", fmt.Sprintf("# Remarks on ttyUSB0\n\n- line 9, 2026-11-20 06:07:08Z: %s\n\n      %s\n", m.Text, m.Raw))
	b.says(path, "9 old words")
	b.remark(b.opens(path), on(text, 10, "new words"), "")
	b.says(path, "9 old words", "10 new words")
}

// Bytes that never came into the record shift what follows; a line that is gone
// altogether keeps its words, and that is told.
func TestWordsFindTheirLineAgain(t *testing.T) {
	b := newBench(t)
	text := log("board", 1000)
	p := b.ledger().Capture("ttyUSB0", b.file("a.log", text[:400]), 0)
	b.remark(p, on(text, 500, "shifted"), "")
	b.remark(p, on(text, 300, "cut out"), "")
	m := on(text, 301, "torn in two")
	m.Byte += 9
	m.Raw = m.Raw[9:] // the line was away in the middle of it
	b.remark(p, m, "")
	cut := strings.Index(text, on(text, 295, "").Raw)
	path := b.file("a.log", text[:cut]+text[strings.Index(text, on(text, 301, "").Raw):])
	w := b.words(b.opens(path))
	if got := fmt.Sprint(saidOn(w)); w.Lost != 1 || !strings.Contains(got, "shifted") || !strings.Contains(got, "torn in two") {
		t.Errorf("%d lost, said %s", w.Lost, got)
	}
	for _, m := range w.Marks {
		if line := text[:cut] + text[strings.Index(text, on(text, 301, "").Raw):]; !strings.Contains(line[m.Byte:][:60], m.Raw) {
			t.Errorf("%q stands on %q", m.Text, line[m.Byte:][:40])
		}
	}
}

// Two people at one capture do not cost each other a word.
func TestTwoSessionsOnOneCapture(t *testing.T) {
	b := newBench(t)
	text := log("board", 100)
	path := b.file("a.log", text)
	p, q := b.opens(path), b.opens(path)
	b.words(p)
	b.words(q)
	b.remark(p, on(text, 5, "hers"), "")
	if m, _ := b.remark(q, on(text, 5, "his"), ""); m.Text != "hers / his" {
		t.Errorf("kept %q", m.Text)
	}
	b.remark(q, on(text, 6, "his own"), "")
	gone := on(text, 5, "")
	gone.Gone = true
	if m, _ := b.remark(p, gone, "hers"); m.Gone || m.Text != "hers / his" {
		t.Errorf("she took away what he wrote: %+v", m)
	}
	p.Note(crash(), "hers", "")
	if kept, _, _ := q.Note(crash(), "his", ""); kept != "hers\n\nhis" {
		t.Errorf("kept %q", kept)
	}
	b.says(path, "5 hers / his", "6 his own")
}

// Without a file there is nothing to find the words by, but they are kept.
func TestWordsOnStandardInput(t *testing.T) {
	b := newBench(t)
	p := b.ledger().Capture("-", "", 0)
	_, one := b.remark(p, on(stream, 1, "one"), "")
	_, two := b.remark(p, on(stream, 2, "two"), "")
	_, other := b.remark(b.ledger().Capture("-", "", 0), on(stream, 1, "other"), "")
	if one != two || one == other || !strings.Contains(read(t, one), "one") || !strings.Contains(read(t, one), "two") {
		t.Errorf("in %s, %s and %s", one, two, other)
	}
}

// FuzzWords holds the reader to files that are none, and to what it wrote.
func FuzzWords(f *testing.F) {
	f.Add("odd", "a note\n\nof lines", []byte("- line 7: x\n"))
	f.Add("two\nlines", "", []byte{})
	f.Add("- line 5: x", "> q\n  > r\n~~", []byte("\xff"))
	f.Fuzz(func(t *testing.T, words, notes string, junk []byte) {
		b := bench{t, t.TempDir()}
		text := log("board", 30)
		path := b.file("a.log", text)
		p := b.opens(path)
		m, file := b.remark(p, on(text, 7, words), "")
		if file != "" {
			old := read(t, file)
			os.WriteFile(file, append([]byte(old+"\n"), junk...), 0o600)
		}
		b.words(b.opens(path))
		kept, _, err := p.Note(&parse.Crash{First: 9, FirstByte: on(text, 9, "").Byte, Body: []parse.BodyLine{{Raw: on(text, 9, "").Raw}}}, notes, "")
		if err != nil {
			t.Fatal(err)
		}
		got := b.words(b.opens(path))
		if strings.Contains(string(junk), "line") {
			return // it may change the words
		}
		if len(got.Marks) != 1 || got.Marks[0].Text != m.Text {
			t.Errorf("%q came back as %+v", m.Text, got.Marks)
		}
		if kept != "" && (len(got.Crashes) != 1 || got.Crashes[0].Note != kept) {
			t.Errorf("%q came back as %+v", kept, got.Crashes)
		}
	})
}
