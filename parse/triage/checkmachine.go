package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// Claims about the state of the machine: then, and what became of it.

var (
	irqsWereOff = &kind{name: "irqs-off", says: "interrupts were off at the place of death", check: checkIRQsOff}
	taskKilled  = &kind{name: "task-killed", says: "the kernel killed the task, and only the task", check: checkKilled}
	panicked    = &kind{name: "panicked", says: "the machine panicked", check: checkPanicked, alone: true}
	halted      = &kind{name: "halted", says: "it stayed halted after the panic", check: checkHalted, alone: true}
	restartsIn  = &kind{name: "restarts", says: "the machine restarts by itself, or was seen to", check: checkRestarts, alone: true}
	harmless    = &kind{name: "kills-nothing", says: "a report of this kind kills nothing by itself", check: checkHarmless, alone: true}
	wentOn      = &kind{name: "went-on", says: "the machine was heard after the report, and died of nothing since", check: checkWentOn, alone: true}
	diedAgain   = &kind{name: "died-again", says: "the same task died once more", check: checkAgain, alone: true}
	heardLater  = &kind{name: "heard-later", says: "the machine was heard after the report", check: checkHeard, alone: true}
	diedBefore  = &kind{name: "died-before", says: "the kernel had died before in this boot", check: checkDiedBefore, alone: true}
	onSetting   = &kind{name: "panic-setting", says: "a setting made a panic of it", check: checkSetting, alone: true}
)

// irqsOff claims that interrupts were off at the place of death.
func irqsOff() Claim { return Claim{kind: irqsWereOff} }

func checkIRQsOff(x *exam, _ *Claim) (verdict, []int) {
	switch m := x.c.Dump.IRQs; {
	case !m.Known || x.c.Dump.UserMode:
		return open, nil
	case m.Off:
		return proved, []int{m.Line}
	default:
		return refuted, []int{m.Line}
	}
}

// killed claims that the task of the report was killed and the rest lives.
func killed() Claim { return Claim{kind: taskKilled} }

// checkKilled: make_task_dead(), kernel/exit.c, is only reached by a task that is
// neither idle nor init, outside of interrupts, and after panic_on_oops was asked.
// Its note, or a machine that goes on, shows that it was.
func checkKilled(x *exam, _ *Claim) (verdict, []int) {
	c := x.c
	switch {
	case c.Panic != "":
		return refuted, []int{c.PanicLine}
	case c.Die == 0 && c.Dump.DieLine == 0, !c.Task.Known:
		return open, nil
	case c.Task.PID <= 1, c.Context == arch.IRQ, c.Context == arch.SoftIRQ, c.Context == arch.NMI, c.Severity == crash.Panic:
		return refuted, []int{c.Dump.DieLine}
	}
	if n := x.find("Fixing recursive fault"); n > 0 {
		return refuted, []int{n}
	}
	if c.Later.Again > 0 {
		return refuted, []int{c.Later.Again}
	}
	if fr := x.inPanic(); fr != nil {
		return refuted, []int{fr.Line}
	}
	if n := x.find(fmt.Sprintf("note: %s[%d] exited with", c.Task.Comm, c.Task.PID)); n > 0 {
		return proved, []int{c.Dump.DieLine, n}
	}
	if c.Later.Cut > 0 { // die() came to no end, and make_task_dead() is behind it
		return open, nil
	}
	if c.Later.Heard > c.Last { // an oops that panics says nothing more
		return proved, []int{c.Dump.DieLine, c.Later.Heard}
	}
	return open, nil
}

// panics claims that the machine panicked.
func panics() Claim { return Claim{kind: panicked} }

func checkPanicked(x *exam, _ *Claim) (verdict, []int) {
	switch {
	case x.c.Panic != "":
		return proved, []int{x.c.PanicLine}
	case x.c.Severity < crash.Panic:
		return refuted, nil
	}
	return open, nil
}

// stayedHalted claims that nothing came after the panic.
func stayedHalted() Claim { return Claim{kind: halted} }

// checkHalted: panic(), kernel/panic.c, prints its end marker right before it
// stays in a loop for ever; a reset from outside is another matter.
func checkHalted(x *exam, _ *Claim) (verdict, []int) {
	switch n := x.find("end Kernel panic"); {
	case x.c.RebootIn > 0:
		return refuted, []int{x.find("Rebooting in ")}
	case n > 0 && x.c.RebootIn == 0:
		return proved, []int{n}
	}
	return open, nil
}

// restartsItself claims that the machine restarts by itself or did so.
func restartsItself() Claim { return Claim{kind: restartsIn} }

func checkRestarts(x *exam, _ *Claim) (verdict, []int) {
	if n := x.find("Rebooting in "); n > 0 {
		return proved, []int{n}
	}
	if x.c.Aftermath == crash.Rebooting || x.c.Past() { // the next boot was seen
		return proved, []int{x.c.Later.Line, x.c.Last}
	}
	return open, nil
}

// killsNothing claims that such a report kills nothing by itself.
func killsNothing() Claim { return Claim{kind: harmless} }

func checkHarmless(x *exam, _ *Claim) (verdict, []int) {
	c := x.c
	switch {
	case c.Panic != "":
		return refuted, []int{c.PanicLine}
	case c.Die > 0 || c.Severity >= crash.Oops:
		return refuted, []int{c.Dump.DieLine, x.headLine()}
	}
	if n := x.find("exited with preempt_count"); n > 0 {
		return refuted, []int{n}
	}
	if n := x.stopped(); n > 0 {
		return refuted, []int{n}
	}
	if c.Quality.Has(crash.Headless) {
		return open, nil // the lines that are missing may have said so
	}
	return proved, []int{x.headLine()}
}

// stopped is the line by which the kernel stopped whatever it was about, with or without
// the line that counts its deaths: a BUG(), a panic, or the task as show_registers()
// names it, which but for watchdogs die() alone has it print. 0 when there is none.
func (x *exam) stopped() int {
	for i := range x.c.Body {
		t := x.c.Body[i].Text
		dump := x.c.Severity == crash.Bug && x.c.Body[i].NamesProcess()
		if dump || strings.HasPrefix(t, "kernel BUG at ") || strings.Contains(t, "Kernel panic") {
			return x.c.Body[i].N
		}
	}
	return 0
}

// machineWentOn claims that the machine was heard after the report.
func machineWentOn() Claim { return Claim{kind: wentOn} }

func checkWentOn(x *exam, _ *Claim) (verdict, []int) {
	switch l := &x.c.Later; {
	case x.c.Panic != "", l.Died > 0:
		return refuted, []int{x.c.PanicLine, l.Died}
	case l.Heard > x.c.Last:
		return proved, []int{l.Heard}
	}
	return open, nil
}

// again claims that the task that should have been killed died once more.
func again() Claim { return Claim{kind: diedAgain} }

func checkAgain(x *exam, _ *Claim) (verdict, []int) {
	if n := x.c.Later.Again; n > 0 {
		return proved, []int{n}
	}
	return open, nil
}

// heard claims no more than that the machine was heard after the report.
func heard() Claim { return Claim{kind: heardLater} }

func checkHeard(x *exam, _ *Claim) (verdict, []int) {
	if l := &x.c.Later; l.Heard > x.c.Last || l.Died > x.c.Last {
		return proved, []int{l.Heard, l.Died}
	}
	return open, nil
}

// deadBefore claims that the kernel had died before in this boot.
func deadBefore() Claim { return Claim{kind: diedBefore} }

func checkDiedBefore(x *exam, _ *Claim) (verdict, []int) {
	switch {
	case x.c.Die > 1:
		return proved, []int{x.c.Dump.DieLine, x.headLine()}
	case x.c.Die == 1: // it counts from 1 in every boot; a D behind it is its own
		return refuted, []int{x.c.Dump.DieLine}
	case x.tainted("D"):
		return proved, []int{x.taintLine()}
	}
	return open, nil
}

// setting claims that a setting made a panic of the report, in the panic's words.
func setting(words string) Claim { return Claim{kind: onSetting, text: words} }

func checkSetting(x *exam, c *Claim) (verdict, []int) {
	if !strings.Contains(x.c.Panic, c.text) {
		return refuted, nil
	}
	return proved, []int{x.c.PanicLine}
}

// inPanic returns the frame of a panic that the report came on top of: nothing that
// happens below it is survived.
func (x *exam) inPanic() *arch.Frame {
	for i := range x.chain {
		if f := &x.chain[i]; i > 0 && f.Reliable && f.Module == "" && !nextsName(f) && rooted(f.Function, []string{"panic", "vpanic", "nmi_panic"}) {
			return f
		}
	}
	return nil
}
