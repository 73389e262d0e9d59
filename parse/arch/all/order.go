package all

import (
	"cmp"
	"strings"

	"oopscope/parse/arch"
)

// An Order knows in which order one architecture prints the lines of a report.
// The zero value knows nothing.
type Order struct{ of *arch.Arch }

// OrderOf returns the order of the architecture that printed these lines.
func OrderOf(texts []string) Order {
	lines := make([]arch.Line, len(texts))
	for i, t := range texts {
		lines[i].Text = t
	}
	return Order{Detect(lines)}
}

// Known reports whether the lines showed an architecture.
func (o Order) Known() bool { return o.of != nil }

// Place is how far down in a report a line stands, from 1 on; 0 when its place is
// not known. Frames stand where the trace does, whatever their text.
func (o Order) Place(text string, frame bool) int {
	if o.of == nil {
		return 0
	}
	t := strings.TrimLeft(text, " ")
	for i, begin := range o.of.Lines.Printed {
		if frame && begin == arch.PrintedFrames || !frame && strings.HasPrefix(t, begin) {
			return i + 1
		}
	}
	return 0
}

// Summary reports whether the registers are printed again behind the end mark.
func (o Order) Summary() bool { return o.of != nil && o.of.Lines.Summary }

// Warns reports whether a WARN has lines of registers, or of code.
func (o Order) Warns(code bool) bool {
	return o.of == nil || !o.of.Lines.BareWarn && !(code && o.of.Lines.NoWarnCode)
}

// FromPC reports whether the trace begins with the function of the PC.
func (o Order) FromPC() bool { return o.of != nil && o.of.Lines.FromPC }

// FaultAddress reads the register that holds the address of the fault, where the
// line has it.
func (o Order) FaultAddress(text string) (uint64, bool) {
	if o.of == nil {
		return 0, false
	}
	name := cmp.Or(o.of.FaultRegister, o.of.Lines.FaultRow)
	at := strings.Index(text, name)
	if name == "" || at < 0 {
		return 0, false
	}
	value, ok := strings.CutPrefix(strings.TrimLeft(text[at+len(name):], " "), ":")
	if !ok {
		return 0, false
	}
	return arch.HexAfter(value, "")
}

// Disagree reports whether two lines in front of the die line cannot be of the
// same fault.
func (o Order) Disagree(a, b string) bool {
	return o.of != nil && o.of.Disagree != nil && o.of.Disagree(a, b)
}
