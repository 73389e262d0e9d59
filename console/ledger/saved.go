package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oopscope/console/files"
	"oopscope/parse"
	"oopscope/parse/schema"
)

// A Saved is what a saved crash's folder holds.
type Saved struct {
	Dir    string
	Raw    []byte        // the console's bytes
	Report schema.Report // as it was written when it was saved
	Notes  string        // what the person wrote
}

// The most that one file of a saved crash may hold, in bytes. A report is some ten
// kB; a board that never stops printing is cut off long before this.
const mostSaved = 64 << 20

// IsSaved reports whether a path is the folder of a saved crash.
func IsSaved(dir string) bool {
	return isDir(dir) && isFileItself(filepath.Join(dir, jsonFile))
}

// Find returns the folder of a saved crash of this name among those of all sessions,
// "" when there is none.
func (l *Ledger) Find(name string) string {
	dir := filepath.Join(l.crashes(), name)
	if filepath.Base(name) != name || strings.HasPrefix(name, ".") || !IsSaved(dir) {
		return ""
	}
	return dir
}

// Load reads a saved crash. A folder whose notes were taken away has none; without
// the other files it is an error that says what is missing.
func Load(dir string) (s Saved, err error) {
	s.Dir = dir
	if s.Raw, err = files.Read(filepath.Join(dir, rawFile), mostSaved); err != nil {
		return s, explain("read", dir, err)
	}
	text, err := files.Read(filepath.Join(dir, jsonFile), mostSaved)
	if err != nil {
		return s, explain("read", dir, err)
	}
	if err := json.Unmarshal(text, &s.Report); err != nil {
		return s, fmt.Errorf("cannot read %s: it is no report of oopscope: %w; `oopscope scan %s` reads what was printed",
			filepath.Join(dir, jsonFile), err, filepath.Join(dir, rawFile))
	}
	text, err = files.Read(filepath.Join(dir, notesFile), mostSaved)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, explain("read", dir, err)
	}
	s.Notes = strings.TrimSpace(strings.TrimPrefix(string(text), "# Notes\n"))
	return s, nil
}

// Raw returns the exact bytes of a crash out of the file that it was read from.
// Without the file, or when it does not hold them, they are the crash's own lines.
func Raw(c *parse.Crash, file string) ([]byte, error) {
	var b strings.Builder
	var from io.ReaderAt
	if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
		if f, err := files.Open(file); err == nil {
			defer f.Close()
			from = f
		}
	}
	err := writeRaw(&b, c, from)
	return []byte(b.String()), err
}
