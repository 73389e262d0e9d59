package symbols

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Names of source files come out of images, and an image may be made by
// anybody to have a file shown that is none of its business, or read that never
// ends. So only these are read, and only regular files on a disk, by names that
// source files have, below one of:
//
//   - what the person named with --source;
//   - the directory of --vmlinux, --modules, and of the image itself, but not /;
//   - the nearest directory above the image that is a kernel's source tree;
//   - where the image says that it was built (DW_AT_comp_dir), when that is a
//     kernel's source tree or below /usr/src, where distributions put theirs;
//   - what "source" in one of these links to, as kbuild does for builds with
//     O=, when that is a kernel's source tree.
//
// Links that lead out of such a directory are not followed.

// trees returns the directories for the frames of an image, those that the
// person named first.
func (s Sources) trees(m *module) (dirs []string) {
	if s.Tree != "" {
		dirs = filepath.SplitList(s.Tree)
	}
	var near []string
	if s.Vmlinux != "" {
		near = append(near, filepath.Dir(s.vmlinux()))
	}
	if s.Modules != "" {
		near = append(near, s.Modules)
	}
	if m != nil {
		if built := m.buildDir; isKernelTree(built) || below("/usr/src", built) {
			near = append(near, built)
		} else if filepath.IsAbs(built) {
			near = append(near, linked(built)...)
		}
		near = append(near, filepath.Dir(m.path))
		near = append(near, kernelTreeAbove(filepath.Dir(m.path))...)
	}
	for _, dir := range near {
		if abs, err := filepath.Abs(dir); err == nil && abs != "/" {
			dirs = append(append(dirs, abs), linked(abs)...)
		}
	}
	return slices.Compact(dirs)
}

// sourceKinds are how the names of files end that machine code is made of.
var sourceKinds = []string{".c", ".h", ".S", ".s", ".rs", ".inc", ".def", ".asm", ".cc", ".cpp", ".hpp", ".l", ".y"}

const maxDeep = 32 // directories in a source file's name

// roots are the trees, opened so that no name and no link leads out of them.
type roots []*os.Root

func openRoots(dirs []string) (all roots) {
	for _, dir := range dirs {
		if root, err := os.OpenRoot(dir); err == nil {
			all = append(all, root)
		}
	}
	return all
}

func (r roots) close() {
	for _, root := range r {
		root.Close()
	}
}

// find opens a source file as the symbols name it. Where it was built is seldom
// where it lies now, so directories are taken off the front of its name until
// the rest is in one of the trees. The error tells why a file that is there is
// not read, and fs.ErrNotExist that there is none.
func (r roots) find(file string) (f *os.File, path string, err error) {
	rest := strings.TrimPrefix(filepath.Clean("/"+file), "/") // nothing leads out of a tree
	if !slices.Contains(sourceKinds, filepath.Ext(rest)) || strings.Count(rest, "/") > maxDeep {
		return nil, "", errNoSource
	}
	if filepath.IsAbs(file) {
		for _, root := range r {
			if rel, is := strings.CutPrefix(filepath.Clean(file), filepath.Clean(root.Name())+"/"); is {
				if f, _, err := inside(root).regular(rel); err == nil {
					return f, filepath.Join(root.Name(), rel), nil
				}
			}
		}
	}
	for more := true; more; _, rest, more = strings.Cut(rest, "/") {
		for _, root := range r {
			f, _, failed := inside(root).regular(rest)
			if failed == nil {
				return f, absolute(filepath.Join(root.Name(), rest)), nil
			}
			if !errors.Is(failed, fs.ErrNotExist) && !errors.Is(failed, syscall.ENOTDIR) {
				err = cmp.Or(err, failed)
			}
		}
	}
	return nil, "", cmp.Or(err, fs.ErrNotExist)
}

var errNoSource = errors.New("source files have no such names")

func inside(root *os.Root) opener { return opener{root.Stat, root.OpenFile} }

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
