package crash

import "oopscope/parse/arch"

// DeathFrame is the index in the chain of the frame where it happened: the PC's
// own, or, in a report that prints no registers and begins its trace in
// dump_stack, the culprit's. It is -1 when there is none, or only frames that
// print the trace.
func (c *Crash) DeathFrame() int {
	if c.Dump.PC.Function == "" && !c.Dump.PC.HasAddress {
		return c.CulpritFrame()
	}
	return min(len(c.Chain), 1) - 1
}

// CulpritFrame is the index in the chain of the function to look at, a reliable
// frame of it where there is one, and -1 when it is not in the chain.
func (c *Crash) CulpritFrame() int {
	found := -1
	for i := range c.Chain {
		f := &c.Chain[i]
		if c.Culprit.Function == "" || f.Function != c.Culprit.Function || f.Module != c.Culprit.Module {
			continue
		}
		if f.Reliable {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// Caller is the frame that called the place of death, nil when that is not known.
func (c *Crash) Caller() *arch.Frame {
	at := c.DeathFrame()
	for i := at + 1; at >= 0 && i < len(c.Chain); i++ {
		if f := &c.Chain[i]; f.Reliable && f.Function != "" {
			return f
		}
	}
	return nil
}
