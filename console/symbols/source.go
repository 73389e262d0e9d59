package symbols

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"oopscope/parse/crash"
)

// A reader finds source files and keeps them while one listing is made.
type reader struct {
	roots  roots
	left   int64 // bytes that may still be read
	found  map[string]*text
	failed map[string]error
}

func newReader(dirs []string) *reader {
	return &reader{openRoots(dirs), maxSources, map[string]*text{}, map[string]error{}}
}

// text returns a source file as the symbols name it, or why there is none.
func (r *reader) text(file string) (*text, error) {
	if err := r.failed[file]; err != nil || file == "" {
		return nil, cmp.Or(err, fs.ErrNotExist)
	}
	if t := r.found[file]; t != nil {
		return t, nil
	}
	t, err := r.read(file)
	r.found[file], r.failed[file] = t, err
	return t, err
}

func (r *reader) read(file string) (*text, error) {
	f, path, err := r.roots.find(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := readText(f, path, min(maxSource, r.left))
	if err == nil {
		r.left -= int64(len(t.data))
	}
	return t, err
}

// fill completes an excerpt with the lines around its own.
func (r *reader) fill(e *crash.Excerpt, m *module, around int) {
	t, err := r.text(e.File)
	if err != nil {
		e.Note = missing(e.File, err)
		return
	}
	e.Path = t.path
	switch {
	case e.Line == 0:
		e.Note = "the symbols give no line here"
	case !t.has(e.Line) && t.cut:
		e.Note = fmt.Sprintf("line %d of %s is behind the first %d MB, which is all that is read of a source file", e.Line, t.path, len(t.data)>>20)
	case !t.has(e.Line):
		e.Note = fmt.Sprintf("%s has no line %d: it is of another version (--source DIR names the right tree)", t.path, e.Line)
	case t.modified.After(m.modified):
		e.Note = filepath.Base(e.File) + " is newer than " + filepath.Base(m.path) + ": the lines may have moved"
	}
	if t.has(e.Line) {
		e.First = max(1, e.Line-around)
		e.Lines = t.lines(e.First, e.Line+around-e.First+1)
	}
}

// line returns the text of one line, "" when it is not there.
func (r *reader) line(file string, n int) string {
	t, err := r.text(file)
	if err != nil || !t.has(n) {
		return ""
	}
	return t.lines(n, 1)[0]
}

// missing says why a source file is not shown and what to do about it.
func missing(file string, err error) string {
	var path *fs.PathError
	switch {
	case file == "":
		return "the symbols name no source file here"
	case errors.Is(err, errNoSource):
		return file + " is not read: " + err.Error()
	case errors.Is(err, fs.ErrNotExist):
		return file + " is not found here: give --source DIR, the tree it was built from"
	case errors.Is(err, errKind), errors.Is(err, errPseudo):
		return err.Error() + ": give --source DIR, the tree it was built from"
	case errors.As(err, &path):
		return fmt.Sprintf("%s is not read (%v): give --source DIR, the tree it was built from", file, path.Err)
	}
	return fmt.Sprintf("%s is not read: %v", file, err)
}
