package symbol

import (
	"debug/elf"
	"slices"
)

// CallFrame returns how to get from a place in the code to the caller's
// registers; ok is false where the file does not tell.
func (im *Image) CallFrame(at uint64) (out CallFrame, ok bool) {
	if im.f == nil || im.flat {
		return out, false
	}
	defer func() {
		if catchPanics && recover() != nil { // a defect of ours on a damaged file: nothing is known
			out, ok = CallFrame{}, false
		}
	}()
	if im.frames == nil {
		im.frames = im.openFrames()
	}
	for _, f := range im.frames {
		if out, ok = f.rules(at); ok {
			return out, true
		}
	}
	return out, false
}

// openFrames finds the tables: what debuggers read, then what unwinds at run time; where
// there are neither, what the kernel itself unwinds by.
func (im *Image) openFrames() []frameRules {
	all := []frameRules{}
	for _, t := range im.openFrameTables() {
		all = append(all, t)
	}
	if len(all) > 0 {
		return all
	}
	if t := im.openORC(); t != nil {
		all = append(all, t)
	}
	if t := im.openExidx(); t != nil {
		all = append(all, t)
	}
	return all
}

func (im *Image) openFrameTables() []*frameTable {
	tables := []*frameTable{}
	for i, s := range im.f.Sections {
		debug := s.Name == ".debug_frame" || s.Name == ".zdebug_frame"
		if !debug && s.Name != ".eh_frame" || s.Type == elf.SHT_NOBITS {
			continue
		}
		piece := im.section(s)
		if piece == nil {
			continue
		}
		t := &frameTable{s: piece, eh: !debug, address: s.Addr, addrSize: 8, order: im.f.ByteOrder, common: map[int64]*commonFrame{}}
		if im.f.Class == elf.ELFCLASS32 {
			t.addrSize = 4
		}
		if im.Relocatable() {
			piece.relocs, t.address = im.relocsFor(i, im.relocationValues()), 0
		}
		tables = append(tables, t)
	}
	slices.SortStableFunc(tables, func(a, b *frameTable) int {
		switch {
		case a.eh == b.eh:
			return 0
		case a.eh:
			return 1
		}
		return -1
	})
	return tables
}
