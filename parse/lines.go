package parse

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/prefix"
	"oopscope/parse/printk"
	"oopscope/parse/report"
)

// keepPartial stores the beginning of a line whose end has not come yet.
func (d *Decoder) keepPartial(p []byte) {
	if len(d.partial) == 0 {
		d.begin()
	}
	d.offset += int64(len(p))
	if room := printk.MaxLine - len(d.partial); room < len(p) {
		p = p[:room]
	}
	d.partial = append(d.partial, p...)
}

// begin notes where and when a line begins.
func (d *Decoder) begin() {
	d.first, d.came = d.offset, d.now
	if d.opt.When != nil {
		d.came = d.opt.When(d.first)
	}
}

// takeLine handles the bytes up to and including a line end.
func (d *Decoder) takeLine(p []byte) {
	if len(d.partial) == 0 {
		d.begin()
		d.offset += int64(len(p))
		d.line(p, d.first, d.offset)
		return
	}
	d.keepPartial(p)
	raw := d.partial
	if d.opt.Lines { // the batch's line must outlive the buffer
		at := len(d.cut)
		d.cut = append(d.cut, raw...)
		raw = d.cut[at:len(d.cut):len(d.cut)]
	}
	d.partial = d.partial[:0]
	d.line(raw, d.first, d.offset)
}

// line handles one whole line.
func (d *Decoder) line(raw []byte, first, last int64) {
	if d.n++; d.seq == 0 {
		d.boots.Current().Seen = d.came
	}
	h := &d.at
	x := &h.x
	d.printk.Read(x, raw)
	if d.learnt.some() {
		d.learnt.apply(x)
	}
	if !x.Aside {
		d.seq++
	}
	h.seq, h.came, h.now = d.seq, d.came, d.now
	h.l = Line{N: d.n, First: first, Last: last, Came: d.came, Raw: x.Raw, Text: x.Text, Micro: x.Prefix.Micro, Level: x.Prefix.Level}
	d.deliver(h)
	if d.opt.Lines {
		h.l.Boot = d.boots.Current().N
		d.lines = append(d.lines, h.l)
	}
}

// deliver gives a line to everybody who reads lines, or puts it aside while a
// prefix is being learnt.
func (d *Decoder) deliver(h *heldLine) {
	if d.held.busy() {
		d.study(h)
		return
	}
	wanted := d.wanted(h.l.N)
	if wanted {
		d.beginTrace(&h.l, h.x.Prefix)
	}
	if !h.x.Aside {
		d.read(h)
	}
	if wanted && !d.held.busy() { // else it is told when the line is read
		d.endTrace(&h.l)
	}
	d.trace = nil
}

// A line with a header somewhere in its middle may be one of a report whose lines
// all have something in front that nobody knows. It is put aside with those that
// follow until they tell: then all of them are read in their order, so that
// nothing depends on when a prefix was learnt. On the screen they stand at once.

// A live line that is silent for so long says no more of what it began: of a
// report, of a line.
const (
	studyFor = 2 * time.Second
	halfFor  = 200 * time.Millisecond
)

// beginStudy puts a line aside that has a header behind something else, and
// reports whether it did.
func (d *Decoder) beginStudy(h *heldLine) bool {
	if len(d.found.Headers) == 0 || d.held.off || !h.x.Prefix.Kernel && d.recent.OfKernel() {
		return false
	}
	if !slices.ContainsFunc(d.found.Headers, func(m *class.Matcher) bool { return m.Role != class.Trouble }) {
		return false
	}
	text := h.x.Clean[h.x.Prefix.Text:]
	if !crash.MayBreak(len(h.x.Clean)) && d.refuted.vain(text) { // nothing but a study could come of it
		return false
	}
	at, worth := -1, prefix.Doubtful
	if !prefix.IsRow(text) {
		at, worth = prefix.Find(string(text), d.found.Headers)
	}
	switch {
	case at >= 0 && !d.reports.Growing():
		timed := h.x.Prefix.Micro >= 0
		if d.refuted.vain(text) {
			return false
		}
		if d.foreseeable(prefix.Begin(text, at, worth, timed)) {
			d.refuted.note(text)
			return false
		}
		d.held.Study = prefix.Begin(text, at, worth, timed)
	case d.mayGoOn(h):
		d.held.half = true
	default:
		return false
	}
	d.putAside(h)
	return true
}

// foreseeable tells that the lines at hand refute a study. Most studies end so, and
// then no line need be put aside.
func (d *Decoder) foreseeable(s *prefix.Study) bool {
	var x printk.Line
	d.scout.Ahead(&d.printk)
	for p := d.behind; len(p) > 0; {
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			break
		}
		d.scout.Read(&x, p[:end+1])
		p = p[end+1:]
		if d.learnt.some() {
			d.learnt.apply(&x)
		}
		if x.Aside {
			continue
		}
		if v := s.Add(x.Clean[x.Prefix.Text:], x.Prefix.Micro >= 0); v != prefix.Undecided {
			return v == prefix.Refuted
		}
	}
	return false
}

// mayGoOn tells a line with a header's literal that may have been broken in two. One
// that is a header as it stands does not wait: a screen does.
func (d *Decoder) mayGoOn(h *heldLine) bool {
	if h.x.Prefix.Micro < 0 || !crash.MayBreak(len(h.x.Clean)) {
		return false
	}
	text := string(h.x.Clean[h.x.Prefix.Text:])
	return !slices.ContainsFunc(d.found.Headers, func(m *class.Matcher) bool {
		return m.Role != class.Trouble && m.Fits(text)
	})
}

// saysMore tells that a header claims the whole text which did not claim the half,
// or learns more from it.
func (d *Decoder) saysMore(whole, half string) bool {
	return slices.ContainsFunc(d.found.Headers, func(m *class.Matcher) bool {
		more := m.Match(whole)
		if m.Role == class.Trouble || more == nil {
			return false
		}
		less := m.Match(half)
		return less == nil || len(less) < len(more)
	})
}

// rejoin looks at the line behind what may be half a header: together they may be one.
func (d *Decoder) rejoin(h *heldLine) {
	s := &d.held.lines[0]
	half, rest := bodyLine(s), bodyLine(h)
	text := half.Rejoin(half.Text, &rest)
	d.match.Match(&d.found, s.x.Clean, s.x.Prefix.Text)
	if rest.Continues(&half, false) && d.saysMore(text, half.Text) {
		s.x.Clean = append(s.x.Clean[:s.x.Prefix.Text:s.x.Prefix.Text], text...)
		s.x.Raw, s.l.Last = s.x.Clean, h.l.Last
	} else {
		d.putAside(h)
	}
	d.conclude(prefix.Refuted)
}

func bodyLine(h *heldLine) crash.BodyLine {
	raw, p := string(h.x.Clean), h.x.Prefix
	return crash.BodyLine{N: h.l.N, Raw: raw, Text: raw[p.Text:], Micro: p.Micro, First: h.l.First, Last: h.l.Last}
}

func (d *Decoder) putAside(h *heldLine) {
	kept := *h
	kept.x.Clean = bytes.Clone(h.x.Clean)
	kept.x.Raw = kept.x.Clean
	if len(h.x.Clean) != len(h.x.Raw) {
		kept.x.Raw = bytes.Clone(h.x.Raw)
	}
	kept.l.Raw = kept.x.Raw
	d.held.lines = append(d.held.lines, kept)
}

// study looks at a line behind a header, and acts on what it tells.
func (d *Decoder) study(h *heldLine) {
	if d.held.half && !h.x.Aside {
		d.rejoin(h)
		return
	}
	d.putAside(h)
	if h.x.Aside || d.held.half {
		return
	}
	if v := d.held.Add(h.x.Clean[h.x.Prefix.Text:], h.x.Prefix.Micro >= 0); v != prefix.Undecided {
		d.conclude(v)
	}
}

// conclude ends a study: the lines put aside are read, with what was learnt.
func (d *Decoder) conclude(v prefix.Verdict) {
	s := d.held
	d.held = study{}
	first := &s.lines[0]
	switch v {
	case prefix.Learnt, prefix.Broken:
		d.learnt.know(s.Shape())
		d.refuted = refuted{} // what was refuted so far may be of the same log
		if v == prefix.Broken {
			first.x.Prefix.Text += s.Width()
		}
	case prefix.Refuted:
		if !s.half {
			d.refuted.note(first.x.Clean[first.x.Prefix.Text:])
		}
	case prefix.OneOff:
		first.x.Prefix.Text += s.Width()
	case prefix.Unreadable:
		d.sayUnreadable(bodyLine(first), first.came)
	}
	came, now, seq := d.came, d.now, d.seq
	behind := d.behind
	d.behind = nil // it does not follow the lines that are read now
	aside := 0     // of the lines that counted when they came
	for i := range s.lines {
		h := &s.lines[i]
		if counted := !h.x.Aside; counted && (v == prefix.Learnt || v == prefix.Broken && i > 0) {
			if d.learnt.apply(&h.x); h.x.Aside {
				aside++
			}
		}
		d.came, d.now, d.seq = h.came, h.now, h.seq-aside
		d.held.off = i == 0 // once more would begin the same study
		d.deliver(h)
		d.held.off = false
	}
	d.came, d.now, d.seq, d.behind = came, now, seq-aside, behind
}

// unreadable stands for a header in text that nobody can read.
var unreadable = class.Driver.Stand(class.Trouble)

// sayUnreadable hands out a report that a dump was seen and not read: silence
// would say that there was none.
func (d *Decoder) sayUnreadable(at crash.BodyLine, came time.Time) {
	at.Text = UnreadableText + ": " + strings.TrimLeft(at.Text, " \t")
	r := report.New([]class.Hit{{Matcher: unreadable, At: at}}, []crash.BodyLine{at}, *d.boots.Current(), came, report.ByGrammar)
	r.Problems = []crash.Problem{{Kind: crash.Unread, Line: at.N, Text: "what stands here was not understood"}}
	d.out.take(report.Event{Kind: report.Opened, Report: r})
	d.out.take(report.Event{Kind: report.Closed, Report: r})
}

// UnreadableText begins the title of trouble of class driver-error that says: here
// is the text of a report, in a form that was not read.
const UnreadableText = "dump-like text in an unknown form"

// giveUp ends a study whose lines will not go on.
func (d *Decoder) giveUp() {
	for d.held.busy() {
		v := prefix.Refuted
		if !d.held.half {
			v = d.held.Over()
		}
		d.conclude(v)
	}
}

// studySilence ends a study when the live line has been silent for long.
func (d *Decoder) studySilence(now time.Time) {
	s := &d.held
	if !s.busy() {
		return
	}
	if quiet := now.Sub(s.lines[len(s.lines)-1].now); quiet > studyFor || s.half && quiet > halfFor {
		d.giveUp()
	}
}
