package triage

import "oopscope/parse/arch"

// boots returns the frame by which the task is process 1 before it became a program:
// nobody else runs it, init/main.c.
func (x *exam) boots() *arch.Frame {
	for i := range x.chain {
		f := &x.chain[i]
		if w := word(f.Function); f.Reliable && f.Module == "" && f.Context != arch.IRQ && f.Context != arch.SoftIRQ && (w == "kernel_init" || w == "kernel_init_freeable") {
			return f
		}
	}
	return nil
}

// debugged is the line by which the kernel's own debugger says that it took over. It does so
// before the oops is printed, which stays away until somebody leaves it.
func (x *exam) debugged() int {
	if x.c.Die > 0 || x.c.Panic != "" {
		return 0
	}
	return x.c.Dump.Debugger
}
