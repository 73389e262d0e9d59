package symbols

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"oopscope/parse/symbol"
)

const (
	maxOpen     = 96        // images kept open at once: more than the modules of any one crash, which are used together
	maxUnpacked = 512 << 20 // a compressed module's size; the largest ones with DWARF have 100 MB
)

// file is an opened image, or the error of opening it, as of one state of the
// file on disk.
type file struct {
	path  string
	info  os.FileInfo
	f     *os.File // nil when the image was unpacked into memory
	image *symbol.Image
	err   error
}

// files keeps images open, the last used first.
type files struct{ all []*file }

// open returns the image at path, opened again when the file has changed.
func (fs *files) open(path string, read func(*os.File, int64) (*symbol.Image, error)) (*symbol.Image, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(fs.all, func(f *file) bool { return f.path == path }); i >= 0 {
		f := fs.all[i]
		fs.all = slices.Delete(fs.all, i, i+1)
		if unchanged(f.info, info) {
			fs.all = slices.Insert(fs.all, 0, f)
			return f.image, f.err
		}
		f.close()
	}
	f := openFile(path, info, read)
	fs.all = slices.Insert(fs.all, 0, f)
	if len(fs.all) > maxOpen {
		fs.all[maxOpen].close()
		fs.all = fs.all[:maxOpen]
	}
	return f.image, f.err
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

func (f *file) close() {
	if f.f != nil {
		f.f.Close()
	}
}

func openFile(path string, info os.FileInfo, read func(*os.File, int64) (*symbol.Image, error)) *file {
	out := &file{path: path, info: info}
	if !info.Mode().IsRegular() {
		out.err = fmt.Errorf("%s is not a regular file", path)
		return out
	}
	f, err := os.Open(path)
	if err != nil {
		out.err = err
		return out
	}
	if out.image, out.err = read(f, info.Size()); out.err != nil {
		f.Close()
		out.err = fmt.Errorf("cannot read %s: %w", path, out.err)
		return out
	}
	out.f = f
	return out
}

// readImage opens an ELF file, unpacked first when it is a compressed module.
func readImage(f *os.File, size int64) (*symbol.Image, error) {
	data, packed, err := unpack(f)
	if err != nil {
		return nil, err
	}
	if packed {
		return symbol.Open(bytes.NewReader(data))
	}
	return symbol.Open(f)
}

func readSystemMap(f *os.File, size int64) (*symbol.Image, error) {
	return symbol.OpenSystemMap(f, size)
}

// unpack decompresses what CONFIG_MODULE_COMPRESS_XZ, _GZIP and _ZSTD made,
// recognised by its first bytes.
func unpack(f *os.File) (data []byte, packed bool, err error) {
	var magic [6]byte
	n, _ := f.ReadAt(magic[:], 0)
	in := io.NewSectionReader(f, 0, 1<<62)
	var r io.Reader
	switch head := magic[:n]; {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		r, err = gzip.NewReader(in)
	case bytes.HasPrefix(head, []byte{0xfd, '7', 'z', 'X', 'Z', 0}):
		r, err = xz.NewReader(in)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		var z *zstd.Decoder
		if z, err = zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxUnpacked)); err == nil {
			defer z.Close()
			r = z
		}
	default:
		return nil, false, nil
	}
	if err != nil {
		return nil, true, err
	}
	data, err = io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err == nil && len(data) > maxUnpacked {
		err = errors.New("unpacks to more than 512 MB")
	}
	return data, true, err
}
