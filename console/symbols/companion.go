package symbols

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"oopscope/console/cellar"
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
		if f, info, err := anywhere.regular(path); err == nil {
			out := &companion{File: f, of: s.file, path: path, info: info}
			s.file.beside = append(s.file.beside, out)
			return out
		}
	}
	return nil
}

// A companion is a file that an image refers to. It may be closed before the image is, to
// make room for another one.
type companion struct {
	*os.File
	of   *file
	path string
	info os.FileInfo
	kept []*cellar.Contents
}

// Unpack implements symbol.Unpacker.
func (c *companion) Unpack(p symbol.Packing) (io.ReaderAt, error) {
	kept, err := c.of.keepOf(c.path, c.info, c.of.buildID(), p.Section, p.Size, opening(p))
	if err == nil {
		c.kept = append(c.kept, kept)
	}
	return kept, err
}

// Close implements io.Closer.
func (c *companion) Close() error {
	c.of.beside = slices.DeleteFunc(c.of.beside, func(other *companion) bool { return other == c })
	return c.close()
}

func (c *companion) close() error {
	for _, k := range c.kept {
		k.Close()
	}
	c.kept = nil
	return c.File.Close()
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
