package symbols

import (
	"errors"
	"io"

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
// recognised by its first bytes. It returns nil for anything else.
func unpack(f io.ReaderAt, share *symbol.Share) (*contents, error) {
	var head [8]byte
	n, _ := f.ReadAt(head[:], 0)
	kind, _ := packed.Tell(head[:n])
	if kind == "" {
		return nil, nil
	}
	r, err := packed.Open(kind, io.NewSectionReader(f, 0, 1<<62), share)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out := &contents{}
	return out, out.fill(r, share)
}
