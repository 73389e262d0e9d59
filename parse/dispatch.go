package parse

import (
	"cmp"
	"time"

	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/printk"
	"oopscope/parse/report"
)

// A line goes down: to the log of boots, to the open reports, to the log of
// driver trouble. Each tells by events what it found, and what that means for
// the others is decided here.

// read lets every part of the decoder see the line.
func (d *Decoder) read(h *heldLine) {
	l, x := &h.l, &h.x
	boots := d.suggest(x)
	if d.beginStudy(h) {
		return
	}
	boots = d.quiet.Read(l.First) || boots || d.found.Some()
	if d.trace != nil {
		d.traceSuggestions(boots)
	}
	if boots || d.busy() {
		d.boots.Line(&boot.Line{N: l.N, First: l.First, Last: l.Last, Came: d.came, Text: x.Clean[x.Prefix.Text:], Prefix: x.Prefix, Recent: &d.recent, Tells: d.found.Boot, NMI: d.reports.NMI()})
		d.afterBoots()
	}
	if d.found.Some() || d.busy() || d.seq <= report.FirstLines {
		if first, second := x.Split(); first != nil {
			d.examine(l, first)
			d.match.Match(&d.found, second.Clean, second.Prefix.Text)
			d.examine(l, second)
		} else {
			d.examine(l, x)
		}
	}
	d.recent.Keep(l.N, l.First, l.Last, x.Clean, x.Prefix)
}

// busy tells that lines matter in which nothing stands.
func (d *Decoder) busy() bool { return d.reports.Busy() || d.trouble.Busy() || d.held.busy() }

// suggest finds the headers that may match the text of a line, and tells whether
// the line matters to the log of boots. A scan sees the raw bytes only: a literal
// that shows when they are cleaned counts if one stood there before.
func (d *Decoder) suggest(x *printk.Line) (boots bool) {
	raw, clean, text := x.Raw, x.Clean, x.Prefix.Text
	var any, late bool
	if len(clean) == len(raw) {
		any, late = d.match.Match(&d.found, clean, text)
	} else if any, late = d.match.Match(&d.found, raw, len(raw)); any {
		d.match.Match(&d.found, clean, text)
	}
	if any && !late && !d.boots.WantsEarly() {
		d.found.Clear()
		return false
	}
	return any
}

// examine gives one piece of text, with its prefix in front, to the open reports
// or to the log of driver trouble.
func (d *Decoder) examine(l *Line, x *printk.Line) {
	raw, p := string(x.Clean), x.Prefix
	line := &d.piece
	*line = report.Line{
		BodyLine: crash.BodyLine{N: l.N, Raw: raw, Text: raw[p.Text:], Micro: p.Micro, Caller: int32(p.Caller), First: l.First, Last: l.Last},
		Caller:   p.Caller, Kernel: p.Kernel, Foreign: !p.Kernel && d.recent.OfKernel(),
		Replayed: d.boots.Asked(), Recalled: d.boots.Recalls(), Came: d.came, Now: d.now, Boot: d.boots.Current(), Seq: d.seq,
		Marked: d.found.Other || len(x.Clean) != len(x.Raw), // a literal may have hidden behind terminal control
	}
	line.Broken = line.Continues(&d.before, d.broken)
	d.broken = line.Broken
	d.before = line.BodyLine
	r := d.reports.Read(line, d.found.Headers)
	d.afterReports()
	if r.News() && d.boots.Undecided() {
		d.boots.Confirm()
		d.afterBoots()
	}
	of, header := d.reports.Take(r)
	d.afterReports()
	if of != nil {
		l.Crash = of.ID
		of.Prefix = cmp.Or(x.Shape, of.Prefix)
	}
	if header != nil {
		l.Mark = header.Class.Severity
	}
	trouble := false
	if l.Crash == 0 && !d.boots.Replaying() {
		if trouble = d.trouble.Take(line, d.found.Headers, d.found.Weak); trouble {
			l.Mark = crash.Error
		}
		d.afterTrouble()
	}
	if l.Mark > 0 {
		d.batch.Marks = append(d.batch.Marks, LineMark{l.N, l.Mark})
	}
	if d.trace != nil {
		d.tracePiece(line, &r, trouble)
	}
}

// afterBoots acts on what the log of boots found.
func (d *Decoder) afterBoots() {
	for _, e := range d.boots.Events() {
		if d.trace != nil {
			d.trace.Found = append(d.trace.Found, e)
		}
		switch e.Kind {
		case boot.Suspected:
			d.reports.SettleAll(e.Line)
			d.afterReports()
		case boot.Restarted:
			d.restart(e)
		case boot.Learnt:
			d.batch.Boots = append(d.batch.Boots, e.Boot)
		}
	}
}

// restart ends everything that is open. When nothing explains the restart it
// becomes a report of its own, made of the last lines before it.
func (d *Decoder) restart(e boot.Event) {
	d.damaged = false
	d.trouble.Close()
	d.afterTrouble()
	explained := d.reports.Restart(e.Line, e.Told)
	d.afterReports()
	if e.Boot.Silent && !explained {
		d.lastWords(class.Hit{Matcher: restarted}, e.Last, d.now, report.ByRestart, e.Before)
	}
	d.batch.Boots = append(d.batch.Boots, e.Boot)
}

// afterReports acts on what became of the open reports. Trouble that could still
// be added to would hold a report back that was opened behind it.
func (d *Decoder) afterReports() {
	for _, e := range d.reports.Events() {
		switch e.Kind {
		case report.Opened:
			d.trouble.Close()
			d.afterTrouble()
			d.out.take(e)
		case report.Died:
			d.boots.Died()
		case report.Closed:
			d.hurt(e.Report)
			d.out.take(e)
		case report.Unread:
			d.sayUnreadable(e.Report.First(), e.Report.Seen)
		default:
			d.out.take(e)
		}
	}
}

// afterTrouble hands on what became of driver trouble.
func (d *Decoder) afterTrouble() {
	for _, e := range d.trouble.Events() {
		d.out.take(e)
	}
}

// lastWords hands out a report that consists of the last lines seen.
func (d *Decoder) lastWords(hit class.Hit, lines []crash.BodyLine, seen time.Time, end report.End, of crash.Boot) {
	if len(lines) == 0 {
		return
	}
	hit.At = lines[len(lines)-1]
	r := report.New([]class.Hit{hit}, lines, of, seen, end)
	d.out.take(report.Event{Kind: report.Opened, Report: r})
	d.out.take(report.Event{Kind: report.Closed, Report: r})
}

// listen looks whether the board owes a word for too long.
func (d *Decoder) listen(now time.Time) {
	due, open := d.boots.Due(d.n, &d.recent)
	idle := len(d.partial) > 0 && !printk.Read(d.partial).Kernel
	why := d.silence.Stopped(due, idle, now)
	if why == boot.Nothing {
		return
	}
	if why != boot.Return && why != boot.Answer {
		open = boot.Call{}
	}
	quiet := now.Sub(d.silence.Since()).Round(time.Second)
	d.silenceOf(stopped[why].title, open, map[string]string{"quiet": quiet.String(), "due": stopped[why].due}, report.BySilence)
}

// wholeBoot is how many lines a boot has at least before its init runs.
const wholeBoot = 50

// endInside looks whether the input ends where more was to come: in a boot that it
// has from the beginning, or in a call that did not return. A log that somebody cut
// may end there, too; that it does is all that is said.
func (d *Decoder) endInside() {
	due, open := d.boots.Due(d.n, &d.recent)
	last := d.recent.Before(d.n + 1)
	if d.damaged || !boot.OnlyKernel(last) {
		return
	}
	if due == boot.Return || due == boot.Boot && d.n-d.boots.Current().First >= wholeBoot {
		d.silenceOf("the log ends inside the boot", open, map[string]string{}, report.ByInput)
	}
}

// silenceOf hands out a report of the last lines, and of the call that is open.
func (d *Decoder) silenceOf(words string, open boot.Call, groups map[string]string, end report.End) {
	hit, lines := silenceIs(words, open, groups, d.recent.Before(d.n+1))
	d.lastWords(hit, lines, d.silence.Since(), end, *d.boots.Current())
}

// hurt notes that a report tells why the boot may have gone no further.
func (d *Decoder) hurt(r *report.Report) {
	if k := r.Class(); k == nil || k.Severity >= crash.Stall {
		d.damaged = true
	}
}
