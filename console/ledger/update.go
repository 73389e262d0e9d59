package ledger

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/regex"
)

// update replaces the files of a folder, one whole file at a time; each is written
// in another folder first.
func update(dir, temp string, c *parse.Crash, e Entry) error {
	for _, f := range contents(c, e) {
		path := filepath.Join(dir, f.name)
		switch {
		case (f.name == rawFile || f.name == TextFile) && !exact(c, e.Raw) && isThere(path):
			continue // the record is gone, so what is there is better
		case f.name == notesFile:
			if err := keepEdited(dir, &e); err != nil {
				return err
			}
		}
		fresh := filepath.Join(temp, f.name)
		if err := files.Write(fresh, f.fill); err != nil {
			return err
		}
		if err := os.Rename(fresh, path); err != nil {
			return err
		}
	}
	files.SyncDir(dir)
	return nil
}

// keepEdited sets notes aside that somebody wrote with an editor and that the
// new ones do not hold: no update may cost a person's words.
func keepEdited(dir string, e *Entry) error {
	path := filepath.Join(dir, notesFile)
	old, err := files.Read(path, journalLimit)
	if err != nil || !foreign(string(old), e) {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	aside := filepath.Join(dir, "notes-"+info.ModTime().UTC().Format("20060102T150405.000000000Z")+".md")
	if isThere(aside) {
		return nil
	}
	return files.Write(aside, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(old))
		return err
	})
}

// foreign tells whether a notes.md holds words that are neither in the new one
// nor in the journal.
func foreign(old string, e *Entry) bool {
	ours := noted(e)
	for i := range e.known {
		w := &e.known[i]
		k := Entry{Notes: w.text}
		if w.kind == aRemark {
			k = Entry{Marks: []link.Mark{w.mark()}}
		}
		ours = append(ours, noted(&k)...)
	}
	for line := range strings.SplitSeq(old, "\n") {
		if strings.TrimSpace(line) != "" && line != markedLines && !slices.Contains(ours, numberless(line)) {
			return true
		}
	}
	return false
}

// noted are the lines of a notes.md.
func noted(e *Entry) []string {
	lines := strings.Split(notes(e), "\n")
	for i, line := range lines {
		lines[i] = numberless(line)
	}
	return lines
}

// numberless takes the number off a marked line: sessions that add to one
// record count on their own.
func numberless(line string) string { return lineNumber.Get().ReplaceAllString(line, "- ") }

var lineNumber = regex.Of(`^- line \d+, `)

// sweep removes what is in a folder.
func sweep(dir string) {
	left, _ := os.ReadDir(dir)
	for _, e := range left {
		os.RemoveAll(filepath.Join(dir, e.Name()))
	}
}
