package symbols

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

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

// errShort is what packed data says that ends too early; io.ErrUnexpectedEOF
// would be taken for the end of a piece.
var errShort = errors.New("the file ends too early")

// whole turns the end of a file in the middle of packed data into an error.
type whole struct{ in io.Reader }

func (w whole) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errShort
	}
	return n, err
}

// unpack decompresses what CONFIG_MODULE_COMPRESS_XZ, _GZIP and _ZSTD made,
// recognised by its first bytes. It returns nil for anything else.
func unpack(f io.ReaderAt, share *symbol.Share) (*contents, error) {
	var magic [6]byte
	n, _ := f.ReadAt(magic[:], 0)
	in := io.NewSectionReader(f, 0, 1<<62)
	out := &contents{}
	switch head := magic[:n]; {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		r, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		return out, out.fill(whole{r}, share)
	case bytes.HasPrefix(head, []byte(xzMagic)):
		r := newXZ(in, share)
		defer r.close()
		return out, out.fill(whole{r}, share)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return out, unzstd(out, in, share)
	}
	return nil, nil
}

// unzstd unpacks what zstd made. A file chooses how far back it refers, up to
// terabytes; the kernel's build stays below 8 MB, and zstd -22 at 128.
func unzstd(out *contents, in io.Reader, share *symbol.Share) error {
	const largest = 128 << 20
	window := max(min(share.Left()/4, largest), zstd.MinWindowSize)
	if err := share.Take(2 * window); err != nil { // the decoder keeps up to two
		return err
	}
	defer share.Give(2 * window)
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(uint64(window)))
	if err != nil {
		return err
	}
	defer z.Close()
	err = out.fill(whole{z}, share)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return share.Take(share.Left() + 1) // says which bound it was
	}
	return err
}
