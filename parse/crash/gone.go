package crash

import "oopscope/parse/arch"

// Gone reports whether the access went to where modules are loaded and nothing is
// mapped, after one had been unloaded: what that left registered lay in its memory.
func (c *Crash) Gone() bool {
	f := &c.Dump.Fault
	if !f.HasAddress && c.Astray() { // x86 fills with int3 what it gives back, which faults nowhere
		return c.Die > 0 && len(c.LastUnloaded) > 0 && c.Dump.PCArea.Holds&arch.ModuleArea != 0
	}
	mapped := f.Refusal()&(arch.Forbidden|arch.Aborted) != 0
	return c.Die > 0 && len(c.LastUnloaded) > 0 && f.HasAddress && f.Area.Holds&arch.ModuleArea != 0 && !mapped
}

// Asserted stands in the words of an assertion that failed, which drivers and file systems
// print before its BUG().
const Asserted = "ssertion fail"
