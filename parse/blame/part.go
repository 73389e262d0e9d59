package blame

import "oopscope/parse/arch"

// Which part of a chain is the report's own.

// ownPart is the chain up to where the interrupt began that it stands in:
// what it interrupted was there by chance.
func ownPart(chain []arch.Frame) []arch.Frame {
	for i := range chain {
		if interrupted(chain, i) {
			return chain[:i]
		}
	}
	return chain
}

// interrupted tells the frame at which the part of the chain ends that is its own.
func interrupted(chain []arch.Frame, i int) bool {
	f := &chain[i]
	return i > 0 && (f.Context != chain[0].Context || f.Module == "" && f.Reliable == chain[0].Reliable && interruptEntries.has(f))
}

// misnamed tells a return address at the first byte of a function: the call
// before it never returns (panic, BUG, do_exit) and was the last instruction
// of another function, whose name nothing tells.
func misnamed(f arch.Frame) bool { return f.HasOffset && f.Offset == 0 && !f.Exact }
