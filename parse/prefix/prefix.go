// Package prefix learns what stands in front of the kernel's lines where nobody
// says so: the marks of a quotation, a counter, a name, the columns of a table.
//
// A header that stands within a line begins a [Study]. The lines behind it are
// looked at in the same place: where two or more of them go on as a report does, or
// one close by that nobody but a kernel prints behind a header that says by itself
// what it is, what stands in front of all of them is the prefix. Prose that mentions
// a crash and code that prints one have no such lines.
package prefix

import (
	"bytes"
	"strings"

	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/printk"
)

// Bounds of a study.
const (
	lookAhead = 24  // lines behind the header
	maxLines  = 600 // those of a journal's fields among them
	reach     = 200 // bytes of a line in which its header may begin

	loud      = 4 // lines that begin where nobody can say, before that is said
	loudReach = 6 // lines behind the header where the first of them comes, or one that speaks for a prefix

	promptReach = 3 // lines behind a header that stands behind a prompt, where the report goes on
	closeBy     = 3 // and behind a sure one, where a single line that nobody else prints is enough
)

// What a study needs, see [weight].
const (
	enoughLines = 2
	enough      = 3
)

// Find returns where in a text one of the headers begins whose literals stand in
// it, -1 when none does, and what that header is worth by itself. A header that
// claims the text from its first byte needs no prefix: that is -1 as well.
func Find(text string, found []*class.Matcher) (at int, worth Worth) {
	for _, m := range found {
		if m.Role != class.Trouble && m.Fits(text) {
			return -1, Doubtful
		}
	}
	end := min(reach, len(text))
	at = end
	for _, m := range found {
		if m.Role == class.Trouble || m.Role == class.Hints || m.Role == class.Inside {
			continue
		}
		last := min(at+1, end) // of several at one place, one is enough that leaves no doubt
		if i := within(text, last, m); i < last {
			if i < at {
				worth = Doubtful
			}
			at, worth = i, max(worth, worthOf(m))
		}
	}
	if at == end {
		return -1, Doubtful
	}
	return at, worth
}

// within returns where in a text a header begins behind something else, end when
// it does not begin in front of that.
func within(text string, end int, m *class.Matcher) int {
	for at := m.Next(text, 1); at >= 0 && at < end; at = m.Next(text, at+1) {
		if boundary(text, at) && m.Fits(text[at:]) {
			return at
		}
	}
	return end
}

// boundary tells where a prefix may end: behind a blank or a mark, in front of
// what is neither.
func boundary(text string, at int) bool {
	before, next := text[at-1], text[at]
	if strings.HasSuffix(text[:at], "│") { // of a terminal's panes
		return next != ' ' && next != '\t'
	}
	return !ascii.IsLetter(before) && !ascii.IsDigit(before) && before != '_' && before < 0x80 && next != ' ' && next != '\t'
}

// A Verdict is what a study knows so far.
type Verdict int

// The verdicts.
const (
	Undecided  Verdict = iota
	Learnt             // the prefix is known: [Study.Shape]
	OneOff             // it stands in front of the header alone, as a prompt does
	Broken             // it is known, and the header stands behind it in the middle of a line: [Study.Width]
	Refuted            // no report follows
	Unreadable         // a report follows, in no form that could be learnt
)

// A Study is a header with something in front, and what came behind it.
type Study struct {
	sure   bool
	alone  bool // nobody writes this header behind such a prefix but who shows a report
	width  int  // of what stands in front of the header
	guess  *tally
	quote  *tally // by the marks of a quotation alone, where the header breaks into a line
	end    *tally // by its end alone
	bare   tally  // without any prefix
	lines  int
	all    int
	loose  int  // lines of a report that begin where nobody can say
	fields bool // a journal's fields stand between the messages
	timed  bool // the kernel's own time begins the header's line
	prompt bool // what stands in front of the header may be a prompt, or blanks where a stamp was cut off
	won    *tally
}

// tally is one answer and what speaks for it.
type tally struct {
	*printk.Guess
	lines, score, best int
}

// Begin begins the study of a text with a header at this place, which is worth so
// much by itself. What stands in front of it is the end of
// an unfinished line when the kernel's own time begins that line.
func Begin(text []byte, at int, worth Worth, timed bool) *Study {
	s := &Study{width: at, sure: worth >= Sure, alone: showsReport(text, at, worth), timed: timed, fields: bytes.HasSuffix(text[:at], []byte("MESSAGE=")), prompt: timed || isPrompt(text[:at]) || !timed && len(bytes.TrimLeft(text[:at], " \t")) == 0}
	if sourceCode(text[:at]) {
		return s
	}
	s.guess = &tally{Guess: printk.GuessShape(text[:at])}
	s.end = &tally{Guess: printk.GuessEnd(text[:at])}
	if n := quotation(text); n > 0 && n < at && s.sure {
		s.quote = &tally{Guess: printk.GuessShape(text[:n])}
	}
	return s
}

// isPrompt tells what a shell, or getty, leaves on a line: "root@board:~# ".
func isPrompt(prefix []byte) bool {
	n := len(prefix)
	return n >= 2 && prefix[n-1] == ' ' && bytes.IndexByte([]byte("#$>:%"), prefix[n-2]) >= 0
}

// sourceCode tells the beginning of a string in a program's source: a quotation
// mark that nothing names, as a field of JSON or of a log is named.
func sourceCode(prefix []byte) bool {
	quote := prefix[len(prefix)-1]
	if quote != '"' && quote != '\'' {
		return false
	}
	if named, ok := bytes.CutSuffix(prefix[:len(prefix)-1], []byte{'='}); ok {
		return len(named) == 0 || !ascii.IsLetter(named[len(named)-1])
	}
	named := bytes.TrimRight(prefix[:len(prefix)-1], " ")
	return !bytes.HasSuffix(named, []byte(`":`)) && !bytes.HasSuffix(named, []byte(`':`))
}

// Add looks at a line behind the header, from the end of its known prefix on, which
// is timed when the kernel's own time is that prefix.
func (s *Study) Add(text []byte, timed bool) Verdict {
	if s.all++; s.fields && IsField(text) && s.all < maxLines {
		return Undecided
	}
	s.lines++
	at := -1
	if timed == s.timed && !IsRow(text) {
		at = s.support(text)
	}
	if s.prompt && (s.bare.lines > 0 || s.lines <= promptReach) {
		s.bare.note(weight(string(text)))
	}
	if at < 0 && (s.loose > 0 || s.lines <= loudReach) && looksLikeReport(text) && weight(string(text)) == 0 {
		s.loose++
	}
	return s.verdict()
}

// support counts a line for the answers that it speaks for, and returns where its
// text begins by the last of them, -1 when there is none.
func (s *Study) support(text []byte) (at int) {
	at = -1
	for _, t := range [...]*tally{s.guess, s.end, s.quote} {
		if t == nil || t.Guess == nil {
			continue
		}
		if n := t.Match(text); n >= 0 && t.note(weight(string(text[n:]))) {
			t.Take(text)
			at = n
		}
	}
	return at
}

// note counts a line and reports whether it says anything.
func (t *tally) note(weight int) bool {
	if weight > 0 {
		t.lines, t.score, t.best = t.lines+1, t.score+weight, max(t.best, weight)
	}
	return weight > 0
}

// some tells that a line speaks for an answer.
func (t *tally) some() bool { return t != nil && t.lines > 0 }

// convinces tells whether so much more than what is enough speaks for an answer.
func (t *tally) convinces(more int) bool {
	return t != nil && t.lines >= enoughLines+more && t.score >= enough+more && t.best >= strong
}

func (s *Study) verdict() Verdict {
	switch {
	case s.guess.convinces(0) && s.guess.lines > s.loose:
		s.won = s.guess
		return Learnt
	case s.sure && s.lines <= closeBy && s.guess != nil && s.guess.best == plain && s.guess.lines > s.loose:
		s.won = s.guess // a header that leaves no doubt, and the line behind it
		return Learnt
	case s.end.convinces(1) && s.end.lines > s.loose:
		s.won = s.end
		return Learnt
	case s.quote.convinces(0) && s.quote.lines > s.loose:
		s.won = s.quote
		return Broken
	case s.bare.convinces(1):
		return OneOff
	case s.lines < loudReach, s.lines < lookAhead && s.signs():
		return Undecided
	}
	return s.Over()
}

// signs tells that something speaks for a report.
func (s *Study) signs() bool {
	return s.loose > 0 || s.bare.lines > 0 || s.guess.some() || s.end.some() || s.quote.some()
}

// Over is the verdict when no line follows.
func (s *Study) Over() Verdict {
	if s.sure && s.loose >= loud {
		return Unreadable
	}
	if s.alone {
		return OneOff
	}
	return Refuted
}

// Shape is the prefix that was learnt.
func (s *Study) Shape() *printk.Shape { return s.won.Shape() }

// Width is the length of what stands in front of the header, in bytes.
func (s *Study) Width() int { return s.width }

// IsField tells the lines between the messages of `journalctl -o verbose`: the
// head of an entry and its other fields.
//
//	Fri 2026-11-20 04:09:41.123456 CET [s=4f…;i=1a;b=9c…]
//	    _TRANSPORT=kernel
func IsField(text []byte) bool {
	s := bytes.TrimLeft(text, " \t")
	if len(s) == len(text) {
		return bytes.Contains(text, []byte(" [s="))
	}
	key, _, ok := bytes.Cut(s, []byte{'='})
	for _, c := range key {
		if c != '_' && !ascii.IsDigit(c) && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return ok && len(key) > 0 && string(key) != "MESSAGE"
}
