package record

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"oopscope/console/files"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Dir returns the folder of captures: oopscope in $XDG_STATE_HOME, or in
// ~/.local/state where that is not set.
func Dir() (string, error) {
	// The specification of XDG says to ignore a relative path.
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "oopscope"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no place for the record: %w; give one with --record FILE, or --record off", err)
	}
	return filepath.Join(home, ".local", "state", "oopscope"), nil
}

// Create begins a new capture of a port in a folder, which is made when
// missing. The file is new for certain: one that exists, or a link that
// somebody left there, is never written to.
func Create(dir, port string, now time.Time) (*Record, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, explain(dir, err)
	}
	stem := "oopscope-" + Sanitize(port) + "-" + now.UTC().Format("20060102T150405Z")
	for try := 1; ; try++ {
		path := filepath.Join(dir, stem+".log")
		if try > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d.log", stem, try))
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND|files.NoFollow, 0o600)
		if errors.Is(err, fs.ErrExist) && try < 1000 {
			continue
		}
		if err != nil {
			return nil, explain(path, err)
		}
		return begin(f, path, true, false)
	}
}

// Resume goes on with a record of an earlier session. What it holds is the beginning of
// this one: offsets are the file's.
func Resume(path string) (*Record, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|files.NoFollow|noWait, 0)
	if err != nil {
		return nil, explain(path, err)
	}
	r, err := begin(f, path, false, true)
	if err == nil && !r.Readable() {
		r.Close()
		return nil, explain(path, errors.New("what it holds cannot be read back"))
	}
	return r, err
}

// Append opens a capture that a person named, and adds to what it holds.
func Append(path string) (*Record, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|noWait, 0o600)
	if err != nil {
		return nil, explain(path, err)
	}
	return begin(f, path, false, false)
}

// begin puts an index beside an open capture. Trouble with the index is told
// and nothing more; a device or a pipe gets none. Two sessions in one file
// would leave neither's bytes where its crashes say they are.
func begin(f *os.File, path string, fresh, resumed bool) (*Record, error) {
	r := &Record{path: path, file: f, fresh: fresh}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return r.start(), nil
	}
	if taken(f) {
		f.Close()
		return nil, explain(path, errors.New("another session records there"))
	}
	r.self, r.first = st, f
	if r.held, err = f.Seek(0, io.SeekEnd); err != nil {
		r.held = st.Size()
	}
	if err := r.lastPart(); err != nil {
		f.Close()
		return nil, explain(path, err)
	}
	if r.base = r.held; resumed {
		r.base = 0
		r.taken.Store(r.held)
		r.written.Store(r.held)
	}
	r.unlined = r.followLines(path)
	return r.start(), nil
}

func explain(path string, err error) error {
	return fmt.Errorf("cannot record to %s: %w; give another place with --record FILE, or --record off", path, reason(err))
}

// reason takes the path off an error that names it already.
func reason(err error) error {
	var pe *fs.PathError
	switch {
	case isUnread(err):
		return errors.New("nobody reads from that pipe; start its reader first")
	case errors.As(err, &pe):
		return pe.Err
	}
	return err
}

// nameMax keeps file names far from any file system's limit.
const nameMax = 64

// Sanitize makes a port's name fit for a file name anywhere: letters, digits,
// dots, dashes and underscores, never a leading dot, never empty.
func Sanitize(port string) string {
	port = strings.TrimPrefix(port, "/dev/")
	clean := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_':
			return c
		}
		return '-'
	}, port)
	for strings.Contains(clean, "--") {
		clean = strings.ReplaceAll(clean, "--", "-")
	}
	clean = strings.Trim(clean, "-.")
	if len(clean) > nameMax {
		clean = strings.Trim(clean[len(clean)-nameMax:], "-.")
	}
	if clean == "" {
		return "port"
	}
	return clean
}
