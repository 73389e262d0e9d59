package symbol

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrUnfit is wrapped by errors about files that are what they are, and hold no
// symbols: what they are and what to give instead stands in the error.
var ErrUnfit = errors.New("no symbols in it")

// unfit is an [ErrUnfit] with words of its own.
type unfit string

func (u unfit) Error() string { return string(u) }
func (u unfit) Unwrap() error { return ErrUnfit }

const giveELF = ": give the ELF vmlinux of the build, from the top of its build directory or its debug package"

// magics are how files begin, at an offset, that people take for a vmlinux.
var magics = []struct {
	at    int
	magic string
	is    string
}{
	{0, "ANDROID!", "an Android boot image"},
	{0, "VNDRBOOT", "an Android vendor boot image"},
	{4, "zimg", "a boot image (EFI zboot)"},
	{0x202, "HdrS", "a boot image (x86 bzImage)"},
	{0x38, "ARM\x64", "a boot image (arm64 Image)"},
	{0x38, "RSC\x05", "a boot image (RISC-V Image)"},
	{0x24, "\x18\x28\x6f\x01", "a boot image (arm zImage)"},
	{0x24, "\x01\x6f\x28\x18", "a boot image (arm zImage)"},
	{0, "\x27\x05\x19\x56", "a boot image (uImage, for U-Boot)"},
	{0, "\xd0\x0d\xfe\xed", "a device tree or a boot image (FIT, for U-Boot)"},
	{0, "MZ", "a boot image (EFI)"},
	{0, "070701", "an initramfs (cpio)"},
	{0, "!<arch>\n", "an archive of objects or a package (ar)"},
	{257, "ustar", "a tar archive"},
	{0, "PK\x03\x04", "a zip archive"},
}

// Check looks at the first bytes of a file, unpacked if it was packed, and returns
// why it can not be an image, nil when it may be one. size is the whole file's. The
// error is an [ErrUnfit].
func Check(r io.ReaderAt, size int64) error {
	head := make([]byte, 1024)
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	switch {
	case n == 0:
		return unfit("it is empty" + giveELF)
	case bytes.HasPrefix(head, []byte(elf.ELFMAG)):
		return checkELF(r, head, size)
	}
	for _, m := range magics {
		if len(head) >= m.at+len(m.magic) && string(head[m.at:m.at+len(m.magic)]) == m.magic {
			return unfit("it is " + m.is + giveELF)
		}
	}
	return unfit("it is no ELF file" + giveELF)
}

// checkELF finds files that are cut off: the table at their end, which says what
// is where, is missing.
func checkELF(r io.ReaderAt, head []byte, size int64) error {
	if len(head) < elf.EI_NIDENT {
		return unfit("it is cut off" + giveELF)
	}
	h := headOf(r, head)
	if len(head) < h.header {
		return unfit("it is cut off" + giveELF)
	}
	count := int64(h.order.Uint16(head[h.tableCount:]))
	end := int64(h.address(head, h.tableOff)) + count*int64(h.section)
	switch kind := elf.Type(h.order.Uint16(head[16:])); {
	case count == 0 && kind == elf.ET_CORE:
		return unfit("it is a core dump" + giveELF)
	case end > size && end > 0:
		return unfit(fmt.Sprintf("it is cut off: it has %d bytes of %d; copy it again", size, end))
	}
	return nil
}

// headOf reads the headers of an ELF file by how it begins.
func headOf(r io.ReaderAt, ident []byte) head {
	h := head{r: r, fields: fields64, order: binary.LittleEndian}
	if elf.Class(ident[elf.EI_CLASS]) == elf.ELFCLASS32 {
		h.fields = fields32
	}
	if elf.Data(ident[elf.EI_DATA]) == elf.ELFDATA2MSB {
		h.order = binary.BigEndian
	}
	return h
}

// noSymbols says what an ELF file is that has neither a symbol table nor lines.
func noSymbols(f *elf.File) error {
	switch {
	case f.Section(".BTF") != nil:
		return unfit("it is stripped but for its types (BTF), it has neither names nor lines: give the vmlinux before it was stripped, or that of the debug package")
	case f.Section(".modinfo") != nil:
		return unfit("it is a stripped module, the file has no symbols: give the .ko of the build directory, or that of the debug package")
	}
	return unfit("it is stripped, the file has no symbols: give the vmlinux before it was stripped, or that of the debug package")
}

// IsSystemMap tells a System.map by its first line.
//
//	ffffffff81000000 T _text
func IsSystemMap(r io.ReaderAt) bool {
	head := make([]byte, 256)
	n, _ := r.ReadAt(head, 0)
	line, _, _ := bytes.Cut(head[:n], []byte{'\n'})
	f := bytes.Fields(line)
	if len(f) != 3 || len(f[0]) != 8 && len(f[0]) != 16 || len(f[1]) != 1 {
		return false
	}
	return len(bytes.Trim(f[0], "0123456789abcdefABCDEF")) == 0 && bytes.ContainsAny(f[1], "AaBbDdRrTtVvWwU?")
}
