package symbol

import (
	"cmp"
	"debug/elf"
	"slices"
)

// Place is a place in the code as a call trace names it.
type Place struct {
	Function string
	Offset   uint64
	Size     uint64 // the function's as kallsyms printed it, 0 when it did not
	Exact    bool   // a program counter; otherwise a return address, which belongs to the call before it
	Address  uint64 // where it is in the image, KASLR undone, when that is known; tells namesakes apart
}

// Location is a source line, in the function written there.
type Location struct {
	Function string
	File     string
	Line     int
}

// catchPanics is off in tests that look for panics.
var catchPanics = true

// maxWeight bounds the memory of places already found, in bytes.
const maxWeight = 4 << 20

// Lookup returns the source line of a place and of the calls that were inlined
// to reach it, innermost first, so that the last one lies in the function
// itself. It returns nothing when the place is not in the image, or when it
// may be several and they differ.
func (im *Image) Lookup(p Place) []Location {
	var found []Location
	for i, at := range im.addresses(p) {
		if !p.Exact && at > 0 {
			at--
		}
		locations := im.named(im.Locate(at), at, p.Function)
		if i > 0 && !slices.Equal(found, locations) {
			return nil
		}
		found = locations
	}
	return found
}

// named fills in the function where the DWARF has none, as for assembly: the
// printed one when it stands there, otherwise the symbol table's.
func (im *Image) named(found []Location, at uint64, printed string) []Location {
	if len(found) != 1 || found[0].Function != "" {
		return found
	}
	name, offset, _, ok := im.Symbol(at)
	if ok && slices.Contains(im.Addresses(printed), at-offset) {
		name = printed
	}
	return []Location{{name, found[0].File, found[0].Line}}
}

// maxNamesakes bounds how many functions of one name are compared.
const maxNamesakes = 64

// addresses returns where the place may be.
func (im *Image) addresses(p Place) []uint64 {
	if im.symbols == nil {
		return nil
	}
	var sized, open, all []uint64
	for _, i := range im.symbols.find(p.Function) {
		size := im.symbols.size(i)
		at := im.symbols.address(i) + p.Offset
		switch {
		case p.Address != 0 && at == p.Address:
			return []uint64{at}
		case size != 0 && p.Offset > size: // data printed as "last function + much"
		case size == p.Size:
			sized = append(sized, at)
		case size == 0: // the last one of a module reaches to the end of its page
			open = append(open, at)
		default:
			all = append(all, at)
		}
	}
	for _, choice := range [][]uint64{sized, open, all} {
		if choice != nil {
			return choice[:min(len(choice), maxNamesakes)]
		}
	}
	return nil
}

// Candidates returns where a place may be: several addresses, where functions have
// one name and nothing in the place tells them apart.
func (im *Image) Candidates(p Place) []uint64 {
	return slices.Compact(slices.Sorted(slices.Values(im.addresses(p))))
}

// Sizes returns the sizes of the functions called name, 0 for one that nothing
// follows; none when there is no such function.
func (im *Image) Sizes(name string) []uint64 {
	if im.symbols == nil {
		return nil
	}
	var sizes []uint64
	for _, i := range im.symbols.find(name) {
		sizes = append(sizes, im.symbols.size(i))
	}
	return sizes
}

// Addresses returns where the functions or variables called name are.
func (im *Image) Addresses(name string) []uint64 { return im.addresses(Place{Function: name}) }

// Symbol names an address of the image, KASLR undone.
func (im *Image) Symbol(at uint64) (name string, offset, size uint64, ok bool) {
	if im.symbols == nil || !im.holds(at) {
		return "", 0, 0, false
	}
	i := im.symbols.around(at)
	if i < 0 {
		return "", 0, 0, false
	}
	return im.symbols.alias(i), at - im.symbols.address(i), im.symbols.size(i), true
}

// holds tells whether the address lies in a section that has symbols. A
// System.map knows no sections; there it must lie before the last symbol.
func (im *Image) holds(at uint64) bool {
	if im.f == nil {
		last := len(im.symbols.rel) - 1
		return at >= im.symbols.address(0) && at <= im.symbols.address(last)
	}
	return im.sectionAt(at) != nil
}

// sectionAt returns the loaded section around an address.
func (im *Image) sectionAt(at uint64) *elf.Section {
	if im.f == nil {
		return nil
	}
	for i, s := range im.f.Sections {
		if holdsSymbols(s) && at-im.base[i] < s.Size {
			return s
		}
	}
	return nil
}

// Locate returns the source line of an address of the image and of the calls
// inlined there, innermost first. The function is empty where only the symbol
// table knows it.
func (im *Image) Locate(at uint64) (found []Location) {
	if im.debug == nil {
		return nil
	}
	if known, ok := im.results[at]; ok {
		return known
	}
	defer func() {
		if catchPanics && recover() != nil { // a defect of ours on a damaged file: no location
			found = nil
		}
		im.remember(at, found)
	}()
	return im.locate(at)
}

// remember keeps what was found at an address.
func (im *Image) remember(at uint64, found []Location) {
	const entry = 64 // bytes beside the texts
	weight := entry
	for _, l := range found {
		weight += entry + len(l.Function) + len(l.File)
	}
	if im.weight += weight; im.weight > maxWeight {
		clear(im.results)
		im.weight = weight
	}
	im.results[at] = found
}

func (im *Image) locate(at uint64) []Location {
	pc := at
	if im.flat {
		// The sections of such a module lie over each other. What only one of
		// them reaches is certain; the rest could be any of them.
		pc = at - im.base[im.sectionIndex(at)]
		if im.sectionsReaching(pc) != 1 {
			return nil
		}
	}
	for _, off := range im.units(pc, at) {
		if u := im.debug.unit(off); u != nil {
			if found := im.inUnit(u, pc); found != nil {
				return found
			}
		}
	}
	return nil
}

func (im *Image) sectionsReaching(offset uint64) (n int) {
	for _, s := range im.f.Sections {
		if s.Flags&elf.SHF_EXECINSTR != 0 && offset < s.Size {
			n++
		}
	}
	return n
}

// units returns the units that may cover pc. Behind a function's last byte that
// is the function's own unit: padding counts as its code in the line table.
func (im *Image) units(pc, at uint64) []int64 {
	if found := im.debug.candidates(pc); len(found) > 0 {
		return found
	}
	_, offset, _, _ := im.Symbol(at)
	for back := uint64(1); back <= min(offset, 16); back *= 2 {
		if found := im.debug.candidates(pc - back); len(found) > 0 {
			return found
		}
	}
	return nil
}

func (im *Image) sectionIndex(at uint64) int {
	for i, s := range im.f.Sections {
		if holdsSymbols(s) && at-im.base[i] < s.Size {
			return i
		}
	}
	return 0
}

// inUnit puts the line table and the tree of functions of a unit together.
func (im *Image) inUnit(u *unit, pc uint64) []Location {
	table := u.lineTable()
	if table == nil {
		return nil
	}
	here, known := table.at(pc)
	u.d.current = u
	functions := u.full()
	scopes := functions.scopes(pc)
	var found []Location
	if !known { // padding, or the room that ftrace has before a function's first row
		if len(scopes) == 0 {
			return nil
		}
		return []Location{{Function: functions.title(scopes[0]), File: im.path(u, cmp.Or(u.name, functions.name))}}
	}
	for i := len(scopes) - 1; i >= 0; i-- {
		found = append(found, Location{functions.title(scopes[i]), im.path(u, table.file(here.file)), lineNumber(here.line)})
		here = row{file: scopes[i].callFile, line: scopes[i].callLine}
	}
	if found == nil {
		found = []Location{{"", im.path(u, table.file(here.file)), lineNumber(here.line)}}
	}
	return found
}

// full returns the unit with the functions of this one: itself, or what it is the
// skeleton of. Where that is not to be had there is the skeleton, which knows lines.
func (u *unit) full() *unit {
	if u.dwoName.form == 0 || u.d.rest == nil || u.d.parts[u.off].skeleton != nil {
		return u
	}
	rest := u.d.rest(u)
	if rest == nil {
		return u
	}
	rest.d.current = rest
	return rest
}

// whole is the unit of the image itself, whose line table is for the rest of it as well.
func (u *unit) whole() *unit {
	if of := u.d.parts[u.off]; of.skeleton != nil {
		return of.skeleton.unit(of.whole)
	}
	return u
}

// lineNumber keeps damaged numbers out of what people see.
func lineNumber(n uint64) int {
	if n > 1<<30 {
		return 0
	}
	return int(n)
}

// IsModule reports whether the image is a kernel module: a part of a kernel that says what
// it is (.modinfo). So does vmlinux.o, which has the kernel's beginning as well.
func (im *Image) IsModule() bool {
	return im.f != nil && im.f.Type == elf.ET_REL && im.f.Section(".modinfo") != nil && len(im.Addresses("start_kernel")) == 0
}
