package symbols

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oopscope/parse/crash"
	"oopscope/parse/letter"
	"oopscope/parse/typed"
)

// What a search for assignments may take: the directory of one driver, a second or so.
const (
	assignPatience = 2 * time.Second
	maxAssigned    = 8
	assignFiles    = 256
	assignEntries  = 4096 // of each directory
	assignDeep     = 2    // directories below the first
)

// assigned returns the lines that set what keeps a pointer, in the source file, in those
// beside it and below.
func (r *reader) assigned(file string, holder typed.Holder) (found []crash.Quote) {
	ctx, cancel := context.WithTimeout(context.Background(), assignPatience)
	defer cancel()
	t, err := r.text(file)
	if err != nil {
		return nil
	}
	root, name, ok := r.roots.holding(t.path)
	if !ok {
		return nil
	}
	for _, name := range append([]string{name}, beside(ctx, root, name)...) {
		if ctx.Err() != nil || r.left <= 0 {
			break
		}
		found = append(found, r.assignedIn(root, name, holder, maxAssigned-len(found))...)
		if len(found) == maxAssigned {
			break
		}
	}
	return found
}

// holding returns the tree that a file was found in, and its name there.
func (r roots) holding(file string) (root *os.Root, name string, ok bool) {
	for _, root := range r {
		if rel, err := filepath.Rel(absolute(root.Name()), file); err == nil && filepath.IsLocal(rel) {
			return root, filepath.ToSlash(rel), true
		}
	}
	return nil, "", false
}

// beside returns the C files of a file's directory and of those below it, sorted, those of
// the directory itself first.
func beside(ctx context.Context, root *os.Root, file string) (files []string) {
	dirs := []string{path.Dir(file)}
	for deep := 0; deep <= assignDeep; deep++ {
		var below []string
		for _, dir := range dirs {
			if ctx.Err() != nil || len(files) >= assignFiles {
				return files
			}
			for _, e := range entries(root, dir) {
				name := path.Join(dir, e.Name())
				switch ext := path.Ext(name); {
				case e.IsDir() && !strings.HasPrefix(e.Name(), "."):
					below = append(below, name)
				case name != file && (ext == ".c" || ext == ".h") && e.Type().IsRegular() && len(files) < assignFiles:
					files = append(files, name)
				}
			}
		}
		dirs = below
	}
	return files
}

// entries are those of a directory, by name: as many as are within reason.
func entries(root *os.Root, dir string) []os.DirEntry {
	d, err := root.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	all, _ := d.ReadDir(assignEntries)
	slices.SortFunc(all, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all
}

// assignedIn are those of one file.
func (r *reader) assignedIn(root *os.Root, name string, holder typed.Holder, most int) (found []crash.Quote) {
	f, _, err := inside(root).regular(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	t, err := readText(f, name, min(maxSource, r.left))
	if err != nil {
		return nil
	}
	r.left -= int64(len(t.data))
	for _, n := range holder.Assigned(t.data, most) {
		for _, l := range t.lines(n, 1) {
			found = append(found, crash.Quote{File: letter.Clean(name), Line: n, Text: letter.Clean(strings.TrimSpace(l))})
		}
	}
	return found
}
