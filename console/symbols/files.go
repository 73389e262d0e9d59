package symbols

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"oopscope/console/cellar"
	"oopscope/parse/symbol"
)

const maxOpen = 96 // images kept open at once: more than the modules of any one crash, which are used together

// file is an opened image, or the error of opening it, as of one state of the
// file on disk.
type file struct {
	path  string
	info  os.FileInfo
	f     *os.File
	image *symbol.Image
	share *symbol.Share
	kept  []*cellar.Contents // what of it was unpacked on the disk

	beside []*companion // the files that it refers to

	cellar *cellar.Cellar // nil to unpack in memory
	stores stores
	err    error
	round  int // when it was used last
}

// files keeps images open, the last used first. What they unpack into memory
// is bounded for all of them together; older ones go when newer ones need room.
type files struct {
	all    []*file
	memory *symbol.Memory
	cellar *cellar.Cellar // where they unpack to, nil for memory only
	stores stores         // where distributions keep files by build id
	round  int            // counts the crashes that files were opened for

	opening func(path string) // is told what is about to be read
}

// open returns the image at path, opened again when the file has changed.
func (fs *files) open(path string, read reading) (*symbol.Image, error) {
	fs.opening(path)
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f := fs.known(path, info)
	if f == nil {
		if n := len(fs.all); n == maxOpen && !fs.closeOldest() {
			return nil, fmt.Errorf("%s is not read: %d files with symbols are open for this crash", path, n)
		}
		f = fs.openFile(path, info, read)
	}
	f.round = fs.round
	fs.all = slices.Insert(fs.all, 0, f)
	return f.image, f.err
}

// closeOldest closes the file not used for longest, unless it is in use now.
func (fs *files) closeOldest() bool {
	last := fs.all[len(fs.all)-1]
	if last.round == fs.round {
		return false
	}
	fs.drop(func(f *file) bool { return f == last })
	return true
}

// known takes a file out of those that are open; nil when it is not among them
// or has changed since.
func (fs *files) known(path string, info os.FileInfo) *file {
	i := slices.IndexFunc(fs.all, func(f *file) bool { return f.path == path })
	if i < 0 {
		return nil
	}
	f := fs.all[i]
	fs.all = slices.Delete(fs.all, i, i+1)
	if !unchanged(f.info, info) {
		f.close()
		return nil
	}
	return f
}

// changed tells whether a file that is open was replaced or rewritten since:
// what was read of it last may be half of each.
func (fs *files) changed() bool {
	return slices.ContainsFunc(fs.all, func(f *file) bool {
		info, err := os.Stat(f.path)
		return err != nil || !unchanged(f.info, info)
	})
}

func unchanged(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// makeRoom closes the images of earlier crashes when one of this crash's found
// no memory left, and tells whether it is worth another try.
func (fs *files) makeRoom() bool {
	idle := func(f *file) bool { return f.round < fs.round && f.share.Held() > 0 }
	if !slices.ContainsFunc(fs.all, (*file).starved) || !slices.ContainsFunc(fs.all, idle) {
		return false
	}
	fs.drop(func(f *file) bool { return f.starved() || f.round < fs.round })
	return true
}

// starved tells that a file is not known whole for want of memory.
func (f *file) starved() bool { return errors.Is(f.share.Refused(), symbol.ErrMemory) }

// drop closes files.
func (fs *files) drop(which func(*file) bool) {
	fs.all = slices.DeleteFunc(fs.all, func(f *file) bool {
		if which(f) {
			f.close()
			return true
		}
		return false
	})
}

func (f *file) close() {
	f.share.Close()
	for _, c := range f.kept {
		c.Close()
	}
	for _, b := range f.beside {
		b.close()
	}
	if f.f != nil {
		f.f.Close()
	}
	f.image, f.kept, f.beside = nil, nil, nil
}

func (fs *files) openFile(path string, info os.FileInfo, read reading) *file {
	out := &file{path: path, info: info, share: fs.memory.Share(info.Size()), cellar: fs.cellar, stores: fs.stores}
	if out.f, _, out.err = anywhere.regular(path); out.err != nil {
		return out
	}
	if out.image, out.err = read(out); out.err != nil {
		out.close()
		out.f = nil
		out.err = fmt.Errorf("cannot %s %s: %w%s", verb(out.err), path, out.err, advice(out.err))
	}
	return out
}

// verb is what cannot be done with a file.
func verb(err error) string {
	if errors.Is(err, symbol.ErrUnfit) {
		return "use"
	}
	return "read"
}

// advice is what to do about an image that takes too much memory.
func advice(err error) string {
	switch {
	case errors.Is(err, symbol.ErrMemory):
		return " (unpack it on disk, or raise --symbol-memory)"
	case errors.Is(err, symbol.ErrSwollen):
		return ": it may be made to fill the memory (if you trust it, unpack it on disk)"
	}
	return ""
}

// A reading makes an image of a file that is open.
type reading func(f *file) (*symbol.Image, error)

// readImage opens an ELF file, unpacked first when it is a compressed module.
func readImage(f *file) (*symbol.Image, error) {
	var in io.ReaderAt = f.f
	size := f.info.Size()
	switch data, unpacked, err := f.unpack(); {
	case err != nil:
		return nil, err
	case data != nil:
		in, size = data, unpacked
	}
	if err := symbol.Check(in, size); err != nil {
		return nil, err
	}
	return symbol.OpenWith(in, f.share, sections{f})
}

// readKernel is readImage of what was given as a vmlinux, which may be the
// System.map beside it.
func readKernel(f *file) (*symbol.Image, error) {
	if symbol.IsSystemMap(f.f) {
		return readSystemMap(f)
	}
	return readImage(f)
}

func readSystemMap(f *file) (*symbol.Image, error) {
	return symbol.OpenSystemMap(f.f, f.info.Size())
}
