package symbols

import (
	"io"
	"path/filepath"
	"strings"

	"oopscope/parse/symbol"
)

// Companion implements symbol.World: it opens a file that an image refers to. The name
// stands in the image, which anybody may have made. So it is looked for below the image's
// own directory and where distributions and debuginfod keep such files, and where the
// compiler ran only when that is a kernel's tree or below /usr/src; only regular files
// are opened, and what is in them tells whether they are meant.
func (s sections) Companion(c symbol.Companion) io.ReaderAt {
	for _, path := range s.file.companions(c) {
		if len(s.file.beside) >= maxOpen {
			return nil
		}
		if f, _, err := anywhere.regular(path); err == nil {
			s.file.beside = append(s.file.beside, f)
			return f
		}
	}
	return nil
}

// stores are where distributions keep what images refer to.
type stores struct {
	root      string // "/", or ""
	byBuildID func(id string) []string
}

// companions are the places where one may be.
func (f *file) companions(c symbol.Companion) (paths []string) {
	if c.Package {
		return []string{f.path + ".dwp", strings.TrimSuffix(f.path, ".debug") + ".dwp"}
	}
	dir, name := filepath.Dir(f.path), filepath.Clean(c.Name)
	if filepath.IsLocal(name) {
		paths = append(paths, filepath.Join(dir, name))
	}
	paths = append(paths, filepath.Join(dir, filepath.Base(name)))
	if c.BuildID != "" {
		paths = append(paths, filepath.Join(dir, ".dwz", filepath.Base(name)))
		paths = append(paths, f.stores.byBuildID(c.BuildID)...)
		if f.stores.root != "" { // Debian, Fedora: /usr/lib/debug/.dwz/NAME, below it by architecture or package
			if _, below, ok := strings.Cut(filepath.ToSlash("/"+name), "/.dwz/"); ok && filepath.IsLocal(below) {
				paths = append(paths, filepath.Join(f.stores.root, "usr/lib/debug/.dwz", below))
			}
		}
		return paths
	}
	if isKernelTree(c.Dir) || below("/usr/src", c.Dir) {
		paths = append(paths, filepath.Join(c.Dir, name))
	}
	return paths
}
