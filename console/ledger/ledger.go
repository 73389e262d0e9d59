package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/files"
	"oopscope/console/ledger/index"
	"oopscope/console/ledger/said"
	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
)

// A Ledger is a folder of saved crashes and remarks. Its methods may be called
// from several goroutines, and any number of processes may use one folder.
type Ledger struct {
	Strip bool // saved crashes have the console's bytes as text, too

	dir   string // holds the folders "crashes", "marks" and "ledger", and the records
	now   func() time.Time
	index *index.Index
	said  *said.Journal

	mu   sync.Mutex
	mine map[string]string // what this session saved: identity -> folder
}

// Open returns the ledger in the folder of oopscope's own files.
func Open(dir string) *Ledger {
	l := &Ledger{dir: dir, now: time.Now, index: index.Open(filepath.Join(dir, "ledger")), mine: map[string]string{}}
	l.said = said.Open(filepath.Join(dir, "ledger"), func() time.Time { return l.now() })
	return l
}

func (l *Ledger) crashes() string { return filepath.Join(l.dir, "crashes") }
func (l *Ledger) marks() string   { return filepath.Join(l.dir, "marks") }

// unfinished is where folders and files are written before they get their names.
// It is a folder of its own so that what a session left that was killed is found
// at once among any number of crashes.
func (l *Ledger) unfinished() string { return filepath.Join(l.crashes(), ".unfinished") }

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
	if held { // nobody else saves: all that is unfinished is left over
		sweep(l.unfinished())
	}
	return unlock
}

// tidyUp removes what sessions left that were killed while they saved, unless
// one is saving now.
func (l *Ledger) tidyUp() {
	if !isDir(l.crashes()) {
		return
	}
	held, unlock := files.Lock(filepath.Join(l.crashes(), lockFile), 0)
	defer unlock()
	if held {
		sweep(l.unfinished())
	}
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
	seen := l.remembered(c, &e)
	if dir = l.find(&seen, identity(c, e.Source), e.folder); dir != "" {
		err = l.renew(dir, c, e)
		l.enter(seen, dir)
	} else {
		dir, err = l.create(c, e, seen)
	}
	if err != nil {
		return "", explain("save into", l.crashes(), err)
	}
	l.mine[identity(c, e.Source)] = dir
	return dir, nil
}

// remembered is the sighting of a crash: as it was entered when it was met, or as it
// is known now.
func (l *Ledger) remembered(c *parse.Crash, e *Entry) link.Sighting {
	s := sightingOf(c, e.Source, e.before)
	s.UID = l.index.Here(&s)
	if known, ok, _ := l.index.Find(s.UID, 0, ""); ok {
		s.At, s.About, s.Board = known.At, known.About, known.Board
	}
	if s.At.IsZero() {
		s.At, s.About = l.now(), true
	}
	s.Board = cmp.Or(s.Board, e.board)
	return s
}

// renew brings the files of a folder up to date.
func (l *Ledger) renew(dir string, c *parse.Crash, e Entry) error {
	temp, err := l.begin()
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	return update(dir, temp, c, e)
}

// enter has the index know of a folder that it may not.
func (l *Ledger) enter(seen link.Sighting, dir string) {
	if known, ok, _ := l.index.Find(seen.UID, seen.Content, seen.Source); ok && (known.UID != seen.UID || known.Folder != "") {
		return
	}
	seen.Folder = filepath.Base(dir)
	_ = l.index.Add(true, seen) // the folder counts, and is found without it
}

// find looks for the folder of this very crash: the one that the journal knows,
// saved in this session, or when the same input was open before.
func (l *Ledger) find(seen *link.Sighting, id, folder string) string {
	for _, dir := range []string{folder, l.mine[id]} {
		if dir != "" && isDir(dir) {
			return dir
		}
	}
	_ = catchUp(l.index, l.crashes()) // without an index there are two folders of a crash, not none
	if known, ok, _ := l.index.Find(seen.UID, 0, ""); ok && known.Folder != "" {
		if dir := filepath.Join(l.crashes(), filepath.Base(known.Folder)); isDir(dir) && hasCrash(dir, seen) {
			return dir
		}
	}
	return ""
}

// hasCrash tells that the crash in a folder is the one that was seen: the index knows a folder
// before it has its name, and a session that was killed in between left the name to others.
func hasCrash(dir string, seen *link.Sighting) bool {
	there, ok := load(dir)
	return !ok || there.Content == seen.Content
}

// create makes the folder under a name of its own and gives it its real name
// when everything is on the disk. The index is told before that: a line of a
// folder that is not there, or became another crash's, does no harm.
func (l *Ledger) create(c *parse.Crash, e Entry, seen link.Sighting) (string, error) {
	temp, err := l.begin()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp) // nothing is left to remove after a success
	for _, f := range contents(c, e) {
		if err := files.Write(filepath.Join(temp, f.name), f.fill); err != nil {
			return "", err
		}
	}
	files.SyncDir(temp)
	name := l.name(c)
	for try := 1; ; try++ {
		dir := filepath.Join(l.crashes(), name)
		if try > 1 {
			dir = fmt.Sprintf("%s-%d", dir, try)
		}
		if isThere(dir) && try < 1000 {
			continue
		}
		whole := settled(l.index, l.crashes())
		seen.Folder = filepath.Base(dir)
		_ = l.index.Add(true, seen) // the folder counts, and is found without it
		err := os.Rename(temp, dir)
		if err != nil && isThere(dir) && try < 1000 { // somebody was quicker
			continue
		}
		files.SyncDir(l.crashes())
		if whole && err == nil {
			_ = l.index.SetFolders(folderState(l.crashes()))
		}
		return dir, err
	}
}

// begin makes a folder for what is being written.
func (l *Ledger) begin() (temp string, err error) {
	for range 3 { // a session that leaves takes the empty one away
		if err = os.MkdirAll(l.unfinished(), 0o700); err == nil {
			temp, err = os.MkdirTemp(l.unfinished(), "")
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return temp, err
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
