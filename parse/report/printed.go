package report

import (
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// noHeader stands for the header that is missing.
var noHeader = class.Headless.Stand(class.Names)

// printedBy looks whether the trace of a report without a header passes what only a
// report is printed by: that says what it is about, and that nobody asked for it. The
// outermost says most: panic() is called by many. The kernel's own tests call them all.
func (t *Tracker) printedBy(r *Report, l *Line) {
	if !r.Headless || r.listed != complains && (r.midway || r.known) {
		return // in the middle a header may have been left out on purpose
	}
	if l == nil && r.printer == nil {
		r.guessed()
	}
	if l == nil && r.fell() {
		r.fallen = true
		t.confirm(r)
		return
	}
	frame := l != nil && l.kind == grammar.Frame
	if frame {
		r.printing(l.Text)
	}
	if r.printer == nil || r.tested || frame && r.listed != complains {
		return
	}
	if h := r.Hits[0].Matcher; h == noHeader || h == r.stood && h.Class != r.printer {
		r.standFor(r.printer)
		t.confirm(r)
	}
}

// printing notes what a frame tells of who prints.
func (r *Report) printing(frame string) {
	if c, words := class.PrintedBy(frame); c != nil {
		r.printer, r.prints = c, words
	}
	r.tested = r.tested || strings.Contains(frame, "kunit_") || strings.Contains(frame, "moom_callback")
}

// guessed looks who prints in a trace of nothing but guesses, which is all that a kernel prints
// that was built without frame pointers.
func (r *Report) guessed() {
	const mark = "? "
	for pass := range 2 {
		for i := range r.body {
			switch l := &r.body[i]; {
			case l.kind != grammar.Frame || !strings.Contains(l.Text, "+0x"):
			case pass == 0 && !strings.Contains(l.Text, mark):
				return
			case pass == 1 && r.printer == nil:
				r.printing(strings.Replace(l.Text, mark, "", 1))
			}
		}
	}
}

// standIn has a line that stands in the reports of one class alone stand for the header.
func (r *Report) standIn(inside *class.Matcher) {
	if r != nil && r.Headless && !r.known && !r.isGuess() && r.Hits[0].Matcher == noHeader && inside != nil && inside.Class != class.Headless {
		r.standFor(inside.Class)
	}
}

// standFor has the class stand for the header that is missing.
func (r *Report) standFor(c *class.Class) {
	r.stood = c.Stand(class.Titles)
	r.Hits[0].Matcher = r.stood
	if r.prints != "" && c == r.printer {
		r.Hits[0].Groups = map[string]string{"what": r.prints}
	}
}

// unread tells a report that nobody hears of although the input begins within its lines:
// whether it was a crash cannot be told, and that it was none neither. What begins with the
// line of the CPU has all its lines, as dump_stack() prints them.
func (r *Report) unread() bool {
	if !r.Headless || r.known || r.midway || r.body[0].kind == grammar.System {
		return false
	}
	n := 0
	for i := range r.body {
		switch l := &r.body[i]; l.kind {
		case grammar.Registers, grammar.Hex, grammar.Code:
			n += min(max(strings.Count(l.Text, ": "), 1), 2) // several names in a row are no dump of some buffer
		case grammar.Frame:
			if strings.Contains(l.Text, "+0x") {
				n++
			}
		}
	}
	return n >= enoughLines
}

// fell tells that the lines of a report whose beginning is missing show a CPU that was
// stopped in the kernel, as they do when it trapped: its registers, and with them its code,
// its task or a trace. What the operator asks for shows them as well, of a CPU that idles
// or that serves the question; calls that a program made leave the program's registers.
func (r *Report) fell() bool {
	if r.known || r.tested || r.printer != nil || r.asked() {
		return false
	}
	var of shown
	for i := range r.body {
		l := &r.body[i]
		if ofUser(l.Text) {
			if of.frames == 0 {
				return false
			}
			break
		}
		of.count(l)
	}
	return of.rows > 0 && of.named && of.rows+of.code+of.who+min(of.frames, 2) > enoughLines
}

// shown counts what the lines of a report show of its CPU. Its code and its task are worth
// two rows of registers each, and so is a trace.
type shown struct {
	rows, code, who, frames int

	named bool // a function of the kernel is among them: a program's have no names
}

func (s *shown) count(l *line) {
	before, behind, _ := strings.Cut(l.Text, "+0x")
	s.named = s.named || strings.Contains(behind, "/0x") && !strings.HasSuffix(before, " ")
	switch l.kind {
	case grammar.Registers:
		s.rows++
	case grammar.Code:
		s.code = 2
	case grammar.Frame:
		if strings.Contains(l.Text, "+0x") {
			s.frames++
		}
	case grammar.System:
		if l.NamesProcess() || strings.Contains(l.Text, " PID: ") {
			s.who = 2
		}
	}
}

// asked tells a dump that nobody's trap brought: the CPU idled, or it served SysRq.
func (r *Report) asked() bool {
	for i := range r.body {
		t := r.body[i].Text
		for _, word := range [...]string{"_idle", "safe_halt", "sysrq", "NMI backtrace for ", "state:", " R running", "D stack"} {
			if strings.Contains(t, word) {
				return true
			}
		}
	}
	return false
}

// ofUser tells the registers of a program: by the selectors of its code or its stack, by what
// is in RAX while the kernel serves a call, by the end of the trace behind them.
func ofUser(t string) bool {
	t = strings.TrimLeft(t, " ")
	for _, head := range [...]string{"RIP: 0033:", "RSP: 002b:", "RIP: 0023:", "EIP: 0073:", "RAX: ffffffffffffffda", "</TASK>"} {
		if strings.HasPrefix(t, head) {
			return true
		}
	}
	return false
}

// enoughLines is how many lines of a report are no accident.
const enoughLines = 4

// list looks for the lines around the list of modules of a report without a header.
func (r *Report) list(l *Line) {
	switch {
	case !r.Headless || r.listed == complains:
	case len(r.body) == 1 && strings.HasPrefix(l.Text, "Modules linked in:"):
		r.listed = modules
	case r.listed == modules && strings.HasPrefix(l.Text, "CPU: ") && strings.Contains(l.Text, " PID: "), r.listed == processed && l.kind == grammar.Heading:
		r.listed = complains
	case r.listed == modules && strings.HasPrefix(l.Text, "Pid: "):
		r.listed = processed
	case r.listed == processed:
		r.listed = notListed
	}
}
