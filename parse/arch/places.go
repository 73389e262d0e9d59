package arch

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A place is a range of addresses that the report itself gives a name: a
// function from its symbols, an area of memory from "Register rN information".
type place struct {
	from, to uint64 // to is exclusive
	sym      Symbol // of a function, its Offset 0
	what     string // of an area
	by       string // who allocated it: "load_module+0xa90/0x21c8"
	stack    bool   // an area that is a kernel stack
	object   bool   // an area that is an object of a slab
	line     int    // that names it
}

// mostPlaces bounds what a report of garbage can cost.
const mostPlaces = 512

// findPlaces collects what the report names: where PC, LR and the frames of
// the trace were printed with address and symbol, the function's whole range
// is known.
func (d *Dump) findPlaces() {
	d.places, d.areas, d.returns = nil, nil, nil
	d.addPlace(&d.PC)
	d.addPlace(&d.LR)
	for i := range d.Chain {
		f := &d.Chain[i]
		if !f.HasAddress || len(d.places) >= mostPlaces {
			continue
		}
		d.addPlace(&f.Symbol)
		if f.Function != "" && !f.Exact && (!d.PC.HasAddress || f.Address != d.PC.Address) {
			if d.returns == nil {
				d.returns = make(map[uint64]int, len(d.Chain))
			}
			if _, twice := d.returns[f.Address]; !twice {
				d.returns[f.Address] = i
			}
		}
	}
	slices.SortFunc(d.places, func(a, b place) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	d.places = slices.CompactFunc(d.places, func(a, b place) bool { return a.from == b.from })
	d.addAreas()
}

func (d *Dump) addPlace(s *Symbol) {
	if !s.HasAddress || !s.HasOffset || s.Function == "" || s.Offset >= s.Size || s.Size > 1<<20 || s.Offset > s.Address {
		return
	}
	p := place{from: s.Address - s.Offset, sym: *s}
	p.to = p.from + s.Size
	p.sym.Offset, p.sym.Address = 0, p.from
	d.places = append(d.places, p)
}

// addAreas takes the areas that arm's lines name, behind the functions:
//
//	4-page vmalloc region starting at 0xbf006000 allocated at load_module+0xa90/0x21c8
//	slab kmalloc-64 start c1e01500 pointer offset 0 size 64
func (d *Dump) addAreas() {
	for i := range d.Registers {
		r := &d.Registers[i]
		switch {
		case strings.Contains(r.Meaning, "-page vmalloc region starting at 0x"):
			d.addVmalloc(r)
		case strings.HasPrefix(r.Meaning, "slab "):
			d.addSlab(r)
		}
	}
}

func (d *Dump) addVmalloc(r *Register) {
	count, rest, _ := strings.Cut(r.Meaning, "-page vmalloc region starting at 0x")
	if i := strings.LastIndexByte(count, ' '); i >= 0 {
		count = count[i+1:]
	}
	pages, err := strconv.ParseUint(count, 10, 20)
	from, n := HexPrefix(rest)
	if err != nil || n == 0 || pages == 0 {
		return
	}
	a := place{from: from, to: from + pages<<12, what: "vmalloc"}
	if d.SP >= a.from && d.SP < a.to { // an interrupt's own stack is allocated by start_kernel()
		a.what, a.stack = "current stack", true
	}
	_, by, _ := strings.Cut(rest, " allocated at ")
	a.by, a.line = by, r.Line
	switch {
	case Begins(by, moduleLoaders):
		a.what, a.stack = strings.TrimRight("module "+d.moduleIn(&a), " "), false
	case Begins(by, taskMakers):
		a.what, a.stack = "stack of a task", true
	}
	d.areas = append(d.areas, a)
	r.Allocated, r.Meaning = true, a.within(r.Value)+": "+r.Meaning
}

// Who allocates vmalloc memory for modules, and for the stacks of tasks.
var (
	moduleLoaders = []string{"load_module+", "module_", "execmem_"}
	taskMakers    = []string{"kernel_clone+", "copy_process+", "_do_fork+", "dup_task_struct+"}
)

// moduleIn names the module whose functions lie in an area, or else just before
// it.
func (d *Dump) moduleIn(a *place) string {
	name := ""
	for _, p := range d.places {
		if p.sym.Module != "" && p.from >= a.from && p.from < a.to {
			name = p.sym.Module
		}
	}
	return cmp.Or(name, d.moduleNear(a.from))
}

func (d *Dump) addSlab(r *Register) {
	rest := strings.TrimPrefix(r.Meaning, "slab ")
	cache, rest, _ := strings.Cut(rest, " ")
	from, ok := HexAfter(rest, "start ")
	if !ok {
		return
	}
	_, tail, _ := strings.Cut(rest, " size ")
	size, err := strconv.ParseUint(strings.TrimSpace(tail), 10, 24)
	if err != nil || size == 0 {
		return
	}
	d.areas = append(d.areas, place{from: from, to: from + size, what: "slab object of " + cache, object: true})
	r.Allocated = true
}

// within writes a place of an area: "slab object of kmalloc-64 + 0x10".
func (a *place) within(v uint64) string {
	if a.object && v > a.from {
		return a.what + " + " + Hex(v-a.from)
	}
	return a.what
}

// PlaceName names what a value points to, if the report itself tells: a return
// address, a function, an area. "" is the rest.
func (d *Dump) PlaceName(v uint64) string {
	if f := d.returnsTo(v); f != nil {
		return "return address in " + shortSymbol(f.Symbol)
	}
	if i := d.lastPlace(v); i >= 0 && v < d.places[i].to {
		s := d.places[i].sym
		s.Offset = v - d.places[i].from
		return shortSymbol(s)
	}
	for i := range d.areas {
		if v >= d.areas[i].from && v < d.areas[i].to {
			return d.areas[i].within(v)
		}
	}
	return ""
}

// returnsTo is the frame whose return address a value is, nil when it is none's.
func (d *Dump) returnsTo(v uint64) *Frame {
	if i, ok := d.returns[v]; ok && i < len(d.Chain) && d.Chain[i].Address == v {
		return &d.Chain[i]
	}
	return nil
}

// lastPlace is the last function that begins at or before an address, -1 when
// none does.
func (d *Dump) lastPlace(v uint64) int {
	return sort.Search(len(d.places), func(i int) bool { return d.places[i].from > v }) - 1
}

// shortSymbol is a symbol without its size.
func shortSymbol(s Symbol) string {
	text := s.Function
	if s.HasOffset {
		text += "+" + Hex(s.Offset)
	}
	if s.Module != "" {
		text += " [" + s.Module + "]"
	}
	return text
}

// moduleNear names the module whose functions lie last before an address of
// the modules' area, no further than a module reaches. What lies behind a
// module's text is its data.
func (d *Dump) moduleNear(v uint64) string {
	const reach = 32 << 10
	i := d.lastPlace(v)
	if i < 0 || d.places[i].sym.Module == "" || v-d.places[i].from > reach {
		return ""
	}
	return d.places[i].sym.Module
}

// moduleMemory tells of an address among the modules whose it is: text between
// its functions, data behind the last one; "" when it is nobody's.
func (d *Dump) moduleMemory(v uint64) string {
	name := d.moduleNear(v)
	if name == "" {
		return ""
	}
	if next := d.lastPlace(v) + 1; next < len(d.places) && d.places[next].sym.Module == name {
		return "text of module " + name
	}
	return "data of module " + name
}
