package decode

import (
	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/crash"
)

// Accessed returns the address that the registers and the code in these lines
// show to have been accessed by the instruction that trapped. It is for lines
// without the fault line; ok is false when they do not show it.
func Accessed(body []crash.BodyLine) (addr uint64, ok bool) {
	lines := make([]arch.Line, len(body))
	for i, b := range body {
		lines[i] = arch.Line{N: b.N, Text: b.Text}
	}
	a := all.Detect(lines)
	if a == nil {
		return 0, false
	}
	var d arch.Dump
	for _, l := range lines {
		a.Take(&d, l)
	}
	a.Close(&d)
	if in := d.Trapping(); in != nil && in.Effective != nil {
		return *in.Effective, true
	}
	return d.Register(a.FaultRegister)
}
