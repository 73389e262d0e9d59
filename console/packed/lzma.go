package packed

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// lzmaHead is the size of the head of a .lzma file: properties, dictionary, and how much
// it unpacks to.
const lzmaHead = 13

// isLZMA looks at all of the head, whose magic is of the properties that every program
// writes: a dictionary is 2^n or 2^n + 2^(n-1) bytes (liblzma, alone_decoder.c).
func isLZMA(head []byte) bool {
	if len(head) < lzmaHead {
		return false
	}
	size, unpacked := binary.LittleEndian.Uint32(head[1:]), binary.LittleEndian.Uint64(head[5:])
	low := size & -size
	return size >= lzma.MinDictCap && (size == low || size == low+low<<1 || size == ^uint32(0)) && (unpacked == ^uint64(0) || unpacked < 1<<38)
}

// An lzmaReader unpacks what lzma made. A file chooses how far back it refers.
type lzmaReader struct {
	*lzma.Reader
	memory Memory
	taken  int64
}

func newLZMA(in io.Reader, memory Memory) (*lzmaReader, error) {
	b := bufio.NewReader(in)
	head, err := b.Peek(lzmaHead)
	if err != nil {
		return nil, err
	}
	dict := int64(binary.LittleEndian.Uint32(head[1:]))
	if unpacked := binary.LittleEndian.Uint64(head[5:]); unpacked < uint64(dict) {
		dict = max(int64(unpacked), lzma.MinDictCap)
	}
	if err := memory.Take(dict); err != nil {
		return nil, err
	}
	r, err := lzma.ReaderConfig{DictCap: int(dict)}.NewReader(b)
	if err != nil {
		memory.Give(dict)
		return nil, errors.New("damaged .lzma file")
	}
	return &lzmaReader{r, memory, dict}, nil
}

// Close gives the memory back.
func (z *lzmaReader) Close() error {
	z.memory.Give(z.taken)
	z.taken = 0
	return nil
}
