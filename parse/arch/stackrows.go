package arch

import "strings"

// StackRows reads what mips and loongarch print with the same code: the stack
// in rows, and the raw scan of it that stands in for a trace.
//
//	Stack : 0000000000000000 9000000000d1b3c8 …
//	        …
//	Call Trace:
//
//	[<9000000000223d44>] …
type StackRows struct {
	rows  bool // in the rows behind "Stack :"
	words int  // read so far
	trace int  // length of the chain at "Call Trace:", plus one; 0 outside
}

// GoesOn reads a line that carries on what an earlier one began: a row of the
// stack, or the empty line in front of a raw scan.
func (r *StackRows) GoesOn(d *Dump, text string, line int) bool {
	switch {
	case r.trace > 0 && text == "":
		if r.trace == len(d.Chain)+1 {
			d.Note("call trace", "a raw scan of the stack: it may hold frames of calls that ended before", line)
		}
		r.trace = 0
	case r.rows && text == "...":
	case r.rows && RegisterValue(text):
		r.row(d, text, line)
	default:
		return false
	}
	return true
}

// Begin takes a line that begins rows or a trace. Whatever it is, rows that an
// earlier line began are over.
func (r *StackRows) Begin(d *Dump, text string, line int) bool {
	r.rows = false
	row, stack := strings.CutPrefix(text, "Stack :")
	switch {
	case stack:
		r.rows, r.words = len(d.Stack) == 0, 0
		r.row(d, row, line)
	case text == "Call Trace:":
		r.trace = len(d.Chain) + 1
	default:
		return false
	}
	return true
}

// row reads one row of the stack, which begins at the stack pointer.
func (r *StackRows) row(d *Dump, text string, line int) {
	sp, known := d.Register("sp")
	for _, cell := range strings.Fields(text) {
		if !r.rows || len(cell) != 8 && len(cell) != 16 {
			return
		}
		addr := uint64(0)
		if known {
			addr = sp + uint64(r.words*len(cell)/2)
		}
		d.AddStackWord(addr, cell, line)
		r.words++
	}
}
