package headless

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse"
	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/printk"
	"oopscope/parse/report"
)

// writeTraces tells of the lines that were asked for, when all is read: only
// then it is known which report has them.
func (s *scanner) writeTraces() error {
	var missing error
	for _, n := range s.opt.Trace {
		i := slices.IndexFunc(s.traces, func(t parse.Trace) bool { return t.Line.N == n })
		if i < 0 {
			missing = fmt.Errorf("%s: there is no line %d to trace", s.name, n)
			continue
		}
		if _, err := s.opt.Out.Write([]byte(tracedLine(s.name, &s.traces[i], s.writer.traced))); err != nil {
			return unwritten(err)
		}
	}
	return missing
}

// A traceText is a trace being written down, a heading and what is under it a
// line.
type traceText struct{ strings.Builder }

func (b *traceText) row(heading, format string, args ...any) {
	fmt.Fprintf(b, "  %-9s %s\n", heading, fmt.Sprintf(format, args...))
}

// tracedLine writes down what became of a line. Everything in it that came from
// the input is quoted.
func tracedLine(file string, t *parse.Trace, crashes []*parse.Crash) string {
	var b traceText
	l := &t.Line
	fmt.Fprintf(&b, "%q line %d, bytes %d to %d\n", file, l.N, l.First, l.Last)
	b.row("line", "%q", l.Raw)
	b.row("prefix", "%s", prefixWords(t.Prefix))
	switch {
	case t.Unread:
		b.row("unread", "it is the dictionary of a record of /dev/kmsg")
	case len(t.Literals) == 0:
		b.row("literals", "none stands in it")
	default:
		b.row("literals", "%s", quotedList(t.Literals))
	}
	switch {
	case t.Quiet:
		b.row("quiet", "nothing is open and nothing begins in it: a scan passes over it")
	case len(t.Pieces) == 0 && !t.Unread:
		b.row("report", "none is open, and no header stands in it")
	}
	for i := range t.Pieces {
		b.piece(&t.Pieces[i])
	}
	b.boots(t)
	b.row("in the end", "%s", inTheEnd(l.N, crashes))
	return b.String()
}

func prefixWords(p printk.Prefix) string {
	var words []string
	if p.Micro >= 0 {
		words = append(words, fmt.Sprintf("printk time %d.%06d s", p.Micro/1e6, p.Micro%1e6))
	}
	if p.Level >= 0 {
		words = append(words, fmt.Sprintf("level %d", p.Level))
	}
	if p.Caller != 0 {
		words = append(words, "caller "+p.Caller.String())
	}
	if len(words) == 0 {
		return "nothing of the kernel's"
	}
	return strings.Join(words, ", ")
}

func quotedList(list []string) string {
	var q []string
	for _, s := range list {
		q = append(q, fmt.Sprintf("%q", s))
	}
	return strings.Join(q, " ")
}

// piece writes what the open reports made of a text.
func (b *traceText) piece(p *parse.TracedPiece) {
	b.row("text", "%q", p.Text)
	b.row("shape", "%s", p.Kind)
	for _, h := range p.Headers {
		b.row("header", "%s, %s, %q: %s", h.Class.Name, roleWords[h.Role], h.Literal, fateWords[h.Fate])
	}
	verdict := reasonWords[p.Reason]
	if p.Reason == report.Waits || p.Reason == report.OutOfPatience {
		verdict = fmt.Sprintf(verdict, p.Strays, p.Patience)
	}
	if p.Report != nil {
		verdict = reportWords(p.Report) + ": " + verdict
	}
	b.row("report", "%s", verdict)
	for _, caller := range sortedCallers(p.Elsewhere) {
		b.row("elsewhere", "%s is open in the context of %s", reportWords(p.Elsewhere[caller]), callerWords(caller))
	}
	if p.Trouble {
		b.row("trouble", "it is taken for trouble of a driver, and folded with others like it")
	}
}

func sortedCallers(m map[printk.Caller]*report.Report) (all []printk.Caller) {
	for c := range m {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}

func callerWords(c printk.Caller) string {
	if c == 0 {
		return "lines without a caller"
	}
	return c.String()
}

func reportWords(r *report.Report) string {
	name := "nothing yet"
	if c := r.Class(); c != nil {
		name = c.Name
	}
	first := r.Lines()[0].N
	if r.ID == 0 {
		return fmt.Sprintf("%s from line %d, which never became a report", name, first)
	}
	return fmt.Sprintf("report %d (%s from line %d)", r.ID, name, first)
}

// boots writes what the line told of the machine's lives.
func (b *traceText) boots(t *parse.Trace) {
	state := stateWords[t.State]
	for _, e := range t.Found {
		state += "; " + eventWords[e.Kind]
		if e.Kind == boot.Restarted {
			state += " (" + e.Boot.How + ")"
		}
	}
	b.row("boot", "%d, %s", t.Boot.N, state)
}

// inTheEnd is the report that has the line when all is read.
func inTheEnd(n int, crashes []*parse.Crash) string {
	var before *parse.Crash
	for _, c := range crashes {
		for _, l := range c.Body {
			if l.N == n {
				return "part of " + crashWords(c)
			}
		}
		if c.Last < n && (before == nil || c.Last > before.Last) {
			before = c
		}
	}
	if before != nil {
		return "part of no report; the one before it is " + crashWords(before)
	}
	return "part of no report"
}

func crashWords(c *parse.Crash) string {
	return fmt.Sprintf("report %d, lines %d to %d: %q", c.ID, c.First, c.Last, c.Title)
}

var roleWords = map[class.Role]string{
	class.Opens: "opens a report", class.Fault: "announces a fault", class.Die: "is the die line", class.Names: "names what a WARNING is about",
	class.Titles: "names what a BUG is about", class.Panics: "is a panic", class.Hints: "adds to a report", class.Trouble: "is trouble of a driver",
	class.Anything: "is a report if a trace follows",
}

var fateWords = map[parse.HeaderFate]string{
	parse.Claims: "this line is one", parse.Unlike: "this line is none",
	parse.SetAside: "this line is one, and is not taken for it: another header tells more, or it is said again, or was asked for",
}

var reasonWords = map[report.Reason]string{
	report.NoReport:      "no report is open in its context, and it opens none",
	report.Opens:         "it opens this one",
	report.OpensBeside:   "it opens this one beside that of another CPU, which goes on",
	report.OpensHeadless: "it stands at the beginning of the input and opens this one, whose header came before",
	report.Joins:         "its header goes on with this one",
	report.Takes:         "it is one of its lines",
	report.IsPreamble:    "it is kept for the header to come",
	report.Announces:     "it is kept for the header to come of another CPU",
	report.Waits:         "no line of a report looks so; it is kept until one does (%d in a row, at most %d)",
	report.OutOfPatience: "no line of a report looks so, and it is the one too many in a row (%d, at most %d): the report's lines are over",
	report.IsForeign:     "it lacks the prefix of the kernel, which the lines around it have: somebody else wrote it",
	report.IsReplayed:    "its header was there before to the microsecond, and the log is being printed again",
	report.IsHintOnly:    "its header only adds to a report, and none is open",
	report.IsOver:        "its lines were over before; only a panic could still be added",
	report.IsTooLate:     "the kernel was silent for longer than a report pauses: its lines are over",
	report.TimeWentBack:  "its time is before the report's end: the log is being printed again",
	report.IsStranger:    "another CPU prints a trace without a header between its lines: kept apart, and no report",
	report.IsAskedFor:    "the operator asked with SysRq for what comes: that is no report, and what is open is over",
}

var stateWords = map[boot.State]string{
	boot.Running: "which goes on", boot.Asked: "a command that prints the log again was seen",
	boot.Undecided: "the log began again, and nobody knows yet whether the machine did", boot.Replaying: "the log is being printed again",
}

var eventWords = map[boot.EventKind]string{
	boot.Suspected: "the line may begin another one", boot.Restarted: "it began with this line", boot.Learnt: "its kernel says its name here",
}
