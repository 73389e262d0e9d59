package triage

import (
	"fmt"
	"strings"
)

// pointerRules are about the value that was used as a pointer.
var pointerRules = []rule{
	{
		id: "null-member", rank: rankState, confidence: Certain, classes: faults,
		fire: nullMember,
	},
	{
		id: "err-pointer", rank: rankState + 8, confidence: Certain, classes: faults,
		suppresses: []string{"null-member", "unmapped-pointer"},
		fire:       errPointer,
	},
}

// nullPage bounds what counts as a member of a NULL structure.
const nullPage = 4096

// nullMember: fault address = NULL + offset of a member.
func nullMember(x *exam, f *Finding) bool {
	d := &x.c.Dump
	if !d.Fault.HasAddress || d.Fault.Address >= nullPage || d.Fault.Access == "execute" {
		return false
	}
	off := d.Fault.Address
	if x.explains() {
		off = x.ops.effective
	}
	access := "touched"
	switch d.Fault.Access {
	case "read":
		access = "read"
	case "write":
		access = "wrote"
	}
	how := ""
	switch {
	case x.explains() && x.ops.baseValue == 0:
		how = fmt.Sprintf(" (%s: %s)", x.ops.insn, x.ops.sum())
	case x.explains() && x.ops.baseValue == off:
		f.Confidence = Likely
		how = fmt.Sprintf(" (%s: %s was already %s: a caller took the address of a member of a NULL structure, or passed a small number as a pointer)", x.ops.insn, x.ops.base, hex(off))
	default:
		f.Confidence = Likely
	}
	f.Text = fmt.Sprintf("%s %s offset %s of a NULL pointer%s.", x.where(), access, hex(off), how)
	if off == 0 {
		f.Text = fmt.Sprintf("%s %s through a NULL pointer%s.", x.where(), access, how)
	}
	f.Next = x.findMember(off)
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.line, x.ops.baseLine}
	return true
}

// findMember tells how to find which pointer it was.
func (x *exam) findMember(off uint64) string {
	object := "vmlinux"
	if len(x.chain) > 0 && x.chain[0].Module != "" {
		object = x.chain[0].Module + ".ko"
	}
	next := fmt.Sprintf("Find which structure has a member at %s (pahole %s), then who leaves that pointer NULL: never set, set too late, or cleared by a teardown running at the same time.", hex(off), object)
	if len(x.chain) > 1 && x.chain[1].Reliable && named(&x.chain[1]) {
		next += fmt.Sprintf(" Start in the caller, %s.", at(&x.chain[1]))
	}
	return next
}

// errPointer: an error number was used as a pointer; IS_ERR() was forgotten.
func errPointer(x *exam, f *Finding) bool {
	v, what, line, ok := x.pointer()
	if !ok {
		return false
	}
	m, off := x.means(v), uint64(0)
	if !strings.HasPrefix(m, "ERR_PTR(") {
		if addr := x.c.Dump.Fault.Address; x.c.Dump.Fault.HasAddress && strings.HasPrefix(x.means(addr), "ERR_PTR(") {
			v, what, line, m = addr, "the fault address", x.c.Dump.Fault.Line, x.means(addr)
		} else {
			return false
		}
	}
	if x.explains() && x.ops.baseValue == v {
		off = x.ops.effective - v
	} else {
		f.Confidence = Likely // the address may be an error number plus a member's offset
	}
	f.Text = fmt.Sprintf("%s used an error as a pointer: %s is %s, %s", x.where(), what, hex(v), m)
	if off != 0 && off < nullPage {
		f.Text += fmt.Sprintf(", and a member at %s of it was touched", hex(off))
	}
	f.Text += ". This suggests a missing IS_ERR() check."
	f.Next = "Find the call that returned this pointer and test it with IS_ERR() before use; then find why it failed with that error. Log lines just before the report often say."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}
