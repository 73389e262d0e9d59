package symbol

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unsafe"
)

// TestFieldsOfELF: where the headers have what is looked at before debug/elf is
// trusted, against its own structures.
func TestFieldsOfELF(t *testing.T) {
	var (
		h32 elf.Header32
		h64 elf.Header64
		s32 elf.Section32
		s64 elf.Section64
	)
	for _, c := range []struct {
		got  fields
		want [11]uintptr
	}{
		{fields32, [11]uintptr{unsafe.Sizeof(h32.Shoff), unsafe.Sizeof(h32), unsafe.Sizeof(s32), unsafe.Offsetof(h32.Shoff), unsafe.Offsetof(h32.Shentsize),
			unsafe.Offsetof(h32.Shnum), unsafe.Offsetof(h32.Shstrndx), unsafe.Offsetof(s32.Flags), unsafe.Offsetof(s32.Off), unsafe.Offsetof(s32.Size), unsafe.Offsetof(s32.Link)}},
		{fields64, [11]uintptr{unsafe.Sizeof(h64.Shoff), unsafe.Sizeof(h64), unsafe.Sizeof(s64), unsafe.Offsetof(h64.Shoff), unsafe.Offsetof(h64.Shentsize),
			unsafe.Offsetof(h64.Shnum), unsafe.Offsetof(h64.Shstrndx), unsafe.Offsetof(s64.Flags), unsafe.Offsetof(s64.Off), unsafe.Offsetof(s64.Size), unsafe.Offsetof(s64.Link)}},
	} {
		if got, want := fmt.Sprint(c.got), strings.NewReplacer("[", "{", "]", "}").Replace(fmt.Sprint(c.want)); got != want {
			t.Errorf("%s, debug/elf has %s", got, want)
		}
	}
}

// A headed file has so many sections, and a table of names; what lies between are
// zeros that no memory holds.
type headed struct {
	first []byte // the file's header
	zero  []byte // the first section's
	table []byte // the header of the names' section, which is the second
	start int64  // of the section headers
	names []byte
	at    int64 // of the names
}

func (f *headed) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	put := func(b []byte, at int64) {
		if from := max(at, off); from < min(at+int64(len(b)), off+int64(len(p))) {
			copy(p[from-off:], b[from-at:])
		}
	}
	put(f.first, 0)
	put(f.zero, f.start)
	put(f.table, f.start+int64(len(f.zero)))
	put(f.names, f.at)
	return len(p), nil
}

var _ io.ReaderAt = (*headed)(nil)

// newHeaded writes the headers with debug/elf's structures. A count beyond what the
// file's header can hold stands in the first section's.
func newHeaded(class elf.Class, order binary.ByteOrder, sections int, names string) *headed {
	f := &headed{start: 1 << 12, at: 1 << 32 >> 4, names: []byte(names)}
	ident := [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(class), byte(elf.ELFDATA2LSB), 1}
	if order == binary.ByteOrder(binary.BigEndian) {
		ident[elf.EI_DATA] = byte(elf.ELFDATA2MSB)
	}
	inHeader, inSection := sections, 0
	if sections >= int(elf.SHN_LORESERVE) {
		inHeader, inSection = 0, sections
	}
	write := func(v any) []byte {
		var b bytes.Buffer
		if err := binary.Write(&b, order, v); err != nil {
			panic(err)
		}
		return b.Bytes()
	}
	if class == elf.ELFCLASS32 {
		f.first = write(elf.Header32{Ident: ident, Shoff: uint32(f.start), Shentsize: 40, Shnum: uint16(inHeader), Shstrndx: 1})
		f.zero = write(elf.Section32{Size: uint32(inSection)})
		f.table = write(elf.Section32{Type: uint32(elf.SHT_STRTAB), Off: uint32(f.at), Size: uint32(len(names))})
		return f
	}
	f.first = write(elf.Header64{Ident: ident, Shoff: uint64(f.start), Shentsize: 64, Shnum: uint16(inHeader), Shstrndx: 1})
	f.zero = write(elf.Section64{Size: uint64(inSection)})
	f.table = write(elf.Section64{Type: uint32(elf.SHT_STRTAB), Off: uint64(f.at), Size: uint64(len(names))})
	return f
}

// TestHeadersAtTheirLimits: in both classes and both orders of bytes, what is just
// allowed costs its share of memory, and one more is refused.
func TestHeadersAtTheirLimits(t *testing.T) {
	for _, class := range []elf.Class{elf.ELFCLASS32, elf.ELFCLASS64} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, c := range []struct {
				what     string
				sections int
				names    string
				cost     int64 // bytes a section, 0 when it is refused
			}{
				{"a small file", 40, "\x00.text\x00.strtab\x00", 400 + 7},
				{"a name of 512 bytes", 40, strings.Repeat("n", 512) + "\x00", 400 + 512},
				{"a name of 513 bytes", 40, strings.Repeat("n", 513) + "\x00", 0},
				{"131072 sections", 1 << 17, "\x00.text\x00", 400 + 5},
				{"131073 sections", 1<<17 + 1, "\x00.text\x00", 0},
			} {
				share := NewMemory(1<<40, func() {}).Share(1 << 30)
				err := checkHeaders(newHeaded(class, order, c.sections, c.names), share)
				if (c.cost == 0) != errors.Is(err, errHeaders) || share.Held() != int64(c.sections)*c.cost {
					t.Errorf("%v, %v, %s: %v, %d bytes are held", class, order, c.what, err, share.Held())
				}
			}
		}
	}
	for _, size := range []int{16 << 20, 16<<20 + 1} {
		names := strings.Repeat("n\x00", size/2+1)[:size]
		err := checkHeaders(newHeaded(elf.ELFCLASS64, binary.LittleEndian, 40, names), NewMemory(1<<40, func() {}).Share(1<<30))
		if (err != nil) != (size > 16<<20) {
			t.Errorf("%d bytes of names: %v", size, err)
		}
	}
	if err := checkHeaders(strings.NewReader("no ELF file at all, whatever it is"), nil); err != nil {
		t.Errorf("another file: %v", err)
	}
}

// TestAbbrevsAreBounded: 65536 shapes of a table are read, and 262144 attributes.
func TestAbbrevsAreBounded(t *testing.T) {
	u := &unit{}
	var b []byte
	for code := 1; code <= 70000; code++ {
		b = binary.AppendUvarint(b, uint64(code))
		b = append(b, 0x2e, 0, 0, 0) // a subprogram without children or attributes
	}
	if t1 := parseAbbrevs(&cursor{data: b, order: binary.LittleEndian}, u); len(t1.dense) != 1<<16 {
		t.Errorf("%d shapes", len(t1.dense))
	}
	b = []byte{1, 0x2e, 0}
	for range 300000 {
		b = append(b, 0x03, 0x08) // DW_AT_name, DW_FORM_string
	}
	t2 := parseAbbrevs(&cursor{data: append(b, 0, 0, 0), order: binary.LittleEndian}, u)
	if len(t2.dense) != 1 || len(t2.dense[0].attrs) != 1<<18 {
		t.Errorf("%d attributes of %d shapes", len(t2.dense[0].attrs), len(t2.dense))
	}
}
