package parse

import (
	"strings"
	"time"

	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// weakTrouble are words that alone say too little: they count beside a line
// that names an errno, or when the same line comes again and again.
var weakTrouble = []string{
	"ouldn't ", "annot ", "nable to ", "ailed to ", "t able to ", "ould not ", "timed out", "imeout", "not answer", "no response", "not respond",
}

// Bounds of the log of trouble.
const (
	burstGap   = 1e6  // microseconds between lines of one burst
	burstLines = 3    // lines between them where there is no time
	foldGap    = 60e6 // within this the same burst again is the same trouble
	foldLines  = 400
	weakTimes  = 3 // as often a weak line must come
	maxBurst   = 64
)

// troubleEvent is one folded line of trouble or one burst of several.
type troubleEvent struct {
	key    string
	lines  []entry // of the first time
	hits   []class.Hit
	latest crash.BodyLine // last line of the latest repetition
	count  int
	lastN  int
	micro  int64
	weak   bool
	seen   time.Time
	boot   crash.Boot
	out    *window // its report, once it is worth one
}

// burstLog collects driver trouble.
type burstLog struct {
	open *troubleEvent   // the burst being collected
	past []*troubleEvent // bursts that may come again
}

func (b *burstLog) busy() bool { return b.open != nil }

// line looks at a line that belongs to no report.
func (b *burstLog) line(d *Decoder, l *Line, e entry, found *found) {
	h, strong := b.strong(e, found)
	weak := !strong && e.kernel && isWeak(e.Text, found)
	b.expire(d, e)
	if !strong && !weak {
		return
	}
	if b.open == nil {
		b.open = &troubleEvent{weak: true, seen: d.came, boot: d.boots.current}
	}
	o := b.open
	if strong {
		if len(o.hits) < maxBurst {
			o.hits = append(o.hits, h)
		}
		o.weak = false
	}
	if len(o.lines) < maxBurst {
		o.lines = append(o.lines, e)
	}
	o.lastN, o.micro = e.N, e.Micro
	if !o.weak {
		l.Mark = crash.Error
	}
	if o.weak { // weak lines fold one by one
		b.closeOpen(d)
	}
}

// strong matches the table's trouble headers; deferred probes are no trouble.
func (b *burstLog) strong(e entry, found *found) (class.Hit, bool) {
	if !e.kernel || quietTrouble(e.Text) {
		return class.Hit{}, false
	}
	var best class.Hit
	for _, r := range found.headers {
		if r.Role != class.Trouble {
			continue
		}
		g := r.Match(e.Text)
		if g != nil && plausibleErrno(g["errno"]) && (best.Matcher == nil || best.Groups["errno"] == "") {
			best = class.Hit{Matcher: r, Groups: g, At: e.BodyLine}
		}
	}
	return best, best.Matcher != nil
}

// plausibleErrno drops deferral (-EPROBE_DEFER, 517) and numbers that are none.
func plausibleErrno(s string) bool {
	return s == "" || len(s) <= 3 && s != "517" && s != "0" && (len(s) < 3 || s <= "133" || s >= "512" && s <= "531")
}

// quietTrouble are lines of ordinary boots.
func quietTrouble(text string) bool {
	for _, q := range []string{"regulatory", "firmware load for", "deferr", "modprobe: ", "cacheinfo", "No such"} {
		if strings.Contains(text, q) {
			return true
		}
	}
	return false
}

func isWeak(text string, found *found) bool {
	return found.weak && len(text) < 300 && !quietTrouble(text) && grammar.KindOf(text) == grammar.Other // not schedule_timeout+0x94/0x150
}

// expire ends the open burst when the line is too far from it, and forgets
// bursts that did not come again.
func (b *burstLog) expire(d *Decoder, e entry) {
	if o := b.open; o != nil {
		apart := e.N-o.lastN > burstLines
		if o.micro >= 0 && e.Micro >= 0 {
			apart = e.Micro-o.micro > burstGap
		}
		if apart || e.N-o.lastN > 50 {
			b.closeOpen(d)
		}
	}
	b.keep(func(p *troubleEvent) bool {
		late := p.micro >= 0 && e.Micro-p.micro > foldGap
		return !late && e.N-p.lastN <= foldLines
	})
}

// closeOpen files the burst: it is a repetition of an earlier one, or new.
func (b *burstLog) closeOpen(d *Decoder) {
	o := b.open
	if o == nil {
		return
	}
	b.open = nil
	o.count = 1
	o.key = burstKey(o.lines)
	for _, p := range b.past {
		if p.key == o.key {
			p.count++
			p.lastN, p.micro = o.lastN, o.micro
			p.latest = o.lines[len(o.lines)-1].BodyLine
			b.show(d, p)
			return
		}
	}
	if len(b.past) >= maxBurst {
		b.past[0].end()
		b.past = b.past[1:]
	}
	b.past = append(b.past, o)
	b.show(d, o)
}

// show makes a report of a burst that is worth one: a weak line only when it
// came often enough.
func (b *burstLog) show(d *Decoder, o *troubleEvent) {
	if o.out != nil {
		o.out.dirty = true
		return
	}
	if o.weak && o.count < weakTimes {
		return
	}
	k := &d.desk
	k.ids++
	o.out = &window{id: k.ids, boot: o.boot, seen: o.seen, stage: settling, lastMicro: o.micro, dirty: true, hits: o.hits, trouble: o}
	if len(o.hits) == 0 {
		o.out.hits = []class.Hit{{Matcher: weakRule, At: o.lines[0].BodyLine}}
	}
	for _, e := range o.lines {
		o.out.push(e)
	}
	k.queue = append(k.queue, o.out)
}

// end says that the burst will not be added to any more.
func (o *troubleEvent) end() {
	if o.out != nil {
		o.out.stage, o.out.dirty = done, true
	}
}

// burstKey is what stays of the lines without numbers.
func burstKey(lines []entry) string {
	var k []byte
	for _, e := range lines {
		k = append(ascii.WithoutDigits(k, e.Text), '\n')
	}
	return string(k)
}

// interrupt ends what is collected because a crash begins: a report that could
// still grow would hold the crash back, and what follows is another matter.
func (b *burstLog) interrupt(d *Decoder) { b.close(d) }

// silence closes by time what a live line no longer adds to.
func (b *burstLog) silence(d *Decoder, now time.Time) {
	if o := b.open; o != nil && now.Sub(o.seen) > 2*time.Second {
		b.closeOpen(d)
	}
	b.keep(func(p *troubleEvent) bool { return now.Sub(p.seen) <= time.Minute })
}

// close ends everything collected.
func (b *burstLog) close(d *Decoder) {
	b.closeOpen(d)
	b.keep(func(*troubleEvent) bool { return false })
}

// keep ends the bursts of the past that f does not want to keep.
func (b *burstLog) keep(f func(*troubleEvent) bool) {
	kept := b.past[:0]
	for _, p := range b.past {
		if f(p) {
			kept = append(kept, p)
		} else {
			p.end()
		}
	}
	b.past = kept
}

var weakRule = class.Driver.Stand(class.Trouble)
