package symbol

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
)

// What debug/elf believes of a file before anybody can look at it: it reads
// all section headers, unpacks the table of their names, and makes a copy of
// every name. These are the bounds, far beyond what linkers write.
const (
	maxSections = 1 << 17 // a module built with -ffunction-sections has a few thousand
	maxNames    = 16 << 20
	maxName     = 512
	headerBytes = 400 // what debug/elf keeps of a section, beside its name
)

var errHeaders = errors.New("damaged ELF file: its section headers make no sense")

// fields are where ELF's headers have what counts here.
type fields struct {
	word                                         int // bytes of an address
	header, section                              int // bytes of the file's header, of a section's
	tableOff, tableEntry, tableCount, tableNames int // in the file's header
	flags, offset, size, link                    int // in a section's
}

var (
	fields32 = fields{4, 52, 40, 32, 46, 48, 50, 8, 16, 20, 24}
	fields64 = fields{8, 64, 64, 40, 58, 60, 62, 8, 24, 32, 40}
)

// checkHeaders refuses files on which debug/elf would spend memory without
// bound. What it does not understand it leaves to debug/elf to refuse.
func checkHeaders(r io.ReaderAt, share *Share) error {
	var ident [elf.EI_NIDENT]byte
	if _, err := r.ReadAt(ident[:], 0); err != nil || !bytes.HasPrefix(ident[:], []byte(elf.ELFMAG)) {
		return nil
	}
	h := headOf(r, ident[:])
	count, names, err := h.table()
	if err != nil || count == 0 {
		return err
	}
	longest, err := h.longestName(names)
	if err != nil {
		return err
	}
	return share.Take(int64(count) * int64(headerBytes+longest))
}

// head reads ELF headers.
type head struct {
	fields
	r     io.ReaderAt
	order binary.ByteOrder
	start uint64 // of the section headers
}

func (h *head) address(b []byte, at int) uint64 { return number(b[at:at+h.word], h.order) }

// table returns how many sections there are and which one holds their names.
// Numbers too large for the file's header stand in the first section's.
func (h *head) table() (count, names uint64, err error) {
	b := make([]byte, h.header)
	if _, err := h.r.ReadAt(b, 0); err != nil {
		return 0, 0, nil
	}
	h.start = h.address(b, h.tableOff)
	entry := int(h.order.Uint16(b[h.tableEntry:]))
	count, names = uint64(h.order.Uint16(b[h.tableCount:])), uint64(h.order.Uint16(b[h.tableNames:]))
	if h.start == 0 {
		return 0, 0, nil
	}
	if first, ok := h.sectionHeader(0); ok && count == 0 {
		count = h.address(first, h.size)
	}
	if first, ok := h.sectionHeader(0); ok && names == uint64(elf.SHN_XINDEX) {
		names = uint64(h.order.Uint32(first[h.link:]))
	}
	if count > maxSections || count > 0 && entry != h.section {
		return 0, 0, errHeaders
	}
	return count, names, nil
}

func (h *head) sectionHeader(i uint64) ([]byte, bool) {
	b := make([]byte, h.section)
	at := int64(h.start) + int64(i)*int64(h.section)
	if at < 0 {
		return nil, false
	}
	_, err := h.r.ReadAt(b, at)
	return b, err == nil
}

// longestName looks through the table of names.
func (h *head) longestName(section uint64) (longest int, err error) {
	b, ok := h.sectionHeader(section)
	if !ok {
		return 0, nil
	}
	flags, at, size := h.address(b, h.flags), h.address(b, h.offset), h.address(b, h.size)
	if elf.SectionFlag(flags)&elf.SHF_COMPRESSED != 0 || size > maxNames {
		return 0, errHeaders
	}
	table, err := readAt(h.r, nil, int64(at), int64(size))
	if err != nil {
		return 0, errHeaders
	}
	for name := range bytes.SplitSeq(table, []byte{0}) {
		longest = max(longest, len(name))
	}
	if longest > maxName {
		return 0, errHeaders
	}
	return longest, nil
}
