package packed

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// gzipReader unpacks what gzip made, one member behind the other. Zeros behind the last
// are of what it was stored on, a tape or blocks of flash: gzip takes them for the end.
type gzipReader struct {
	*gzip.Reader
	in *bufio.Reader
}

var errBehind = errors.New("gzip: what stands behind the packed data is not gzip's")

func newGzip(in io.Reader) (*gzipReader, error) {
	b := bufio.NewReader(in)
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gzipReader{z, b}, nil
}

// Read implements io.Reader.
func (g *gzipReader) Read(p []byte) (int, error) {
	n, err := g.Reader.Read(p)
	if err == io.EOF {
		err = g.next()
	}
	return n, err
}

// next begins the next member; io.EOF says that there is none.
func (g *gzipReader) next() error {
	padded := false
	for {
		c, err := g.in.ReadByte()
		if err != nil {
			return err
		}
		if c == 0 {
			padded = true
			continue
		}
		if err := g.in.UnreadByte(); err != nil {
			return err
		}
		break
	}
	if head, _ := g.in.Peek(2); padded || !isGzip(head) {
		return errBehind
	}
	if err := g.Reset(g.in); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // it has begun
		}
		return err
	}
	g.Multistream(false)
	return nil
}

func isGzip(head []byte) bool {
	kind, _ := Tell(head)
	return kind == Gzip
}
