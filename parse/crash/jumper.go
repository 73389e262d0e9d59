package crash

import (
	"strings"

	"oopscope/parse/arch"
)

// Astray tells that the CPU was where no function is: the one that went there is to
// look at, and the name printed for the place, if any, is that of what lies before.
func (c *Crash) Astray() bool {
	pc := &c.Dump.PC
	switch {
	case c.Dump.UserMode:
		return false
	case c.Dump.Fault.Access == "execute", c.Dump.OddPC, c.Dump.OtherISA:
		return true
	case pc.Function == "":
		return pc.HasAddress && !c.named(pc.Address)
	}
	return !pc.InFunction()
}

// named tells that the trace names the function at the address, where the line of
// the PC is missing.
func (c *Crash) named(addr uint64) bool {
	return len(c.Chain) > 0 && c.Chain[0].HasAddress && c.Chain[0].Address == addr && c.Chain[0].InFunction()
}

// Jumper is who sent the CPU astray: the last branch that s390 keeps, the link
// register, or the innermost frame of the trace. The line is where that is said.
func (c *Crash) Jumper() (f arch.Frame, ok bool) {
	for i := range c.Dump.Notes {
		if n := &c.Dump.Notes[i]; n.Name == arch.LastBranch && !strings.HasPrefix(n.Value, "0x") {
			if s, _, ok := arch.ParseSymbol(n.Value); ok && s.InFunction() {
				return arch.Frame{Symbol: s, Reliable: true, Line: n.Line}, true
			}
		}
	}
	if lr := &c.Dump.LR; lr.InFunction() && !(lr.HasOffset && lr.Offset == 0) {
		return arch.Frame{Symbol: *lr, Reliable: true, Line: c.Dump.LRLine}, true
	}
	for i := range c.Chain {
		f := &c.Chain[i]
		next := !f.Exact && f.HasOffset && f.Offset == 0 // the name of the function behind it
		if !f.Reliable && f.HasOffset && f.Offset == f.Size {
			continue // a register that was saved on the way held the end of a function
		}
		if f.Context != arch.User && f.InFunction() && f.Line != c.Dump.PCLine && !next {
			return *f, true
		}
	}
	return arch.Frame{}, false
}
