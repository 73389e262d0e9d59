package parse

import "strings"

// Which header lines belong to the report that is open, and which begin another.

func onlyHints(hits []hit) bool {
	for _, h := range hits {
		if h.rule.role != hints {
			return false
		}
	}
	return true
}

// joins tells whether a header belongs to the report that is open rather than
// beginning another.
func (k *desk) joins(w *window, e entry, hits []hit) bool {
	if w.saidTwice(e, hits) {
		return true
	}
	if w.onlyAnything() {
		return false
	}
	for _, h := range hits {
		switch h.rule.role {
		case panics:
			if (w.id > 0 || w.beheaded) && !w.panicked && (w.leadsTo(h.groups["msg"]) || w.stage == growing && !w.ended && h.rule.class.name == "panic") {
				return true
			}
		case hints:
			if w.stage == growing {
				return true
			}
		case names, titles:
			if w.stage == growing && w.young(e) && !w.has(die) {
				return true
			}
		case fault:
			if w.stage == growing && w.young(e) && !w.has(die) && !w.has(opens) && !w.has(panics) && w.adjoins(h) {
				return true
			}
		case die:
			if w.stage == growing && w.young(e) && !w.has(opens) && !w.has(panics) && (!w.has(die) || w.sameDie(h)) {
				return true
			}
		case opens:
			if w.stage == growing && w.young(e) && w.onlyNamed() || w.continues(h, e) {
				return true
			}
		}
	}
	return false
}

// saidTwice tells the report proper of what a line before it announced, and the
// die line of that. Since 6.10 FORTIFY_SOURCE first warns and then dies:
//
//	strcpy: detected buffer overflow: 17 byte write of buffer size 16
//	WARNING: CPU: 1 PID: 231 at lib/string_helpers.c:1033 __fortify_report+0x45/0x50
//	kernel BUG at lib/string_helpers.c:1040!
//
// and an unmount names what is still in use before it warns or dies:
//
//	VFS: Busy inodes after unmount of loop0 (ext4)
//	kernel BUG at fs/super.c:691!
func (w *window) saidTwice(e entry, hits []hit) bool {
	if w.class() == nil || !w.has(opens) || w.stage == done {
		return false
	}
	last, announced := w.hits[len(w.hits)-1], w.class().name == "refs-stuck" && !w.traced && e.N-w.lastN <= leadLines
	for _, h := range hits {
		switch h.rule.role {
		case fault:
			overflow := w.class().name == "fortify" && !w.has(fault) && e.N-w.lastN <= leadLines && strings.Contains(e.Text, "lib/string_helpers.c")
			if announced || overflow {
				return true
			}
		case die:
			if last.rule.role == fault && e.N-last.at.N <= leadLines {
				return true
			}
		case opens:
			if announced && h.rule.class.name == "warning" {
				return true
			}
		}
	}
	return false
}

// young tells that the report is still at its headers.
func (w *window) young(e entry) bool {
	return !w.traced && e.N-max(w.resumed, w.hits[len(w.hits)-1].at.N) <= headLines
}

func (w *window) has(r role) bool {
	for _, h := range w.hits {
		if h.rule.role == r {
			return true
		}
	}
	return false
}

// onlyNamed tells that no header of the report stands on its own feet yet.
func (w *window) onlyNamed() bool {
	for _, h := range w.hits {
		if r := h.rule.role; r != names && r != titles && r != hints && r != anything {
			return false
		}
	}
	return true
}

// onlyAnything tells that nobody knows yet whether this is a report.
func (w *window) onlyAnything() bool {
	return len(w.hits) == 1 && w.hits[0].rule.role == anything
}

// adjoins tells that a fault line goes on with what the report began with: the
// message of a checker before its BUG(), ppc's "Kernel attempted to read user
// page" before its fault, a Rust panic before the BUG() it ends in, or the same fault again while the handler recurses.
func (w *window) adjoins(h hit) bool {
	return w.onlyNamed() || w.has(fault) && (h.rule.class.name != "kernel-bug" || w.hits[0].rule.literal == rustPanics)
}

// sameDie tells that a die line is the one already there, printed twice.
func (w *window) sameDie(h hit) bool {
	for _, x := range w.hits {
		if x.rule.role == die && x.groups["n"] != h.groups["n"] {
			return false
		}
	}
	return true
}

// continues tells that a header of the same class goes on with the report: the
// verdict of an OOM, the next pool of a workqueue lockup, the next leak.
func (w *window) continues(h hit, e entry) bool {
	if w.class() == nil {
		return false
	}
	if w.class().name == "slab" && strings.Contains(e.Text, " at mm/slub.c:") {
		return e.N-w.lastN <= headLines // since 6.12 object_err() ends its report with a WARN
	}
	if w.stage != growing {
		return false
	}
	if w.class().name != h.rule.class.name {
		return false
	}
	if last := w.hits[len(w.hits)-1].at; last.N == w.lastN && e.N == last.N+1 && strings.HasSuffix(last.Text, " [inline]") {
		return true // a symbolizer wrote the header anew for every inlined function
	}
	switch h.rule.class.name {
	case "oom":
		return strings.Contains(e.Text, "ut of memory")
	case "workqueue-stall":
		return e.N-w.hits[len(w.hits)-1].at.N <= 3
	case "machine-check", "page-state", "refs-stuck":
		return !w.traced && e.N-w.lastN <= 2
	}
	return false
}

// echoes are panic messages that only repeat what a report before them said.
var echoes = []string{
	"Fatal exception", "Fatal machine check", "panic_on_warn", "panic_on_taint", "hung_task: blocked tasks", "softlockup: hung tasks",
	"Hard LOCKUP", "Watchdog detected hard LOCKUP", "RCU Stall", "Aiee, killing interrupt handler", "stack guard hit",
	"kernel stack overflow", "Kernel stack overflow", "Asynchronous SError Interrupt", "Unhandled exception", "bad mode", "Machine halted",
	"Out of memory", "System is deadlocked on memory", "Attempted to kill the idle task", "Oopsed too often",
	"system warned too often", "panic set", "low stack detected", "Oops", "workqueue: ", "Memory manager not clean", "compulsory panic_on_oom",
	"Kernel mode fault", "Unrecoverable", "BUG!", "data abort", "undefined instruction", "Fatal hardware error", "Can't handle the cache error",
	"Bad kernel stack", "TLB conflict", "CFI", "double fault", "PANIC",
}

// leadsTo tells whether a panic with this message follows from the report.
func (w *window) leadsTo(message string) bool {
	for _, x := range echoes {
		if strings.Contains(message, x) {
			return true
		}
	}
	if strings.HasPrefix(message, "Attempted to kill init") { // init's own oops kills init
		return (w.has(die) || w.has(fault)) && (!w.ended || w.isInit())
	}
	return false
}

// isInit tells that the report is about task 1.
func (w *window) isInit() bool {
	for _, e := range w.body {
		if i := strings.Index(e.Text, "PID: "); i >= 0 {
			return strings.HasPrefix(e.Text[i:], "PID: 1 ")
		}
		if i := strings.Index(e.Text, "(pid: "); i >= 0 {
			return strings.HasPrefix(e.Text[i:], "(pid: 1,")
		}
	}
	return false
}

// class is the class that the headers so far give, nil before one does.
func (w *window) class() *class {
	var best *rule
	for _, h := range w.hits {
		if h.rule.role != hints && (best == nil || better(h.rule, best)) {
			best = h.rule
		}
	}
	if best == nil {
		return nil
	}
	return best.class
}

// better tells that rule a says more about a report than b: anything says more
// than a panic's echo, otherwise the table's order decides.
func better(a, b *rule) bool {
	if (a.role == panics) != (b.role == panics) {
		return b.role == panics
	}
	return a.rank < b.rank
}
