package arch

import (
	"slices"
	"strings"
)

// Bit is one named bit of a status word. Bits that are set and bits that are
// clear may both be worth a word: "IRQs on" and "IRQs off".
type Bit struct {
	N     uint   // position, 0 is the least significant
	Name  string // as the architecture's manual has it
	Set   string // meaning when set, "" when it tells nothing
	Clear string // meaning when clear, "" when it tells nothing
}

// StatusBits appends the meaning of a status word's bits to the dump's status.
func (d *Dump) StatusBits(v uint64, table []Bit) {
	for _, b := range table {
		meaning := b.Clear
		if v>>b.N&1 == 1 {
			meaning = b.Set
		}
		if meaning != "" {
			d.Flag(b.Name, meaning)
		}
	}
}

// BitFlags returns the flags of a status word that say something as they are.
func BitFlags(v uint64, bits []Bit) []Flag {
	d := Dump{}
	d.StatusBits(v, bits)
	return d.Status
}

// BitNames joins the names of the bits that are set.
func BitNames(v uint64, bits []Bit) string {
	var names []string
	for _, b := range bits {
		if v>>b.N&1 != 0 {
			names = append(names, b.Name)
		}
	}
	return strings.Join(names, " ")
}

// Summary joins the meanings of the flags since the given one that have one
// of the names.
func (d *Dump) Summary(since int, names ...string) string {
	var parts []string
	for _, f := range d.Status[since:] {
		if slices.Contains(names, f.Name) {
			parts = append(parts, f.Meaning)
		}
	}
	return strings.Join(parts, ", ")
}
