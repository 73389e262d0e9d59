package parse

import (
	"slices"

	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/grammar"
	"oopscope/parse/printk"
	"oopscope/parse/report"
)

// A Trace is what the decoder made of one line of the input, for whoever asks
// why a report has the line or lacks it: see [Options.Trace].
type Trace struct {
	Line     Line          // as it was received
	Prefix   printk.Prefix // what of it stands before the text
	Literals []string      // that stand in it: of headers, of boots, of trouble
	Unread   bool          // it is the dictionary of a record: nobody reads it
	Quiet    bool          // nothing is open and nothing begins in it: a scan passes over it

	Boot  Boot         // in which it stands, as far as it was known then
	Found []boot.Event // what it told the log of boots
	State boot.State   // whether the log is being replayed

	// Pieces are what was examined: the text, two of them where two CPUs wrote
	// into one line, none where the line is quiet.
	Pieces []TracedPiece
}

// A TracedPiece is text that was given to the open reports.
type TracedPiece struct {
	Text           string
	Caller         printk.Caller
	Foreign        bool         // it lacks the kernel's prefix, which the lines around it have
	Kind           grammar.Kind // its shape
	Headers        []TracedHeader
	report.Verdict                                  // the report's ID is 0 until it is known to be one
	Elsewhere      map[printk.Caller]*report.Report // open in other contexts
	Trouble        bool                             // it counts as trouble of a driver
}

// A TracedHeader is a header whose literal stands in the text.
type TracedHeader struct {
	*class.Matcher
	Fate HeaderFate
}

// A HeaderFate says what became of a header whose literal stands in a line.
type HeaderFate int

// The fates of headers.
const (
	Claims   HeaderFate = iota // it is the header of this line
	Unlike                     // the line does not look like it
	SetAside                   // it looks like it; what the header's fields and the other headers say is against it
)

// wanted tells that the line is one to tell about.
func (d *Decoder) wanted(n int) bool { return len(d.opt.Trace) > 0 && slices.Contains(d.opt.Trace, n) }

// beginTrace notes a line before anybody looked at it.
func (d *Decoder) beginTrace(l *Line, p printk.Prefix) {
	d.trace = &Trace{Line: *l, Prefix: p, Unread: true}
	d.trace.Line.Raw = slices.Clone(l.Raw)
}

// traceSuggestions notes what the search for literals says of the line.
func (d *Decoder) traceSuggestions(boots bool) {
	t := d.trace
	t.Unread, t.Literals = false, d.match.Literals()
	t.Quiet = !boots && !d.found.Some() && !d.busy()
}

// tracePiece notes what became of a text.
func (d *Decoder) tracePiece(l *report.Line, r *report.Reading, trouble bool) {
	piece := TracedPiece{
		Text: l.Text, Caller: l.Caller, Foreign: l.Foreign, Kind: r.Kind(),
		Verdict: d.reports.Verdict(), Elsewhere: d.reports.Elsewhere(l.Caller), Trouble: trouble,
	}
	for _, m := range d.found.Headers {
		fate := SetAside
		switch {
		case r.Claims(m), m.Role == class.Trouble && trouble && m.Match(l.Text) != nil:
			fate = Claims
		case m.Match(l.Text) == nil:
			fate = Unlike
		}
		piece.Headers = append(piece.Headers, TracedHeader{m, fate})
	}
	d.trace.Pieces = append(d.trace.Pieces, piece)
}

// endTrace hands the trace out.
func (d *Decoder) endTrace(l *Line) {
	t := d.trace
	d.trace = nil
	t.Line.Crash, t.Line.Mark = l.Crash, l.Mark
	t.Boot, t.State = *d.boots.Current(), d.boots.State()
	t.Line.Boot = t.Boot.N
	d.batch.Traces = append(d.batch.Traces, *t)
}
