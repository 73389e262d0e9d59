package arch

// LostChain is the chain where the PC lies in no function. A call through a bad pointer
// leaves no more than a return address on the stack. Unwinders that walk frame pointers
// do not see it (x86, but for NULL, which they know since 5.1): the trace begins with the
// caller's caller, and the caller stands before it, as a guess. Pointers to the start
// or end of a function are what the registers held that were saved on the way.
func (d *Dump) LostChain() []Frame {
	const smallest = 4096
	chain := belowDeath(d.Chain)
	if d.PC.Function == "" && d.PC.HasAddress && d.PC.Address >= smallest && !d.UserMode {
		for i := range chain {
			f := &chain[i]
			if f.Reliable {
				break
			}
			if f.InFunction() && f.HasOffset && 0 < f.Offset && f.Offset < f.Size {
				return append([]Frame{*f}, TrimPlumbing(chain[i+1:], "")...)
			}
		}
	}
	return TrimPlumbing(chain, "")
}
