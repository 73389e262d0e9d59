package report

import (
	"slices"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// Which header lines belong to the report that is open, and which begin another.

// headLines is how far die line and message may stand behind a header.
const headLines = 30

func onlyHints(hits []class.Hit) bool {
	return !slices.ContainsFunc(hits, func(h class.Hit) bool { return h.Role != class.Hints })
}

// joins tells whether a header belongs to the report that is open rather than
// beginning another.
func (r *Report) joins(l *Line, hits []class.Hit) bool {
	if r.saidTwice(l, hits) {
		return true
	}
	if r.onlyAnything() {
		return false
	}
	return slices.ContainsFunc(hits, func(h class.Hit) bool { return r.takes(l, h) })
}

// takes tells whether one header of the line goes on with the report.
func (r *Report) takes(l *Line, h class.Hit) bool {
	switch h.Role {
	case class.Panics:
		return r.takesPanic(h, l)
	case class.Hints:
		return r.stage == growing
	case class.Names, class.Titles:
		return r.young(l) && !r.has(class.Die) || r.continues(h, l)
	case class.Fault:
		return r.young(l) && !r.has(class.Die) && !r.opened() && r.adjoins(h)
	case class.Die:
		return (r.young(l) || r.stoodAtLock(l)) && !r.opened() && r.sameDie(h)
	case class.Opens:
		return r.young(l) && (r.onlyNamed() || r.isWarnOf(h.Class)) || r.continues(h, l)
	}
	return false
}

// takesPanic tells that a panic is what the report ended in.
func (r *Report) takesPanic(h class.Hit, l *Line) bool {
	if !r.known && !r.Headless || r.panicked {
		return false
	}
	if h.Groups["msg"] == "" && r.has(class.Die) { // its words are on the next line, as 5.10's PREEMPT_RT prints them
		return l.Seq-r.lastSeq <= preambleLines
	}
	return r.leadsTo(h.Groups["msg"], l) || r.stage == growing && !r.Ended && !r.isGuess() && h.Class.Generic
}

// opened tells that the report has a header that no fault of the CPU led to.
func (r *Report) opened() bool { return r.has(class.Opens) || r.has(class.Panics) }

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
func (r *Report) saidTwice(l *Line, hits []class.Hit) bool {
	if r.Class() == nil || !r.has(class.Opens) || r.stage == done {
		return false
	}
	announced := r.announced(l)
	return slices.ContainsFunc(hits, func(h class.Hit) bool {
		switch h.Role {
		case class.Fault:
			return announced || r.diesIn(l)
		case class.Die:
			last := r.lastHit()
			return last.Role == class.Fault && l.Seq-r.hitSeq <= preambleLines
		case class.Opens:
			return announced && h.Class.Splat
		}
		return false
	})
}

// announced tells that the report has but said what comes, just before the line.
func (r *Report) announced(l *Line) bool {
	return r.Class().Announces && !r.traced && l.Seq-r.lastSeq <= preambleLines
}

// diesIn tells that the line is the fault in which the class of report ends.
func (r *Report) diesIn(l *Line) bool {
	end := r.Class().DiesIn
	return end != "" && !r.has(class.Fault) && l.Seq-r.lastSeq <= preambleLines && strings.Contains(l.Text, end)
}

// young tells that the report is still at its headers.
func (r *Report) young(l *Line) bool {
	return r.stage == growing && !r.traced && !r.Headless && l.Seq-max(r.resumed, r.hitSeq) <= headLines
}

// adjoins tells that a fault line goes on with what the report began with: the
// message of a checker before its BUG(), ppc's "Kernel attempted to read user
// page" before its fault, a Rust panic before the BUG() it ends in, or the same fault again while the handler recurses.
func (r *Report) adjoins(h class.Hit) bool {
	return r.onlyNamed() || r.has(class.Fault) && (!h.Class.Alone || r.Hits[0].Announces)
}

// sameDie tells that a die line is the first, or the one already there printed twice.
func (r *Report) sameDie(h class.Hit) bool {
	return !slices.ContainsFunc(r.Hits, func(x class.Hit) bool { return x.Role == class.Die && x.Groups["n"] != h.Groups["n"] })
}

// continues tells that a header of the same class goes on with the report: the
// verdict of an OOM, the next pool of a workqueue lockup, the next leak.
func (r *Report) continues(h class.Hit, l *Line) bool {
	c := r.Class()
	if c == nil {
		return false
	}
	if c.ClosingWarn != "" && isWarnFor(l.Text, c) {
		return l.Seq-r.lastSeq <= headLines
	}
	if c.Firmware && c == h.Class { // what it died of, then that it did
		return l.Seq-r.lastSeq <= headLines
	}
	if r.stage != growing || c != h.Class {
		return false
	}
	last := r.lastHit().At
	if r.hitSeq == r.lastSeq && l.Seq == r.hitSeq+1 && strings.HasSuffix(last.Text, " [inline]") {
		return true // a symbolizer wrote the header anew for every inlined function
	}
	return r.comesAgain(c.Again, h, l)
}

// comesAgain tells it by what the class says of further headers.
func (r *Report) comesAgain(again class.Again, h class.Hit, l *Line) bool {
	switch {
	case again.Text != "":
		return h.Follows || strings.Contains(l.Text, again.Text)
	case again.OfHeader:
		return l.Seq-r.hitSeq <= again.Lines
	}
	return again.Lines > 0 && !r.traced && l.Seq-r.lastSeq <= again.Lines
}

// isWarnOf tells that the report is but the WARN in which the class says what it
// found: old kernels print the message behind the line.
//
//	WARNING: at kernel/watchdog.c:245 watchdog_overflow_callback+0x9c/0xd0()
//	Hardware name: Bochs
//	Watchdog detected hard LOCKUP on cpu 0
func (r *Report) isWarnOf(c *class.Class) bool {
	return c.ClosingWarn != "" && len(r.Hits) == 1 && isWarnFor(r.Hits[0].At.Text, c)
}

// isWarnFor tells the line of the WARN that belongs to a class.
func isWarnFor(text string, of *class.Class) bool {
	return strings.HasPrefix(text, "WARNING: ") && strings.Contains(text, of.ClosingWarn)
}

// leadsTo tells whether a panic with this message follows from the report.
func (r *Report) leadsTo(message string, l *Line) bool {
	if class.IsEcho(message) {
		return true
	}
	if strings.HasPrefix(message, "Attempted to kill init") { // init's own oops kills init
		if r.Headless && r.Ended { // what it died of stood in the lines that are missing
			return r.isInit(l)
		}
		return (r.has(class.Die) || r.has(class.Fault)) && (!r.Ended || r.isInit(l))
	}
	return false
}

// isInit tells that the report is about task 1; where no line of it names the task,
// that the panic stands right behind it: do_exit() of an init that oopsed panics at
// once.
func (r *Report) isInit(panicked *Line) bool {
	for _, l := range r.body {
		for _, named := range [...]string{"PID: ", "(pid: ", "Pid: "} {
			if i := strings.Index(l.Text, named); i >= 0 {
				return grammar.NumberAfter(l.Text[i:], named) == 1
			}
		}
	}
	return panicked.Seq-r.lastSeq <= preambleLines
}
