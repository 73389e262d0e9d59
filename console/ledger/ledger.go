package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/files"
	"oopscope/console/record"
	"oopscope/parse"
)

// A Ledger is a folder of saved crashes and remarks. Its methods may be called
// from several goroutines, and any number of processes may use one folder.
type Ledger struct {
	dir string // holds the folders "crashes" and "marks", and the records
	now func() time.Time

	mu   sync.Mutex
	mine map[string]string // what this session saved or has open: identity -> folder
}

// Open returns the ledger in the folder of oopscope's own files.
func Open(dir string) *Ledger {
	return &Ledger{dir: dir, now: time.Now, mine: map[string]string{}}
}

func (l *Ledger) crashes() string { return filepath.Join(l.dir, "crashes") }
func (l *Ledger) marks() string   { return filepath.Join(l.dir, "marks") }

// lock keeps other sessions out of a folder until unlock is called. One that
// was stopped while it had the lock is not waited for longer than a moment: two
// folders of a crash are better than none.
func (l *Ledger) lock(dir string) (held bool, unlock func()) {
	os.MkdirAll(dir, 0o700) // what hinders it is told by whoever writes there
	return files.Lock(filepath.Join(dir, lockFile), lockPatience)
}

// lockCrashes is lock for who saves.
func (l *Ledger) lockCrashes() (unlock func()) {
	held, unlock := l.lock(l.crashes())
	if held {
		l.sweep()
	}
	return unlock
}

const (
	lockFile     = ".lock"
	lockPatience = 5 * time.Second
)

// Save writes a crash down and returns its folder. The folder appears whole or
// not at all. Saving the same crash again brings its files up to date, each of
// them whole at any time, and leaves alone what the person put beside them.
func (l *Ledger) Save(c *parse.Crash, e Entry) (dir string, err error) {
	unlock := l.lockCrashes()
	defer unlock()
	return l.save(c, e)
}

// save is Save for who holds the lock.
func (l *Ledger) save(c *parse.Crash, e Entry) (dir string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := identity(c, e.Source)
	if dir = l.find(id, c, e.folder); dir != "" {
		err = update(dir, c, e)
	} else {
		dir, err = l.create(l.name(c), contents(c, e))
	}
	if err != nil {
		return "", explain("save into", l.crashes(), err)
	}
	l.mine[id] = dir
	return dir, nil
}

// own says that a folder is of a crash that is open now: its being there is no
// news from other sessions.
func (l *Ledger) own(dir string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mine[dir] = dir
}

// find looks for the folder of this very crash: the one that the journal knows,
// saved in this session, or when the same input was open before.
func (l *Ledger) find(id string, c *parse.Crash, folder string) string {
	for _, dir := range []string{folder, l.mine[id]} {
		if dir != "" && isDir(dir) {
			return dir
		}
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
func (l *Ledger) create(name string, list []content) (string, error) {
	if err := os.MkdirAll(l.crashes(), 0o700); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(l.crashes(), saving)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp) // nothing is left to remove after a success
	for _, f := range list {
		if err := files.Write(filepath.Join(temp, f.name), f.fill); err != nil {
			return "", err
		}
	}
	files.SyncDir(temp)
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
		files.SyncDir(l.crashes())
		return dir, err
	}
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

// isFileItself is for places where others may have planted a link.
func isFileItself(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
