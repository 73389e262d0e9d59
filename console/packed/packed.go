// Package packed unpacks single files as they are read, and takes no more memory
// than it is granted, whatever a file asks for.
package packed

import (
	"bytes"
	"compress/bzip2"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"

	"oopscope/console/packed/inflate"
)

// A Kind is a way of packing.
type Kind string

// The kinds that can be unpacked, as a person calls them; "" is none of them.
const (
	Gzip    Kind = "gzip"
	XZ      Kind = "xz"
	Zstd    Kind = "zstd"
	Bzip2   Kind = "bzip2"
	LZMA    Kind = "lzma"
	LZ4     Kind = "lz4"
	OldLZ4  Kind = "old lz4" // of lz4 -l and the kernel's build
	Zlib    Kind = "zlib"    // not told by its first bytes
	Deflate Kind = "deflate" // neither
)

// magics are what files of each kind begin with.
var magics = map[Kind][]byte{
	Gzip: {0x1f, 0x8b}, XZ: []byte("\xfd7zXZ\x00"), Zstd: {0x28, 0xb5, 0x2f, 0xfd}, Bzip2: []byte("BZh"),
	LZMA: {0x5d, 0, 0}, LZ4: {0x04, 0x22, 0x4d, 0x18}, OldLZ4: {0x02, 0x21, 0x4c, 0x18},
}

// Tell returns how something is packed that begins so. May says that more bytes
// could still tell.
func Tell(head []byte) (kind Kind, may bool) {
	for k, magic := range magics {
		if bytes.HasPrefix(head, magic) && (k != Bzip2 || isBzip2(head)) && (k != LZMA || isLZMA(head)) {
			return k, false
		}
		may = may || len(head) < len(magic) && bytes.HasPrefix(magic, head) || k == LZMA && len(head) < lzmaHead && bytes.HasPrefix(head, magic)
	}
	return "", may
}

// isBzip2 looks at the block size, too: a log may begin with the letters.
func isBzip2(head []byte) bool {
	return len(head) > 4 && head[3] >= '1' && head[3] <= '9' && (head[4] == 0x31 || head[4] == 0x17)
}

// Memory grants the memory that unpacking takes beside what is unpacked.
type Memory interface {
	Take(n int64) error // before it is made
	Give(n int64)       // when it is no longer needed
	Left() int64        // how much Take would grant now
}

// errShort is what packed data says that ends too early: io.ErrUnexpectedEOF is
// also how readers tell a piece that is not full.
var errShort = errors.New("the packed data ends too early")

// Open returns what in unpacks to. Close gives the memory back.
func Open(kind Kind, in io.Reader, memory Memory) (io.ReadCloser, error) {
	var r io.ReadCloser
	var err error
	switch kind {
	case Gzip:
		r, err = newGzip(in)
	case XZ:
		r, err = newXZ(in, memory)
	case LZMA:
		r, err = newLZMA(in, memory)
	case Zstd:
		r, err = newZstd(in, memory)
	case Bzip2:
		r = io.NopCloser(bzip2.NewReader(in))
	case LZ4, OldLZ4:
		r, err = newLZ4(in, memory)
	case Zlib:
		r, err = inflate.NewReader(in)
	case Deflate:
		r = flate.NewReader(in)
	}
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errShort
		}
		return nil, err
	}
	return whole{r}, nil
}

// whole turns the end of a file in the middle of packed data into an error.
type whole struct{ io.ReadCloser }

func (w whole) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errShort
	}
	return n, err
}

// zstdReader unpacks what zstd made. A file chooses how far back it refers, up to
// terabytes; the kernel's build stays below 8 MB, and zstd -22 at 128.
type zstdReader struct {
	*zstd.Decoder
	memory Memory
	taken  int64
}

func newZstd(in io.Reader, memory Memory) (*zstdReader, error) {
	const largest = 128 << 20
	window := max(min(memory.Left()/4, largest), zstd.MinWindowSize)
	if err := memory.Take(2 * window); err != nil { // the decoder keeps up to two
		return nil, err
	}
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(uint64(window)))
	if err != nil {
		memory.Give(2 * window)
		return nil, err
	}
	return &zstdReader{z, memory, 2 * window}, nil
}

// Read implements io.Reader.
func (z *zstdReader) Read(p []byte) (int, error) {
	n, err := z.Decoder.Read(p)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		err = z.memory.Take(z.memory.Left() + 1) // says which bound it was
	}
	return n, err
}

// Close gives the memory back.
func (z *zstdReader) Close() error {
	z.Decoder.Close()
	z.memory.Give(z.taken)
	z.taken = 0
	return nil
}
