package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

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

// lockDataWrong: a check of lockdep's own failed, on the class that it keeps in each
// lock (__lock_acquire(), look_up_lock_class(), hlock_class(), kernel/locking/lockdep.c).
func lockDataWrong(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Source, "kernel/locking/lockdep.c") && !strings.Contains(x.c.Header, "kernel/locking/lockdep.c") {
		return false
	}
	who := x.lockUser()
	if who == nil || x.c.Class == "lockdep" && !strings.HasPrefix(x.c.Header, "WARNING") && !strings.Contains(x.c.Header, "DEBUG_LOCKS_WARN_ON") && !strings.Contains(x.c.Header, "lockdep.c") {
		return false
	}
	f.Evidence = []int{x.headLine(), who.Line}
	f.claim(reported(x.headLine()), ranFrame(who))
	if x.switchesInterrupts() {
		f.Text = fmt.Sprintf("%s switches interrupts on or off, and lockdep finds that they are not as it has them in mind. This suggests code before it that left them otherwise than it found them, or an unlock that has no lock.", at(who))
		f.Next = "Look for a spin_unlock_irq() or local_irq_enable() in what is called with interrupts off, and for irqsave and irqrestore that do not match. \"hardirqs last enabled at\" names a place, if it is printed."
		return true
	}
	if m, n := x.warnMessage(); m == "downgrading a read lock" { // lock_downgrade()
		by := at(who)
		if bare(who.Function) == "lock_downgrade" {
			by = "Who called lock_downgrade()"
		}
		f.Text = fmt.Sprintf("%s made a read lock of one that it held for reading already, not for writing.", by)
		f.Next = "Look at which path takes the lock with down_read() and comes to the same downgrade_write()."
		f.Evidence = append(f.Evidence, n)
		f.claim(says(m, n))
		return true
	}
	f.Text = fmt.Sprintf("%s uses a lock whose data makes no sense to lockdep. This suggests a lock in an object that was freed or overwritten, or one that was never initialised.", at(who))
	f.Next = "Check who keeps the object around the lock alive while it is used here, and that the lock is initialised before; KASAN names who freed it."
	return true
}

// switchesInterrupts tells that what complained is lockdep's account of whether interrupts
// are on (lockdep_hardirqs_on_prepare() and its kin), which no lock's data has a part in.
func (x *exam) switchesInterrupts() bool {
	for i := range x.chain[:min(len(x.chain), 4)] {
		if strings.HasPrefix(word(x.chain[i].Function), "lockdep_hardirqs_") {
			return true
		}
	}
	return strings.HasPrefix(word(x.c.Dump.PC.Function), "lockdep_hardirqs_")
}

// lockUser is who called the locking code.
func (x *exam) lockUser() *arch.Frame {
	if right, _ := x.frameOf(x.c.Culprit.Function, x.c.Culprit.Module); right != nil {
		return right
	}
	inside := false
	for i := range x.chain {
		fr := &x.chain[i]
		if !fr.Reliable || !fr.InFunction() {
			continue
		}
		w := word(fr.Function)
		locking := slices.Contains(spinners, w) || strings.HasPrefix(w, "lock_") || strings.Contains(w, "_lock") || strings.Contains(w, "lock_class") || strings.HasPrefix(w, "hlock") || strings.Contains(w, "mutex_")
		switch {
		case locking:
			inside = true
		case inside:
			return fr
		}
	}
	return nil
}
