package packed

import (
	"bufio"
	"errors"
	"io"

	"github.com/therootcompany/xz"
)

// xzWindow is the dictionary of xz -9, the largest that any preset has; the kernel's
// build and distributions stay below 8 MB.
const xzWindow = 64 << 20

// An xzReader unpacks what xz made, one stream behind the other. A file chooses how
// far back it refers, up to 4 GB.
type xzReader struct {
	*xz.Reader
	memory Memory
	taken  int64
}

func newXZ(in io.Reader, memory Memory) (*xzReader, error) {
	window := min(memory.Left()/2, xzWindow)
	if err := memory.Take(window); err != nil {
		return nil, err
	}
	r, err := xz.NewReader(bufio.NewReader(in), uint32(max(window, 1)))
	if err != nil {
		memory.Give(window)
		return nil, xzError(err, memory)
	}
	return &xzReader{r, memory, window}, nil
}

// Read implements io.Reader.
func (x *xzReader) Read(p []byte) (int, error) {
	n, err := x.Reader.Read(p)
	return n, xzError(err, x.memory)
}

// xzError says in our words what is wrong with a file.
func xzError(err error, memory Memory) error {
	switch {
	case errors.Is(err, xz.ErrMemlimit):
		return memory.Take(memory.Left() + 1) // says which bound it was
	case errors.Is(err, xz.ErrBuf):
		return errShort
	case errors.Is(err, xz.ErrData), errors.Is(err, xz.ErrFormat):
		return errors.New("damaged .xz file")
	case errors.Is(err, xz.ErrOptions):
		return errors.New("packed by xz in a way that is not known here: unpack it with xz -d")
	}
	return err
}

// Close gives the memory back.
func (x *xzReader) Close() error {
	x.memory.Give(x.taken)
	x.taken = 0
	return nil
}
