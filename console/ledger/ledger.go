package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/record"
	"oopscope/parse"
)

// A Ledger is a folder of saved crashes and remarks. Its methods may be called
// from several goroutines.
type Ledger struct {
	dir string // holds the folders "crashes" and "marks", and the records
	now func() time.Time

	mu   sync.Mutex
	mine map[string]string // what this session saved: identity -> folder
}

// Open returns the ledger in the folder of oopscope's own files.
func Open(dir string) *Ledger {
	return &Ledger{dir: dir, now: time.Now, mine: map[string]string{}}
}

func (l *Ledger) crashes() string { return filepath.Join(l.dir, "crashes") }

// Save writes a crash down and returns its folder. The folder appears whole or
// not at all. Saving the same crash again brings its files up to date, each of
// them whole at any time, and leaves alone what the person put beside them.
func (l *Ledger) Save(c *parse.Crash, e Entry) (dir string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	files := contents(c, e)
	id := identity(c, e.Source)
	if dir = l.find(id, c); dir != "" {
		err = update(dir, files)
	} else {
		dir, err = l.create(l.name(c), files)
	}
	if err != nil {
		return "", explain(l.crashes(), err)
	}
	l.mine[id] = dir
	return dir, nil
}

// find looks for the folder of this very crash: saved in this session, or when
// the same input was open before.
func (l *Ledger) find(id string, c *parse.Crash) string {
	if dir, ok := l.mine[id]; ok && isDir(dir) {
		return dir
	}
	for _, s := range l.stored() {
		if s.id == id && s.exact == c.Signature.Exact {
			return s.dir
		}
	}
	return ""
}

// create makes the folder under a name of its own and gives it its real name
// when everything is on the disk.
func (l *Ledger) create(name string, files []content) (string, error) {
	if err := os.MkdirAll(l.crashes(), 0o700); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(l.crashes(), ".saving-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp) // nothing is left to remove after a success
	for _, f := range files {
		if err := f.write(filepath.Join(temp, f.name)); err != nil {
			return "", err
		}
	}
	for try := 1; ; try++ {
		dir := filepath.Join(l.crashes(), name)
		if try > 1 {
			dir = fmt.Sprintf("%s-%d", dir, try)
		}
		if isThere(dir) && try < 1000 {
			continue
		}
		err := os.Rename(temp, dir)
		if err != nil && isThere(dir) && try < 1000 { // somebody was quicker
			continue
		}
		return dir, err
	}
}

// update replaces the files of a folder, one whole file at a time.
func update(dir string, files []content) error {
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if f.name == notesFile {
			keepEdited(path, dir)
		}
		temp, err := os.MkdirTemp(dir, ".saving-")
		if err != nil {
			return err
		}
		fresh := filepath.Join(temp, f.name)
		if err = f.write(fresh); err == nil {
			err = os.Rename(fresh, path)
		}
		os.RemoveAll(temp)
		if err != nil {
			return err
		}
	}
	return nil
}

// keepEdited sets notes aside that somebody wrote with an editor since they
// were saved: no update may cost a person's words.
func keepEdited(path, dir string) {
	note, err1 := os.Stat(path)
	report, err2 := os.Stat(filepath.Join(dir, jsonFile))
	if err1 != nil || err2 != nil || !note.ModTime().After(report.ModTime().Add(time.Second)) {
		return
	}
	stamp := note.ModTime().UTC().Format("20060102T150405Z")
	os.Rename(path, filepath.Join(dir, "notes-"+stamp+".md"))
}

// name is `<UTC time>-<class>-<function>-<short signature>`, of nothing but
// letters, digits, dots, dashes and underscores.
func (l *Ledger) name(c *parse.Crash) string {
	at := c.Seen
	if at.IsZero() {
		at = l.now()
	}
	parts := []string{at.UTC().Format("20060102T150405Z"), record.Sanitize(c.Class)}
	if f := function(c); f != "" {
		parts = append(parts, record.Sanitize(f))
	}
	if sig := c.Signature.Exact; sig != "" {
		parts = append(parts, record.Sanitize(sig[:min(8, len(sig))]))
	}
	return strings.Join(parts, "-")
}

func function(c *parse.Crash) string {
	if c.Culprit.Function != "" {
		return c.Culprit.Function
	}
	return c.Dump.PC.Function
}

func isDir(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func explain(dir string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("cannot save into %s: %w; is the folder yours?", dir, err)
	default:
		return fmt.Errorf("cannot save into %s: %w", dir, err)
	}
}
