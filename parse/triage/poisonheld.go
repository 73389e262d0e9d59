package triage

import (
	"fmt"
	"slices"
)

// poisonHeld: a general protection fault tells no address, and without the code nothing tells
// which register it was. One that holds a fill pattern from end to end gives just this fault
// where it is used as a pointer: it is no canonical address.
func (x *exam) poisonHeld(f *draft, marks []string, meaning, next string) bool {
	d := &x.c.Dump
	if x.c.Class != "gpf" || d.Bits != 64 || x.ops.insn != "" {
		return false
	}
	for i := range d.Registers {
		r := &d.Registers[i]
		m := x.means(r.Value)
		if !slices.Contains(marks, m.Mark) || m.Over != 0 {
			continue
		}
		f.Confidence = Likely
		f.Text = fmt.Sprintf("%s used a poisoned pointer: %s holds %s (%s). This suggests that %s.", x.where(), r.Name, hex(r.Value), m.Text, meaning)
		f.Next = next
		f.Evidence = []int{r.Line, x.headLine(), x.pcLine()}
		f.claim(x.whereRan())
		x.tellCaller(f)
		return true
	}
	return false
}
