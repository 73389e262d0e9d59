package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/letter"
	"oopscope/parse/mangled"
)

// bare is a function's name without what the compiler adds: ".isra.0",
// ".constprop.0", ".part.3", ".cold", __pfx_, the dot of powerpc's first ABI.
func bare(name string) string {
	return mangled.Uncloned(strings.TrimPrefix(strings.TrimPrefix(name, "__pfx_"), "."))
}

// word is a name to look up: bare and without leading underscores.
func word(name string) string { return strings.TrimLeft(bare(name), "_") }

// place writes a symbol for a sentence: "f [mod]".
func place(function, module string) string {
	if module == "" {
		return bare(function)
	}
	return bare(function) + " [" + module + "]"
}

func at(f *arch.Frame) string { return place(f.Function, f.Module) }

// nobody stands for a place that the report does not name.
const nobody = "the kernel"

// where tells where the crash happened, as a sentence's subject.
func (x *exam) where() string {
	if x.c.Dump.PCLost {
		return nobody
	}
	if f := x.whereFrame(); f != nil {
		return at(f)
	}
	if x.c.Culprit.Function != "" {
		return place(x.c.Culprit.Function, x.c.Culprit.Module)
	}
	return nobody
}

// whereFrame is the innermost frame that has a name, nil when none has. Of a CPU that
// is where no function is, that is who sent it there.
func (x *exam) whereFrame() *arch.Frame {
	if f, ok := x.c.Jumper(); ok && x.c.Astray() {
		return &f
	}
	for i := range x.chain {
		f := &x.chain[i]
		if f.Line != x.c.Dump.PCLine && printsItself(f) || emulates(f) { // it only prints the report, or works for another
			continue
		}
		if f.Function == "BUG" { // out of line on mips: it works for who called it
			continue
		}
		if f.InFunction() && (i == 0 || f.Reliable && !nextsName(f)) {
			return f
		}
	}
	return nil
}

// culprit names the function to look at, "" when nothing tells.
func (x *exam) culprit() string {
	if x.c.Culprit.Function == "" || x.misnamed || neverBlamed(x.c.Culprit) {
		return ""
	}
	return place(x.c.Culprit.Function, x.c.Culprit.Module)
}

// task names the task that was running: "modprobe[1726]".
func (x *exam) task() string {
	if !x.c.Task.Known || x.c.Task.Comm == "" {
		return "the running task"
	}
	return fmt.Sprintf("%s[%d]", x.c.Task.Comm, x.c.Task.PID)
}

// path writes frames outermost first: "a -> b -> c".
func path(frames []arch.Frame) string {
	var b strings.Builder
	for i := len(frames) - 1; i >= 0; i-- {
		if b.Len() > 0 {
			b.WriteString(" -> ")
		}
		b.WriteString(bare(frames[i].Function))
	}
	return b.String()
}

func lines(frames []arch.Frame) []int {
	var n []int
	for i := range frames {
		n = append(n, frames[i].Line)
	}
	return n
}

func hex(v uint64) string { return fmt.Sprintf("%#x", v) }

// clip takes over words of the board for a sentence: runs of blanks as one,
// no full stop at the end, no more than n bytes.
func clip(s string, n int) string {
	s = strings.TrimRight(strings.Join(strings.Fields(s), " "), ".! ")
	if len(s) <= n {
		return s
	}
	return letter.Cut(s, n) + "…"
}

// nextsName tells that a return address is the first byte of a function: the call
// before it never returns and was the last thing in its own function, and the
// name that the kernel prints is that of the next one.
func nextsName(f *arch.Frame) bool { return !f.Exact && f.HasOffset && f.Offset == 0 }

// frameOf finds a frame of the chain that surely has the function's name. wrong is
// one that has it only because it is the name of the function behind.
func (x *exam) frameOf(function, module string) (right, wrong *arch.Frame) {
	for i := range x.chain {
		f := &x.chain[i]
		if bare(f.Function) != function || f.Module != module || f.Context == arch.User {
			continue
		}
		switch {
		case !f.InFunction():
		case i == 0 && f.Line == x.c.Dump.PCLine, f.Reliable && !nextsName(f):
			return f, nil
		case f.Reliable && wrong == nil:
			wrong = f
		}
	}
	return nil, wrong
}

// rooted tells a function that is one of the roots, or the system call of that name.
func rooted(function string, roots []string) bool {
	w := strings.TrimPrefix(word(function), "SyS_") // 3.10 to 4.16
	for _, r := range roots {
		if before, ok := strings.CutSuffix(w, r); ok && (before == "" || strings.HasSuffix(before, "sys_")) {
			return true
		}
	}
	return false
}

// timerCore are the functions of kernel/time/{timer,hrtimer}.c and lib/timerqueue.c that
// go from one armed timer to the next, or call one whose time has come.
var timerCore = []string{
	"run_timers", "run_timer_base", "expire_timers", "call_timer_fn", "enqueue_timer", "detach_expired_timer", "collect_expired_timers", "get_next_timer_interrupt", "next_timer_interrupt",
	"hrtimer_run_queues", "run_hrtimer", "hrtimer_next_event_base", "hrtimer_get_next_event", "hrtimer_update_next_event", "timerqueue_add", "timerqueue_del", "timerqueue_linked_add",
}
