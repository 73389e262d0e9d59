package triage

import "fmt"

// tellLockValue adds what the lock itself held, where a register of the loop that takes it has the poison of
// freed or fresh memory in the width of a lock.
func (x *exam) tellLockValue(f *draft) {
	for i := range x.c.Dump.Registers {
		r := &x.c.Dump.Registers[i]
		for _, b := range [...]uint64{0x6b, 0x5a} { // include/linux/poison.h: POISON_FREE, POISON_INUSE
			if r.Value == b*0x01010101 {
				f.also(fmt.Sprintf(" %s holds 0x%x, slab poison: this suggests that the lock lies in an object that was freed, or that was never initialised, and nobody has it.", r.Name, r.Value), reported(r.Line))
				f.Evidence = append(f.Evidence, r.Line)
				return
			}
		}
	}
}
