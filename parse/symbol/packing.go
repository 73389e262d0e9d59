package symbol

import (
	"compress/zlib"
	"debug/elf"
	"encoding/binary"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// A Packing is a compressed section as it stands in its file.
type Packing struct {
	Section string            // ".debug_info"
	Zstd    bool              // packed by zstd, otherwise by zlib
	Data    *io.SectionReader // the packed bytes
	Size    int64             // bytes that it says it unpacks to
}

// An Unpacker unpacks sections so that they take no memory, on a disk for example.
type Unpacker interface {
	// Unpack returns what a section unpacks to. It does not wait for all of it;
	// reading does. When it fails the section is unpacked in memory.
	Unpack(p Packing) (io.ReaderAt, error)
}

// A container is the file around sections.
type container struct {
	r     io.ReaderAt
	class elf.Class
	order binary.ByteOrder
	keep  Unpacker // nil to unpack in memory
}

// packing tells how a section is compressed: as the ELF standard has it
// (SHF_COMPRESSED), or as binutils did before, by its name and a header of its own.
// It is nil for one that nobody can unpack.
func (c *container) packing(s *elf.Section) (p *Packing, packed bool) {
	const old = 12 // "ZLIB" and the size, big endian
	whole := io.NewSectionReader(c.r, int64(s.Offset), int64(s.FileSize))
	if s.Flags&elf.SHF_COMPRESSED == 0 {
		var head [old]byte
		if !strings.HasPrefix(s.Name, ".zdebug_") {
			return nil, false
		}
		if _, err := whole.ReadAt(head[:], 0); err != nil || string(head[:4]) != "ZLIB" {
			return nil, false
		}
		size := int64(min(binary.BigEndian.Uint64(head[4:]), 1<<62))
		return &Packing{s.Name, false, io.NewSectionReader(whole, old, whole.Size()-old), size}, true
	}
	header := int64(24) // Elf64_Chdr
	if c.class == elf.ELFCLASS32 {
		header = 12
	}
	var kind [4]byte
	if _, err := whole.ReadAt(kind[:], 0); err != nil || whole.Size() < header {
		return nil, true
	}
	out := &Packing{Section: s.Name, Data: io.NewSectionReader(whole, header, whole.Size()-header), Size: int64(min(s.Size, 1<<62))}
	switch elf.CompressionType(c.order.Uint32(kind[:])) {
	case elf.COMPRESS_ZLIB:
	case elf.COMPRESS_ZSTD:
		out.Zstd = true
	default:
		return nil, true
	}
	return out, true
}

// inMemory unpacks a section whose size was granted.
func (p *Packing) inMemory() ([]byte, error) {
	if p.Zstd {
		z, err := zstd.NewReader(p.Data, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(uint64(max(p.Size, zstd.MinWindowSize))))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		return exactly(z, p.Size)
	}
	in, err := zlib.NewReader(p.Data)
	if err != nil {
		return nil, err
	}
	return exactly(in, p.Size)
}

func exactly(in io.Reader, size int64) ([]byte, error) {
	data := make([]byte, size)
	_, err := io.ReadFull(in, data)
	return data, err
}
