package symbols

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"oopscope/console/cellar"
	"oopscope/console/packed"
	"oopscope/parse/symbol"
)

// contents are those of a file that was compressed, in memory.
type contents struct {
	pieces [][]byte // all of pieceSize but the last
	size   int64
}

const pieceSize = 1 << 20

// ReadAt implements io.ReaderAt.
func (c *contents) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	for n < len(p) {
		if off >= c.size {
			return n, io.EOF
		}
		got := copy(p[n:], c.pieces[off/pieceSize][off%pieceSize:])
		n, off = n+got, off+int64(got)
	}
	return n, nil
}

// fill reads all there is, piece by piece, so that no more is held at any time
// than was taken of the share.
func (c *contents) fill(in io.Reader, share *symbol.Share) error {
	for {
		if err := share.Take(pieceSize); err != nil {
			return err
		}
		piece := make([]byte, pieceSize)
		n, err := io.ReadFull(in, piece)
		c.pieces, c.size = append(c.pieces, piece[:n]), c.size+int64(n)
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return err
		}
	}
}

// unpack decompresses what CONFIG_MODULE_COMPRESS_XZ, _GZIP and _ZSTD made,
// recognised by its first bytes: on the disk, where it stays for the next time, or
// else in memory. It returns nil for anything else.
func (f *file) unpack() (data io.ReaderAt, size int64, err error) {
	var head [8]byte
	n, _ := f.f.ReadAt(head[:], 0)
	kind, _ := packed.Tell(head[:n])
	if kind == "" {
		return nil, 0, nil
	}
	open := func() (io.ReadCloser, error) {
		return packed.OpenLarge(kind, f.f, f.share)
	}
	if kept, err := f.keep("", "module", -1, open); err == nil {
		switch size, err := kept.Wait(); {
		case err == nil:
			return kept, size, nil
		case errors.Is(err, cellar.ErrSwollen) && f.share.Limit() < f.cellar.Limit():
			return nil, 0, symbol.ErrSwollen
		case errors.Is(err, symbol.ErrMemory), errors.Is(err, symbol.ErrSwollen):
			return nil, 0, err
		}
	}
	r, err := open()
	if err != nil {
		return nil, 0, err
	}
	defer r.Close()
	out := &contents{}
	err = out.fill(r, f.share)
	return out, out.size, err
}

var errNotKept = errors.New("nothing is kept on disk")

// keep returns what a part of the file unpacks to, kept on the disk by build id.
// What has none, and files that were copied or written anew under one, are told
// apart by their place, size and time.
func (f *file) keep(buildID, part string, size int64, open cellar.Source) (*cellar.Contents, error) {
	kept, err := f.keepOf(f.path, f.info, buildID, part, size, open)
	if err == nil {
		f.kept = append(f.kept, kept)
	}
	return kept, err
}

// keepOf is keep for a part of another file that this one refers to, or of itself.
func (f *file) keepOf(path string, info os.FileInfo, buildID, part string, size int64, open cellar.Source) (*cellar.Contents, error) {
	if f.cellar == nil {
		return nil, errNotKept
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%d\x00%s", path, info.Size(), info.ModTime().UnixNano(), part))
	name := cmp.Or(buildID, "packed") + "-" + hex.EncodeToString(sum[:12]) + "-" + strings.TrimLeft(part, ".")
	return f.cellar.Keep(name, size, f.share.Limit(), open)
}

// sections is what an image has beside its own file; it implements symbol.World.
type sections struct{ file *file }

// Unpack implements symbol.Unpacker.
func (s sections) Unpack(p symbol.Packing) (io.ReaderAt, error) {
	return s.file.keep(s.file.buildID(), p.Section, p.Size, opening(p))
}

// opening is how a packed section is read.
func opening(p symbol.Packing) cellar.Source {
	kind := packed.Zlib
	if p.Zstd {
		kind = packed.Zstd
	}
	return func() (io.ReadCloser, error) { return packed.Open(kind, p.Data, newAllowance()) }
}

// buildID is the image's, "" while that is being opened.
func (f *file) buildID() string {
	if f.image == nil {
		return ""
	}
	return f.image.BuildID()
}

// An allowance is the memory that unpacking one section may take beside what it
// unpacks to. Sections are unpacked at the same time as others and take none of the
// share.
type allowance struct{ left int64 }

// newAllowance is what the windows of zstd -19 take.
func newAllowance() *allowance { return &allowance{64 << 20} }

// Take implements packed.Memory.
func (a *allowance) Take(n int64) error {
	if n > a.left {
		return symbol.ErrMemory
	}
	a.left -= n
	return nil
}

// Give implements packed.Memory.
func (a *allowance) Give(n int64) { a.left += n }

// Left implements packed.Memory.
func (a *allowance) Left() int64 { return a.left }
