package sevenzip

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/ulikunitz/xz/lzma"

	"oopscope/console/packed"
)

// A method unpacks what one coder packed. Its options are the coder's own; unpacked
// is how many bytes come of it.
type method func(in io.Reader, options []byte, unpacked uint64, memory packed.Memory) (io.ReadCloser, error)

// methods are those that are read, by their numbers (Methods.txt of the LZMA SDK).
var methods = map[string]method{
	"\x00":             stored,
	"\x21":             lzma2,
	"\x03\x01\x01":     lzma1,
	"\x04\x01\x08":     by(packed.Deflate),
	"\x04\x02\x02":     by(packed.Bzip2),
	"\x04\xf7\x11\x01": by(packed.Zstd), // of 7-Zip ZS and, since 24.01, 7-Zip
}

// others are known by name only.
var others = map[string]string{
	"\x06\xf1\x07\x01": "encrypted", "\x03\x04\x01": "packed by PPMd", "\x04\x01\x09": "packed by deflate64", "\x03": "filtered by Delta before it was packed", "\x04\xf7\x11\x02": "packed by brotli",
}

// refused says why a folder cannot be read.
func refused(coders []coder) error {
	for _, c := range coders {
		if what := others[c.method]; what != "" {
			return fmt.Errorf("it is %s, which is not read here; unpack it with 7z x", what)
		}
	}
	for _, c := range coders {
		if methods[c.method] == nil {
			return fmt.Errorf("it is packed by a method that is not known here (%x); unpack it with 7z x", c.method)
		}
	}
	return errors.New("it is packed in several steps; unpack it with 7z x")
}

func stored(in io.Reader, _ []byte, _ uint64, _ packed.Memory) (io.ReadCloser, error) {
	return io.NopCloser(in), nil
}

func by(kind packed.Kind) method {
	return func(in io.Reader, _ []byte, _ uint64, memory packed.Memory) (io.ReadCloser, error) {
		return packed.Open(kind, in, memory)
	}
}

// lzma1 unpacks what LZMA packed. Its options are the head of a .lzma file but for
// the size.
func lzma1(in io.Reader, options []byte, unpacked uint64, memory packed.Memory) (io.ReadCloser, error) {
	if len(options) != 5 {
		return nil, errDamaged
	}
	dict := window(uint64(binary.LittleEndian.Uint32(options[1:])), unpacked)
	head := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32([]byte{options[0]}, uint32(dict)), unpacked)
	return granted(dict, memory, func() (io.Reader, error) {
		return lzma.ReaderConfig{DictCap: int(dict)}.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(head), in)))
	})
}

func lzma2(in io.Reader, options []byte, unpacked uint64, memory packed.Memory) (io.ReadCloser, error) {
	if len(options) != 1 {
		return nil, errDamaged
	}
	size, err := lzma.DecodeDictCap(options[0])
	if err != nil {
		return nil, errDamaged
	}
	dict := window(uint64(size), unpacked)
	return granted(dict, memory, func() (io.Reader, error) {
		return lzma.Reader2Config{DictCap: int(dict)}.NewReader2(bufio.NewReader(in))
	})
}

// window is how far back packed data can refer: no further than to their beginning.
func window(asked, unpacked uint64) int64 {
	return int64(max(min(asked, unpacked), lzma.MinDictCap))
}

// granted opens a reader that takes memory, which is given back when it is closed.
func granted(size int64, memory packed.Memory, open func() (io.Reader, error)) (io.ReadCloser, error) {
	if err := memory.Take(size); err != nil {
		return nil, err
	}
	r, err := open()
	if err != nil {
		memory.Give(size)
		return nil, errDamaged
	}
	return &taken{r, memory, size}, nil
}

type taken struct {
	io.Reader
	memory packed.Memory
	size   int64
}

// Close gives the memory back.
func (t *taken) Close() error {
	t.memory.Give(t.size)
	t.size = 0
	return nil
}
