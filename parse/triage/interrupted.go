package triage

import (
	"fmt"

	"oopscope/parse/arch"
)

// tellInterrupted adds to who spins in an interrupt what the interrupt came on top of,
// where that is of the same module: a lock that a task takes without keeping the interrupt
// away.
func (x *exam) tellInterrupted(f *draft, taker *arch.Frame) {
	under := x.interruptedIn(taker)
	if under == nil {
		return
	}
	kind, keeps := "interrupt", "spin_lock_irqsave()"
	if taker.Context == arch.SoftIRQ {
		kind, keeps = "softirq", "spin_lock_bh()"
	}
	f.also(fmt.Sprintf(" The %s came on top of %s, of the same module: if that holds the lock, it can not give it back while the CPU spins here.", kind, at(under)), ranFrame(taker), ranFrame(under))
	f.Next = fmt.Sprintf("See whether %s was inside the lock: then take it with %s there and in all that tasks run. ", bare(under.Function), keeps) + f.Next
}

// interruptedIn is the innermost function of the same module in the task that was
// interrupted.
func (x *exam) interruptedIn(taker *arch.Frame) *arch.Frame {
	if taker.Module == "" || taker.Context != arch.SoftIRQ && taker.Context != arch.IRQ {
		return nil
	}
	for i := range x.chain {
		if f := &x.chain[i]; f.Reliable && f.InFunction() && f.Context == arch.Task && f.Module == taker.Module && !nextsName(f) {
			return f
		}
	}
	return nil
}
