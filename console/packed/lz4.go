package packed

import (
	"bufio"
	"errors"
	"io"

	"github.com/pierrec/lz4/v4"
)

// lz4Memory is what unpacking takes at most, in bytes: the largest block, 8 MB of the
// old form, packed and unpacked, and what it may refer to before it.
const lz4Memory = 17 << 20

// An lz4Reader unpacks frames, of the new form or the old, one behind the other, as
// lz4 -d does.
type lz4Reader struct {
	in     *bufio.Reader
	frame  *lz4.Reader
	memory Memory
	taken  int64
}

func newLZ4(in io.Reader, memory Memory) (*lz4Reader, error) {
	if err := memory.Take(lz4Memory); err != nil {
		return nil, err
	}
	b := bufio.NewReader(in)
	return &lz4Reader{b, lz4.NewReader(b), memory, lz4Memory}, nil
}

// Read implements io.Reader.
func (z *lz4Reader) Read(p []byte) (int, error) {
	n, err := z.frame.Read(p)
	if err == io.EOF {
		if _, more := z.in.Peek(1); more == nil {
			z.frame.Reset(z.in)
			return n, nil
		}
	}
	if errors.Is(err, lz4.ErrInvalidFrame) {
		err = errors.New("damaged .lz4 file")
	}
	return n, err
}

// Close gives the memory back.
func (z *lz4Reader) Close() error {
	z.memory.Give(z.taken)
	z.taken = 0
	return nil
}

// Block unpacks one block of lz4 without a frame around it, which the kernel's
// crypto makes, to at most that many bytes.
func Block(data []byte, most int) ([]byte, error) {
	text := make([]byte, most)
	n, err := lz4.UncompressBlock(data, text)
	return text[:max(n, 0)], err
}
