package parse

import (
	"strings"

	"oopscope/parse/class"
)

// Which header lines belong to the report that is open, and which begin another.

func onlyHints(hits []class.Hit) bool {
	for _, h := range hits {
		if h.Role != class.Hints {
			return false
		}
	}
	return true
}

// joins tells whether a header belongs to the report that is open rather than
// beginning another.
func (k *desk) joins(w *window, e entry, hits []class.Hit) bool {
	if w.saidTwice(e, hits) {
		return true
	}
	if w.onlyAnything() {
		return false
	}
	for _, h := range hits {
		switch h.Role {
		case class.Panics:
			if (w.id > 0 || w.beheaded) && !w.panicked && (w.leadsTo(h.Groups["msg"]) || w.stage == growing && !w.ended && h.Class.Generic) {
				return true
			}
		case class.Hints:
			if w.stage == growing {
				return true
			}
		case class.Names, class.Titles:
			if w.stage == growing && w.young(e) && !w.has(class.Die) {
				return true
			}
		case class.Fault:
			if w.stage == growing && w.young(e) && !w.has(class.Die) && !w.has(class.Opens) && !w.has(class.Panics) && w.adjoins(h) {
				return true
			}
		case class.Die:
			if w.stage == growing && w.young(e) && !w.has(class.Opens) && !w.has(class.Panics) && (!w.has(class.Die) || w.sameDie(h)) {
				return true
			}
		case class.Opens:
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
func (w *window) saidTwice(e entry, hits []class.Hit) bool {
	if w.class() == nil || !w.has(class.Opens) || w.stage == done {
		return false
	}
	last, announced := w.hits[len(w.hits)-1], w.class().Announces && !w.traced && e.N-w.lastN <= leadLines
	for _, h := range hits {
		switch h.Role {
		case class.Fault:
			end := w.class().DiesIn
			overflow := end != "" && !w.has(class.Fault) && e.N-w.lastN <= leadLines && strings.Contains(e.Text, end)
			if announced || overflow {
				return true
			}
		case class.Die:
			if last.Role == class.Fault && e.N-last.At.N <= leadLines {
				return true
			}
		case class.Opens:
			if announced && h.Class.Splat {
				return true
			}
		}
	}
	return false
}

// young tells that the report is still at its headers.
func (w *window) young(e entry) bool {
	return !w.traced && e.N-max(w.resumed, w.hits[len(w.hits)-1].At.N) <= headLines
}

func (w *window) has(r class.Role) bool {
	for _, h := range w.hits {
		if h.Role == r {
			return true
		}
	}
	return false
}

// onlyNamed tells that no header of the report stands on its own feet yet.
func (w *window) onlyNamed() bool {
	for _, h := range w.hits {
		if r := h.Role; r != class.Names && r != class.Titles && r != class.Hints && r != class.Anything {
			return false
		}
	}
	return true
}

// onlyAnything tells that nobody knows yet whether this is a report.
func (w *window) onlyAnything() bool {
	return len(w.hits) == 1 && w.hits[0].Role == class.Anything
}

// adjoins tells that a fault line goes on with what the report began with: the
// message of a checker before its BUG(), ppc's "Kernel attempted to read user
// page" before its fault, a Rust panic before the BUG() it ends in, or the same fault again while the handler recurses.
func (w *window) adjoins(h class.Hit) bool {
	return w.onlyNamed() || w.has(class.Fault) && (!h.Class.Alone || w.hits[0].Announces)
}

// sameDie tells that a die line is the one already there, printed twice.
func (w *window) sameDie(h class.Hit) bool {
	for _, x := range w.hits {
		if x.Role == class.Die && x.Groups["n"] != h.Groups["n"] {
			return false
		}
	}
	return true
}

// continues tells that a header of the same class goes on with the report: the
// verdict of an OOM, the next pool of a workqueue lockup, the next leak.
func (w *window) continues(h class.Hit, e entry) bool {
	c := w.class()
	if c == nil {
		return false
	}
	if c.ClosingWarn != "" && strings.Contains(e.Text, c.ClosingWarn) {
		return e.N-w.lastN <= headLines
	}
	if w.stage != growing || c != h.Class {
		return false
	}
	last := w.hits[len(w.hits)-1].At
	if last.N == w.lastN && e.N == last.N+1 && strings.HasSuffix(last.Text, " [inline]") {
		return true // a symbolizer wrote the header anew for every inlined function
	}
	switch again := c.Again; {
	case again.Text != "":
		return strings.Contains(e.Text, again.Text)
	case again.OfHeader:
		return e.N-last.N <= again.Lines
	default:
		return again.Lines > 0 && !w.traced && e.N-w.lastN <= again.Lines
	}
}

// leadsTo tells whether a panic with this message follows from the report.
func (w *window) leadsTo(message string) bool {
	if class.IsEcho(message) {
		return true
	}
	if strings.HasPrefix(message, "Attempted to kill init") { // init's own oops kills init
		return (w.has(class.Die) || w.has(class.Fault)) && (!w.ended || w.isInit())
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
func (w *window) class() *class.Class { return class.Best(w.hits) }
