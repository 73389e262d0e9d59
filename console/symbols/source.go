package symbols

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	maxSource  = 16 << 20 // bytes read of one source file
	maxColumns = 1000     // of a line of it
)

// trees are the directories in which source files are looked for: those that
// the person named, then those that the symbols came from.
func (s Sources) trees() (dirs []string) {
	if s.Tree != "" {
		dirs = filepath.SplitList(s.Tree)
	}
	if s.Vmlinux != "" {
		build := filepath.Dir(s.vmlinux())
		dirs = append(dirs, build, filepath.Join(build, "source"))
	}
	if s.Modules != "" {
		dirs = append(dirs, s.Modules, filepath.Join(s.Modules, "source"))
	}
	return dirs
}

// A reader finds source files and keeps their lines while one listing is made.
type reader struct {
	trees []string
	kept  map[string][]string
	found map[string]string
}

func newReader(trees []string) *reader {
	return &reader{trees, map[string][]string{}, map[string]string{}}
}

// beside adds the places that a file with symbols points to: where it lies, and
// where the compiler ran. "source" is what kbuild links to the tree with O=.
func (r *reader) beside(m *module) {
	for _, dir := range []string{m.image.BuildDir(), filepath.Dir(m.path)} {
		if filepath.IsAbs(dir) {
			r.trees = append(r.trees, dir, filepath.Join(dir, "source"))
		}
	}
}

// path finds a source file as the symbols name it. Where it was built is seldom
// where it lies now, so directories are taken off the front of its name until
// the rest is in one of the trees.
func (r *reader) path(file string) string {
	if file == "" {
		return ""
	}
	path, known := r.found[file]
	if !known {
		path = r.search(file)
		r.found[file] = path
	}
	return path
}

func (r *reader) search(file string) string {
	if filepath.IsAbs(file) {
		if path := regular(file); path != "" {
			return path
		}
	}
	rest := strings.TrimPrefix(filepath.Clean("/"+file), "/") // nothing leads out of a tree
	for rest != "" {
		for _, dir := range r.trees {
			if path := regular(filepath.Join(dir, rest)); path != "" {
				return path
			}
		}
		_, rest, _ = strings.Cut(rest, "/")
	}
	return ""
}

// regular returns an absolute path when a readable kind of file is there.
func regular(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// lines reads a file whole; what stands beyond reason is left out.
func (r *reader) lines(path string) []string {
	if path == "" {
		return nil
	}
	if known, ok := r.kept[path]; ok {
		return known
	}
	var lines []string
	if f, err := os.Open(path); err == nil {
		defer f.Close()
		scan := bufio.NewScanner(io.LimitReader(f, maxSource))
		for scan.Scan() {
			text := scan.Text()
			lines = append(lines, strings.ToValidUTF8(text[:min(len(text), maxColumns)], "?"))
		}
	}
	r.kept[path] = lines
	return lines
}

// line returns the text of one line, "" when it is not there.
func (r *reader) line(file string, n int) string {
	lines := r.lines(r.path(file))
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// around returns the lines around one, and the number of the first.
func (r *reader) around(path string, line, around int) (first int, lines []string) {
	all := r.lines(path)
	if line < 1 || line > len(all) {
		return 0, nil
	}
	first = max(1, line-around)
	return first, all[first-1 : min(len(all), line+around)]
}

// note tells why a place has no lines, or when they may be others than those
// that were compiled.
func (r *reader) note(file, path string, line int, m *module) string {
	switch {
	case path == "":
		return fmt.Sprintf("%s is not found here: give --source DIR, the tree it was built from", file)
	case line == 0:
		return "the symbols give no line here"
	case line > len(r.lines(path)):
		return fmt.Sprintf("%s has no line %d: it is of another version (--source DIR names the right tree)", path, line)
	case modified(path).After(modified(m.path)):
		return filepath.Base(file) + " is newer than " + filepath.Base(m.path) + ": the lines may have moved"
	}
	return ""
}

func modified(path string) time.Time {
	if info, err := os.Stat(path); err == nil {
		return info.ModTime()
	}
	return time.Time{}
}
