package arch

// An Edge is a place just outside an area of memory that the report names.
type Edge struct {
	What     string // the area, as [Describe] calls it
	From, To uint64 // its addresses; To is exclusive
	By       string // who allocated it: "load_module+0xa90/0x21c8"
	Line     int    // that names the area
	Stack    bool   // the area is a kernel stack
	Behind   bool   // the place lies behind the area, not in front of it
}

// guard is the gap that the kernel leaves behind each of its mappings, mm/vmalloc.c.
const guard = 4096

// Beside finds the mapping whose guard page holds an address, in front or behind.
func (d *Dump) Beside(v uint64) (e Edge, ok bool) {
	for i := range d.areas {
		a := &d.areas[i]
		behind := v >= a.to && v-a.to < guard
		if a.by != "" && (behind || v < a.from && a.from-v <= guard) {
			return Edge{a.what, a.from, a.to, a.by, a.line, a.stack, behind}, true
		}
	}
	return e, false
}
