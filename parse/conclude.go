package parse

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// nullPage bounds what counts as a NULL pointer plus a member's offset.
const nullPage = 4096

// refine lets the class follow the facts where the header alone cannot tell:
// a domain fault at 0x1c1 is a NULL dereference whatever the kernel calls it.
func (x *decoding) refine() {
	c := x.c
	x.chooseFault()
	if x.w.beheaded && c.Class == "trap" {
		x.refineBeheaded()
	}
	f := c.Dump.Fault
	switch c.Class {
	case "bad-access", "user-access", "null-deref":
		switch {
		case x.named("null-deref") || f.HasAddress && f.Address < nullPage && !x.busAbort():
			x.reclass("null-deref")
		case x.named("exec-fault") || f.HasAddress && f.Access == "execute":
			x.reclass("exec-fault")
		case x.named("user-access"):
			x.reclass("user-access")
		case f.HasAddress && f.Address != 0 && x.isUser(f.Address) && !poisoned(f.Address):
			x.reclass("user-access")
		}
	case "exec-fault":
		if f.HasAddress && f.Address < nullPage && x.named("null-deref") {
			x.reclass("null-deref")
		}
	case "trap", "kernel-bug":
		if strings.Contains(c.Dump.Die+c.Header, ", sig: 4 ") || strings.HasSuffix(c.Dump.Die, ", sig: 4") { // ppc's SIGILL
			x.reclass("undef-instruction")
		} else if c.Class == "trap" {
			x.refineTrap()
		}
	}
	switch {
	case c.Class == "stack-overflow" && c.Dump.PC.Function == "" && c.Dump.PC.HasAddress:
		x.reclass("stack-corruption") // s390 finds the stack wrong when an overwritten return address was jumped to
	case x.w.faults > endlessFaults && !x.w.has(die):
		x.reclass("stack-overflow") // no guard page (ppc): the fault handler faults, and so on
	}
	if c.Class == "null-deref" && len(c.Chain) > 0 && c.Chain[0].Function == "sysrq_handle_crash" {
		x.reclass("sysrq-crash") // before 5.0 SysRq-c dereferenced NULL on purpose
	}
}

// endlessFaults is how often a fault may be announced before a die line comes.
const endlessFaults = 16

// refineTrap tells traps apart by what the die line calls them.
func (x *decoding) refineTrap() {
	what := strings.ToLower(x.what() + " " + x.c.Dump.Die)
	for _, r := range [...]struct{ word, class string }{
		{"cfi", "cfi"}, {"bti", "cfi"}, {"fpac", "cfi"}, {"control protection", "cfi"},
		{"alignment", "alignment"}, {"misaligned", "alignment"}, {"specification exception", "alignment"}, {"ale access", "alignment"},
		{"external abort", "bus-error"}, {"access fault", "bus-error"}, {"addressing exception", "bus-error"}, {"ade access", "bad-access"},
		{"undefined instruction", "undef-instruction"}, {"illegal instruction", "undef-instruction"}, {"reserved instruction", "undef-instruction"},
		{"divide", "div-error"}, {"low-address protection", "null-deref"}, {"protection exception", "bad-access"},
		{"stack overflow", "stack-overflow"}, {"machine check", "machine-check"}, {"kasan", "kasan"},
	} {
		if strings.Contains(what, r.word) {
			x.reclass(r.class)
			return
		}
	}
}

func (x *decoding) reclass(name string) {
	if k := byName[name]; k != nil {
		x.class, x.c.Class, x.c.Severity = k, k.name, k.severity
	}
}

// poisoned tells an address out of memory that the kernel had filled on purpose:
// the slab's 0x6b and 0x5a, a page's 0xaa. With 32 bits it looks like user space.
func poisoned(addr uint64) bool {
	b := addr >> 24 & 0xff
	return addr < 1<<32 && addr>>16&0xff == b && (b == 0x6b || b == 0x5a || b == 0xa5 || b == 0xaa)
}

// named tells that some header of the report is of the class.
func (x *decoding) named(class string) bool {
	for _, h := range x.w.hits {
		if h.rule.class.name == class && h.rule.role != hints {
			return true
		}
	}
	return false
}

// busAbort tells that the address is not the point: the bus refused the access.
func (x *decoding) busAbort() bool { return strings.Contains(x.c.Dump.Fault.Detail, "external abort") }

func (x *decoding) isUser(addr uint64) bool {
	return x.arch != nil && x.arch.Region != nil && strings.HasPrefix(x.arch.Region(&x.c.Dump, addr), "user")
}

// conclude fills what follows from everything read: context, severity,
// aftermath, culprit, title, signature, quality.
func (x *decoding) conclude() {
	c := x.c
	x.context()
	x.aftermath()
	if c.Severity < crash.Panic && c.Panic != "" {
		c.Severity = crash.Panic
	}
	c.Culprit = culprit(c)
	c.Title = x.title()
	x.quality()
	c.Signature = signature(c)
}

// context tells where the kernel was.
func (x *decoding) context() {
	c := x.c
	c.Context = c.Dump.Context
	if len(c.Chain) > 0 && c.Chain[0].Context != "" {
		c.Context = c.Chain[0].Context
	}
	// powerpc and old kernels say it only in the panic's words
	if (c.Context == "" || c.Context == arch.Task) && strings.Contains(c.Panic, "interrupt handler") {
		c.Context = arch.IRQ
	}
	if c.Context == "" && (len(c.Chain) > 0 || inTask[c.Class] || c.Die > 0 && c.Task.Known && c.Panic == "") {
		c.Context = arch.Task // die() in an interrupt ends in a panic, in a task it need not
	}
}

// inTask are reports that only a task can cause.
var inTask = map[string]bool{"init-killed": true, "no-init": true, "no-rootfs": true, "hung-task": true}

// aftermath tells what became of the machine.
func (x *decoding) aftermath() {
	c, w := x.c, x.w
	if c.Open && c.Panic == "" {
		return // its last lines will tell
	}
	switch {
	case c.RebootIn > 0 || w.closed == closedByReset:
		c.Aftermath = crash.Rebooting
	case c.Panic != "" || c.Severity == crash.Panic:
		c.Aftermath = crash.Halted
	case c.Severity == crash.Oops, c.Severity == crash.Bug && damaging[c.Class], c.Severity == crash.Stall:
		c.Aftermath = crash.ContinuesDamaged
	default:
		c.Aftermath = crash.Continues
	}
}

// damaging are checkers' findings after which the kernel's memory is suspect.
var damaging = map[string]bool{"kasan": true, "kfence": true, "slab": true, "list-corruption": true, "refcount": true, "page-state": true, "debugobjects": true}

// title says in one line what happened where.
func (x *decoding) title() string {
	c := x.c
	words := x.class.words
	if what := x.what(); what != "" {
		switch c.Class {
		case "kasan", "kfence", "kmsan", "kcsan", "ubsan":
			words = strings.ToUpper(c.Class) + ": " + what
		case "bad-access", "alignment", "null-deref", "user-access", "gpf", "rcu-stall", "workqueue-stall", "kernel-bug":
		case "refs-stuck", "preempt-use", "firmware-panic": // a name alone says nothing
			words += ": " + what
		default:
			words = what
		}
	}
	switch {
	case c.Class == "panic" && c.Panic != "":
		words = "panic: " + c.Panic
	case c.Class == "hung-task" && c.Task.Known:
		words = fmt.Sprintf("hung task %s[%d]", c.Task.Comm, c.Task.PID)
	case c.Class == "reset" || c.Class == "silence":
		return words
	}
	if len(words) > 120 {
		words = words[:120]
	}
	where := x.place()
	if where == "" {
		return words
	}
	return words + " in " + where
}

// place names the function of the title: where it trapped, or for reports that
// are noticed elsewhere than caused, the function to look at.
func (x *decoding) place() string {
	c := x.c
	fn, module := c.Culprit.Function, c.Culprit.Module
	if c.Severity >= crash.Oops && len(c.Chain) > 0 && c.Chain[0].Function != "" && c.Dump.PC.Function != "" {
		fn, module = c.Chain[0].Function, c.Chain[0].Module
	}
	if fn == "" {
		return ""
	}
	if module != "" {
		return fn + " [" + module + "]"
	}
	return fn
}

// quality says what is missing.
func (x *decoding) quality() {
	c, w := x.c, x.w
	q := &c.Quality
	q.Problems = append(q.Problems, w.problems...)
	switch w.closed {
	case closedByReset:
		if c.Panic == "" {
			q.Problems = append(q.Problems, closedByReset)
		}
	case closedByEnd:
		if !w.ended && c.Severity >= crash.Oops && c.Panic == "" {
			q.Problems = append(q.Problems, closedByEnd)
		}
	}
	if len(c.Chain) == 0 && c.Severity > crash.Error && !traceless[c.Class] {
		q.Problems = append(q.Problems, "no call trace")
	} else if len(c.Chain) > 0 && !anyReliable(c.Chain) {
		q.Problems = append(q.Problems, "every frame of the call trace is a guess")
	}
	if c.Class == "panic" && w.echoOnly() {
		q.Problems = append(q.Problems, "the report that led to this panic is missing")
	}
	q.Complete = len(q.Problems) == 0 && !c.Open
}

// traceless are reports that need no call trace.
var traceless = map[string]bool{"refs-stuck": true, "no-rootfs": true, "firmware-panic": true, "workqueue-stall": true, "kcsan": true, "machine-check": true, "page-state": true}

func anyReliable(chain []arch.Frame) bool {
	for i := range chain {
		if chain[i].Reliable {
			return true
		}
	}
	return false
}

// echoOnly tells that the panic's message repeats a report that is not there.
func (w *window) echoOnly() bool {
	for _, h := range w.hits {
		for _, x := range echoes {
			if h.rule.role == panics && strings.HasPrefix(h.groups["msg"], x) {
				return true
			}
		}
	}
	return false
}
