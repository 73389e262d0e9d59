// Package trouble collects what drivers say of things that went wrong and are no
// crash: probes that failed, resources that were not there. What one moment says
// is one burst, and what comes again is folded into the first time.
//
// Like the tracker of reports, a [Log] calls nobody back: its reports come out as
// events.
package trouble

import (
	"slices"
	"strings"
	"time"

	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
	"oopscope/parse/report"
)

// Weak are words that alone say too little: they count beside a line
// that names an errno, or when the same line comes again and again.
var Weak = []string{
	"ouldn't ", "annot ", "nable to ", "ailed to ", "t able to ", "ould not ", "timed out", "imeout", "not answer", "no response", "not respond",
}

// Bounds of the log of trouble.
const (
	burstGap   = 1e6  // microseconds between lines of one burst
	burstLines = 3    // lines between them where there is no time
	burstReach = 50   // lines between them in any case
	foldGap    = 60e6 // within this the same burst again is the same trouble
	foldLines  = 400
	weakTimes  = 3 // as often a weak line must come
	maxBurst   = 64
)

// A live line that shows nothing more: when the burst is over, and when it is
// folded no longer.
const (
	burstSilence = 2 * time.Second
	foldSilence  = time.Minute
)

// burst is one folded line of trouble, or several of one moment.
type burst struct {
	key    string
	lines  []crash.BodyLine // of the first time
	hits   []class.Hit
	latest crash.BodyLine // last line of the latest repetition
	count  int
	lastN  int
	micro  int64
	weak   bool
	seen   time.Time
	boot   crash.Boot
	out    *report.Report // once it is worth one
}

// A Log collects driver trouble. The zero value is ready.
type Log struct {
	open   *burst   // being collected
	past   []*burst // those that may come again
	events []report.Event
}

// Busy reports whether a burst is being collected.
func (b *Log) Busy() bool { return b.open != nil }

// Events returns what happened since it was asked last. The slice is valid until
// the log is used again.
func (b *Log) Events() []report.Event {
	e := b.events
	b.events = b.events[:0]
	return e
}

// Take looks at a line that belongs to no report, in which the literals of the
// headers found stand, and Weak words when so. It reports whether the line is
// trouble for sure.
func (b *Log) Take(l *report.Line, found []*class.Matcher, weak bool) bool {
	h, strong := strongest(l, found)
	weak = weak && !strong && l.Kernel && isWeak(l.Text)
	b.expire(l)
	if !strong && !weak {
		return false
	}
	if b.open == nil {
		b.open = &burst{weak: true, seen: l.Came, boot: *l.Boot}
	}
	o := b.open
	if strong {
		if len(o.hits) < maxBurst {
			o.hits = append(o.hits, h)
		}
		o.weak = false
	}
	if len(o.lines) < maxBurst {
		o.lines = append(o.lines, l.BodyLine)
	}
	o.lastN, o.micro = l.N, l.Micro
	if o.weak { // weak lines fold one by one
		b.file()
	}
	return !o.weak
}

// strongest matches the table's trouble headers; deferred probes are no trouble.
func strongest(l *report.Line, found []*class.Matcher) (class.Hit, bool) {
	ofTrouble := func(m *class.Matcher) bool { return m.Role == class.Trouble }
	if !l.Kernel || !slices.ContainsFunc(found, ofTrouble) || quiet(l.Text) {
		return class.Hit{}, false
	}
	var best class.Hit
	for _, m := range found {
		if !ofTrouble(m) {
			continue
		}
		g := m.Match(l.Text)
		if g != nil && plausibleErrno(g["errno"]) && (best.Matcher == nil || best.Groups["errno"] == "") {
			best = class.Hit{Matcher: m, Groups: g, At: l.BodyLine}
		}
	}
	return best, best.Matcher != nil
}

// plausibleErrno drops deferral (-EPROBE_DEFER, 517) and numbers that are none.
func plausibleErrno(s string) bool {
	return s == "" || len(s) <= 3 && s != "517" && s != "0" && (len(s) < 3 || s <= "133" || s >= "512" && s <= "531")
}

// quiet are lines of ordinary boots.
func quiet(text string) bool {
	for _, q := range []string{"regulatory", "firmware load for", "deferr", "modprobe: ", "cacheinfo", "No such"} {
		if strings.Contains(text, q) {
			return true
		}
	}
	return false
}

func isWeak(text string) bool {
	return len(text) < 300 && !quiet(text) && grammar.KindOf(text) == grammar.Other // not schedule_timeout+0x94/0x150
}

// expire ends the open burst when the line is too far from it, and forgets
// bursts that did not come again.
func (b *Log) expire(l *report.Line) {
	if o := b.open; o != nil {
		apart := l.N-o.lastN > burstLines
		if o.micro >= 0 && l.Micro >= 0 {
			apart = l.Micro-o.micro > burstGap
		}
		if apart || l.N-o.lastN > burstReach {
			b.file()
		}
	}
	b.keep(func(p *burst) bool {
		late := p.micro >= 0 && l.Micro-p.micro > foldGap
		return !late && l.N-p.lastN <= foldLines
	})
}

// file puts the open burst away: it is a repetition of an earlier one, or new.
func (b *Log) file() {
	o := b.open
	if o == nil {
		return
	}
	b.open = nil
	o.count = 1
	o.key = key(o.lines)
	for _, p := range b.past {
		if p.key == o.key {
			p.count++
			p.lastN, p.micro = o.lastN, o.micro
			p.latest = o.lines[len(o.lines)-1]
			b.show(p)
			return
		}
	}
	if len(b.past) >= maxBurst {
		b.end(b.past[0])
		b.past = b.past[1:]
	}
	b.past = append(b.past, o)
	b.show(o)
}

// byWords stands for the header of trouble that has only weak words.
var byWords = class.Driver.Stand(class.Trouble)

// show makes a report of a burst that is worth one: a weak line only when it
// came often enough.
func (b *Log) show(o *burst) {
	kind := report.Grew
	if o.out == nil {
		if o.weak && o.count < weakTimes {
			return
		}
		hits := o.hits
		if len(hits) == 0 {
			hits = []class.Hit{{Matcher: byWords, At: o.lines[0]}}
		}
		o.out = report.New(hits, o.lines, o.boot, o.seen, report.ByGrammar)
		kind = report.Opened
	}
	o.out.Count, o.out.Latest = o.count, o.latest
	b.events = append(b.events, report.Event{Kind: kind, Report: o.out})
}

// end says that the burst will not be added to any more.
func (b *Log) end(o *burst) {
	if o.out != nil {
		b.events = append(b.events, report.Event{Kind: report.Closed, Report: o.out})
	}
}

// key is what stays of the lines without numbers.
func key(lines []crash.BodyLine) string {
	var k []byte
	for _, l := range lines {
		k = append(ascii.WithoutDigits(k, l.Text), '\n')
	}
	return string(k)
}

// Silence closes by time what a live line no longer adds to.
func (b *Log) Silence(now time.Time) {
	if o := b.open; o != nil && now.Sub(o.seen) > burstSilence {
		b.file()
	}
	b.keep(func(p *burst) bool { return now.Sub(p.seen) <= foldSilence })
}

// Close ends everything collected: a crash begins, which a report that could
// still grow would hold back, or the machine started again, or the input is over.
func (b *Log) Close() {
	b.file()
	b.keep(func(*burst) bool { return false })
}

// keep ends the bursts of the past that f does not want to keep.
func (b *Log) keep(f func(*burst) bool) {
	b.past = slices.DeleteFunc(b.past, func(p *burst) bool {
		if f(p) {
			return false
		}
		b.end(p)
		return true
	})
}
