package symbol

import (
	"cmp"
	"debug/elf"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"
)

// Image is one ELF file with symbols: a vmlinux, a module, or the file that a
// distribution's debug package keeps beside one. It is not safe for use by
// several goroutines at once.
type Image struct {
	f            *elf.File
	in           *container
	base         []uint64 // of every section: where it stands, or where we say it does
	symbols      *symtab
	debug        *debugInfo // nil when the file has none
	types        map[*debugInfo]*dwarfTypes
	bare         bare         // types of one without DWARF
	frames       []frameRules // nil when not yet looked for
	flat         bool         // a module whose addresses all count from their section's start
	results      map[uint64][]Location
	weight       int             // bytes of the results
	ends         []uint64        // where a module's code ends
	code         map[int]*relocs // of sections of code, by number, nil where there are none
	alternatives []span          // code that may be replaced, nil when not yet asked
	about        about
	data, perCPU *objectTable // nil before the first
	share        *Share
	pieces       map[*elf.Section]*section // those that were read
}

// bare is what an image without DWARF knows of types.
type bare struct {
	read   bool
	types  *btf
	kernel *Image
}

// about is what an image says of itself, read once.
type about struct {
	read             bool
	banner, vermagic string
	buildID          string
}

// Open reads the headers and the symbol table of an ELF file. Debugging
// information is looked at when it is asked for. What the image needs in
// memory is taken from share; the caller closes it after the last use. The
// error is [ErrMemory] or [ErrSwollen] where it has no room. Compressed sections
// are unpacked in memory.
func Open(r io.ReaderAt, share *Share) (*Image, error) { return OpenWith(r, share, nil) }

// OpenWith is Open with compressed sections unpacked, and the files opened that this
// one refers to, by world.
func OpenWith(r io.ReaderAt, share *Share, world World) (im *Image, err error) {
	defer func() {
		if !catchPanics {
			return
		}
		if e := recover(); e != nil { // debug/elf promises no panics but was not written for hostile files
			im, err = nil, fmt.Errorf("damaged ELF file: %v", e)
		}
	}()
	if im, err = newImage(r, share, world); err != nil {
		return nil, err
	}
	im.readSymbols()
	im.openDebug()
	if im.symbols == nil && im.debug == nil {
		return nil, cmp.Or(share.Refused(), noSymbols(im.f))
	}
	return im, nil
}

// newImage reads the headers.
func newImage(r io.ReaderAt, share *Share, keep Unpacker) (*Image, error) {
	if err := checkHeaders(r, share); err != nil {
		return nil, err
	}
	f, err := elf.NewFile(r)
	if err != nil {
		return nil, err
	}
	im := &Image{f: f, in: &container{r, f.Class, f.ByteOrder, keep}, results: map[uint64][]Location{}, types: map[*debugInfo]*dwarfTypes{}, share: share, pieces: map[*elf.Section]*section{}}
	im.layout()
	return im, nil
}

// Refused returns why the image knows less than its file holds, nil when it
// does not: see [Share].
func (im *Image) Refused() error { return im.share.Refused() }

// section returns the bytes of s, the same piece every time, so that each is
// unpacked once.
func (im *Image) section(s *elf.Section) *section {
	piece, known := im.pieces[s]
	if !known {
		piece = newSection(s, im.in, im.share)
		im.pieces[s] = piece
	}
	return piece
}

// Relocatable tells a module from a linked kernel.
func (im *Image) Relocatable() bool { return im.f != nil && im.f.Type == elf.ET_REL }

// HasLines tells whether the image can name source lines.
func (im *Image) HasLines() bool { return im.debug != nil }

// layout gives every section its address. Those of a module all begin at zero;
// they are put one after the other in the order in which the kernel loads them
// (layout_sections in kernel/module/main.c), so that addresses are unambiguous
// and the distance between two symbols is the one that kallsyms sees.
func (im *Image) layout() {
	im.base = make([]uint64, len(im.f.Sections))
	if !im.Relocatable() {
		for i, s := range im.f.Sections {
			im.base[i] = s.Addr
		}
		return
	}
	const page = 0x1000
	at := uint64(page)
	for _, initial := range []bool{false, true} {
		for pass := range 3 {
			for i, s := range im.f.Sections {
				if s.Flags&elf.SHF_ALLOC != 0 && strings.HasPrefix(s.Name, ".init") == initial && loadPass(s) == pass {
					at = align(at, s.Addralign)
					im.base[i] = at
					at += min(s.Size, 1<<30)
				}
			}
			at = align(at, page)
			if pass == 0 {
				im.ends = append(im.ends, at)
			}
		}
	}
}

func loadPass(s *elf.Section) int {
	switch {
	case s.Flags&elf.SHF_EXECINSTR != 0:
		return 0
	case s.Flags&elf.SHF_WRITE == 0:
		return 1
	}
	return 2
}

func align(at, to uint64) uint64 {
	if to < 2 || to > 1<<20 || to&(to-1) != 0 {
		return at
	}
	return (at + to - 1) &^ (to - 1)
}

// readSymbols indexes .symtab.
func (im *Image) readSymbols() {
	table := im.f.SectionByType(elf.SHT_SYMTAB)
	if table == nil || table.Link >= uint32(len(im.f.Sections)) {
		return
	}
	symbols, names := im.section(table), im.section(im.f.Sections[table.Link])
	if symbols == nil || names == nil {
		return
	}
	counts := make([]bool, len(im.f.Sections))
	for i, s := range im.f.Sections {
		counts[i] = holdsSymbols(s)
	}
	im.symbols = readSymtab(im.f, im.share, symbols, names, im.low(), func(e symbolEntry) (uint64, bool) {
		if int(e.section) >= len(counts) || !counts[e.section] {
			return 0, false
		}
		return im.symbolAddress(e), true
	})
	if im.symbols == nil || len(im.symbols.rel) == 0 {
		im.symbols = nil
		return
	}
	im.symbols.ends = im.ends
}

// low is where the symbol table begins to count: 2 GB below the largest piece
// of code, so that a stray section far away does not push the kernel out.
func (im *Image) low() uint64 {
	at, largest := uint64(0), uint64(0)
	for i, s := range im.f.Sections {
		if s.Flags&elf.SHF_EXECINSTR != 0 && s.Size > largest {
			at, largest = im.base[i], s.Size
		}
	}
	return at - min(at, 1<<31)
}

// holdsSymbols tells the sections whose symbols are places: code and data.
// Per-CPU symbols count from zero and would be mistaken for small addresses.
func holdsSymbols(s *elf.Section) bool {
	if s.Flags&elf.SHF_ALLOC == 0 {
		return false
	}
	return s.Flags&elf.SHF_EXECINSTR != 0 || !strings.Contains(s.Name, "percpu") &&
		!strings.HasPrefix(s.Name, "__") && !strings.HasPrefix(s.Name, ".orc") && s.Name != ".modinfo"
}

func (im *Image) symbolAddress(e symbolEntry) uint64 {
	at := e.value
	if im.f.Machine == elf.EM_ARM && e.kind == elf.STT_FUNC {
		at &^= 1 // the bit says Thumb
	}
	if im.Relocatable() && int(e.section) < len(im.base) {
		at += im.base[e.section]
	}
	return at
}

// openDebug finds the DWARF sections.
func (im *Image) openDebug() {
	d := im.debugSections("")
	if d.info == nil || d.abbrev == nil || d.line == nil {
		return
	}
	im.debug = d
	im.flat = im.Relocatable() && d.info.relocs == nil
	world, ok := im.in.keep.(World)
	if !ok || world == nil {
		return
	}
	open := func(c Companion) (*debugInfo, string) { return im.companion(world, c) }
	d.rest = (&splits{open: open, known: map[int64]home{}}).rest
	d.alternate = sync.OnceValue(func() *debugInfo {
		return alternate(im.section(im.f.Section(".gnu_debugaltlink")), im.section(im.f.Section(".debug_sup")), open)
	})
}

// debugSections are those whose names have a suffix: ".dwo" in files of split DWARF.
func (im *Image) debugSections(suffix string) *debugInfo {
	d := &debugInfo{order: im.f.ByteOrder, share: im.share, parts: map[int64]parts{}}
	value := im.relocationValues()
	for name, field := range map[string]**section{
		"info": &d.info, "abbrev": &d.abbrev, "line": &d.line, "ranges": &d.ranges, "rnglists": &d.rnglists,
		"str": &d.str, "line_str": &d.lineStr, "str_offsets": &d.strOffsets, "addr": &d.addr, "aranges": &d.aranges,
		"loc": &d.loc, "loclists": &d.loclists,
	} {
		*field = im.debugSection(name+suffix, value)
	}
	d.cuIndex = im.debugSection("cu_index", value)
	return d
}

// companion opens a file that the image refers to, for the names in it.
func (im *Image) companion(world World, c Companion) (d *debugInfo, buildID string) {
	r := world.Companion(c)
	if r == nil {
		return nil, ""
	}
	keep, _ := r.(Unpacker)
	other, err := newImage(r, im.share, keep)
	if err != nil || other.f.ByteOrder != im.f.ByteOrder {
		return nil, ""
	}
	suffix := ".dwo"
	if c.BuildID != "" {
		suffix = ""
	}
	if d = other.debugSections(suffix); d.info == nil || d.abbrev == nil {
		return nil, ""
	}
	d.close = func() { other.letGo(d, r) }
	_, sum := readSup(other.section(other.f.Section(".debug_sup")))
	return d, cmp.Or(other.readBuildID(), sum)
}

// letGo returns what a companion holds.
func (im *Image) letGo(d *debugInfo, r io.ReaderAt) {
	for _, u := range d.units {
		im.share.Give(u.held)
	}
	for _, s := range im.pieces {
		if s != nil && s.unpacked != nil {
			im.share.Give(s.size)
		}
	}
	d.units, d.closed = nil, true
	if c, ok := r.(io.Closer); ok {
		c.Close()
	}
}

func (im *Image) debugSection(name string, value func(uint32) uint64) *section {
	for i, s := range im.f.Sections {
		if s.Name != ".debug_"+name && s.Name != ".zdebug_"+name {
			continue
		}
		out := im.section(s)
		if out != nil && im.Relocatable() {
			out.relocs = im.relocsFor(i, value)
		}
		return out
	}
	return nil
}

func (im *Image) relocsFor(target int, value func(uint32) uint64) *relocs {
	for _, s := range im.f.Sections {
		if (s.Type == elf.SHT_REL || s.Type == elf.SHT_RELA) && s.Info == uint32(target) {
			return newRelocs(im.f, s, im.section(s), value)
		}
	}
	return nil
}

// relocationValues returns the address of a symbol by its number; the table is
// read once, on first use, and only modules come here.
func (im *Image) relocationValues() func(uint32) uint64 {
	var values []uint64
	read := false
	return func(sym uint32) uint64 {
		if !read {
			read = true
			if table := im.f.SectionByType(elf.SHT_SYMTAB); table != nil {
				eachSymbol(im.f, im.section(table), func(_ int, e symbolEntry) {
					at := e.value
					if int(e.section) < len(im.base) {
						at += im.base[e.section]
					}
					values = grown(im.share, values, at, 8)
				})
			}
		}
		if sym < uint32(len(values)) {
			return values[sym]
		}
		return 0
	}
}

func (im *Image) readBuildID() string {
	if im.f == nil {
		return ""
	}
	for _, s := range im.f.Sections {
		if s.Type == elf.SHT_NOTE {
			if id := im.noteID(im.section(s)); id != "" {
				return id
			}
		}
	}
	return ""
}

// noteID looks for NT_GNU_BUILD_ID among the notes of a section.
func (im *Image) noteID(s *section) string {
	const gnuBuildID = 3
	c := cursor{data: s.near(0, blockSize), order: im.f.ByteOrder}
	for !c.done() {
		nameSize, size, kind := c.uint(4), c.uint(4), c.uint(4)
		name := c.bytes(int(min(nameSize+3, 1<<20) &^ 3))
		id := c.bytes(int(min(size, 1<<20)))
		if !c.bad && kind == gnuBuildID && strings.HasPrefix(string(name), "GNU\x00") && size <= 64 {
			return hex.EncodeToString(id)
		}
		if pad := -size & 3; pad <= uint64(len(c.data)-c.pos) {
			c.skip(pad)
		}
	}
	return ""
}
