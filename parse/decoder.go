package parse

import (
	"bytes"
	"time"

	"oopscope/parse/boot"
	"oopscope/parse/crash"
	"oopscope/parse/decode"
	"oopscope/parse/printk"
	"oopscope/parse/report"
	"oopscope/parse/trigger"
	"oopscope/parse/trouble"
	"oopscope/parse/unwrap"
)

// Options sets a decoder up.
type Options struct {
	// Lines asks for every line of the input in the batches. Without it (a
	// scan) only crashes, boots and gaps come back and quiet stretches are
	// skipped at memory speed.
	Lines bool
	// When, for a capture that has an index of times, tells when the byte at an
	// offset of the input came; zero when that is not known. It is asked in
	// rising order, once a line. Without it the times passed to Feed count.
	When func(offset int64) time.Time
	// Unwrap has the text taken out of what a file may wrap it in: see package
	// unwrap. Lines and offsets are then those of the text.
	Unwrap bool
	// Quiet is how long a live board may owe a word before it is called silent; 0
	// learns that from its own pauses, and below 0 it never is.
	Quiet time.Duration
	// Numbers, when several inputs are shown as one, counts the lines and the
	// crashes of all of them. Their decoders must not be called at a time.
	Numbers *Numbers
	// Prefixes stand in front of the kernel's text in this input, as they were
	// learnt before. What is not learnt yet need not be here.
	Prefixes []*Prefix
	// From, for an input whose beginning is known, is where what is fed begins.
	From *Rest
	// Undecoded has reports that are over handed out as they were collected, in the
	// batches' Reports instead of their Crashes: a [Finisher] decodes them, on
	// another core perhaps. Growing ones are then not handed out.
	Undecoded bool
	// Trace are the numbers of lines of which the batches tell what was made of
	// them, and why. A debugging aid: nothing is skipped then.
	Trace []int
}

// Numbers counts the lines and crashes of inputs that are shown as one.
type Numbers struct{ lines, crashes int }

// Lines returns the number of the latest line.
func (n *Numbers) Lines() int { return n.lines }

// A Decoder reads one input. It is not safe for concurrent use.
type Decoder struct {
	opt Options
	now time.Time

	n       int       // lines completed
	seq     int       // those of this input alone that are no rows of a dictionary
	offset  int64     // bytes of the input consumed
	first   int64     // offset of the unfinished line
	came    time.Time // when the first byte of the line came that is being read
	partial []byte    // the unfinished line, at most maxLine of it
	behind  []byte    // what is at hand of the input behind the line being read

	quiet trigger.Skipper
	match trigger.Matcher

	lines []Line // of the current batch
	cut   []byte // copies of lines that were cut by the end of a chunk
	found trigger.Found

	unwrap  unwrap.Unwrapper
	printk  printk.Reader
	learnt  prefixes
	held    study
	scout   printk.Reader // reads ahead
	refuted refuted
	at      heldLine       // the line being read
	piece   report.Line    // of it, the text being examined
	before  crash.BodyLine // the one examined last
	broken  bool           // and whether it was the rest of another
	recent  boot.Recent
	boots   *boot.Log
	reports report.Tracker
	trouble trouble.Log
	silence boot.Silence
	damaged bool // the boot has a report that may be why it got no further
	crashes Finisher
	out     outbox

	batch Batch
	trace *Trace // of the line being read, nil unless it is asked for
}

// New returns a decoder at the beginning of an input.
func New(o Options) *Decoder {
	d := &Decoder{opt: o, boots: boot.NewLog(), silence: boot.Silence{Patience: o.Quiet}, reports: report.Tracker{Accessed: decode.Accessed}}
	for _, p := range o.Prefixes {
		d.learnt.know(p)
	}
	if o.From != nil {
		d.goOn(o.From)
	}
	return d
}

// Feed takes the next bytes of the input, however they are cut. The time is
// when they were received; it may be zero for a file.
func (d *Decoder) Feed(p []byte, now time.Time) Batch { return d.FeedSurveyed(p, nil, now) }

// FeedSurveyed is Feed for bytes that were surveyed before, on another core
// perhaps. The survey is the decoder's until it returns.
func (d *Decoder) FeedSurveyed(p []byte, s *Survey, now time.Time) Batch {
	d.start(now)
	if len(p) > 0 {
		d.silence.Heard(now)
	}
	if d.opt.Unwrap {
		p = d.unwrap.Feed(p)
	}
	d.take(p, s)
	return d.finish()
}

// take reads the next bytes of the text.
func (d *Decoder) take(p []byte, s *Survey) {
	x := trigger.Piece{Bytes: p, Offset: d.offset, Lines: d.n}
	if s != nil && s.IsOf(len(p), d.offset) {
		x.Survey = s
	}
	for at := 0; at < len(p); {
		if len(d.partial) == 0 && !d.opt.Lines && len(d.opt.Trace) == 0 {
			if at = d.skip(&x, at); at == len(p) {
				break
			}
		}
		end := bytes.IndexByte(p[at:], '\n')
		if end < 0 {
			d.keepPartial(p[at:])
			break
		}
		d.behind = p[at+end+1:]
		d.takeLine(p[at : at+end+1])
		at += end + 1
	}
	d.behind = nil
}

// skip passes over the lines of the piece from at on in which nothing begins, and
// returns where the next one to be read does.
func (d *Decoder) skip(x *trigger.Piece, at int) int {
	if d.busy() || d.seq < report.FirstLines {
		return at
	}
	to, lines := d.quiet.Skip(x, at, d.boots)
	if to > at {
		d.offset += int64(to - at)
		d.recent.Skip(x.Bytes[at:to], lines-d.n, lines, d.offset)
		d.seq += lines - d.n
		d.n = lines
	}
	return to
}

// Idle tells the decoder that nothing came until now: what is complete by
// silence is closed. Call it a few times a second on a live line.
func (d *Decoder) Idle(now time.Time) Batch {
	d.start(now)
	d.studySilence(now)
	d.reports.Silence(now)
	d.afterReports()
	if !d.reports.Busy() {
		d.listen(now)
	}
	d.trouble.Silence(now)
	d.afterTrouble()
	return d.finish()
}

// Live tells the decoder that a recording was read to its end, and what comes from now
// on comes over the line: all its lines are in the batches, and came when they are fed.
func (d *Decoder) Live() { d.opt.Lines, d.opt.When = true, nil }

// Typed tells the decoder that a person sent bytes to the board. When a line
// was among them and nothing comes back, the console has stopped. Live lines only.
func (d *Decoder) Typed(p []byte, now time.Time) { d.silence.Typed(p, now) }

// Away tells the decoder that nothing can come for now: nobody waits for a word
// until something is heard again.
func (d *Decoder) Away() { d.silence.Away() }

// Gap tells the decoder that input was lost: the port was away for so long.
func (d *Decoder) Gap(length time.Duration, reason string, now time.Time) Batch {
	d.start(now)
	d.breakOff()
	d.giveUp()
	d.reports.Gap(length)
	d.afterReports()
	d.batch.Gaps = append(d.batch.Gaps, Gap{After: d.n, Length: length, Reason: reason})
	return d.finish()
}

// Skip tells the decoder that the next n bytes of the input are no text, and are not fed: a
// file on its way over the line. Nothing is lost by that, so that a report goes on behind
// them. An unfinished line in which nothing can be seen is no line either; see [Blank]. A
// reason is handed out as a gap of no length.
func (d *Decoder) Skip(n int64, reason string, now time.Time) Batch {
	d.start(now)
	if n > 0 {
		d.silence.Heard(now)
	}
	if Blank(d.partial) {
		d.partial = d.partial[:0]
	}
	d.breakOff()
	d.offset += max(n, 0)
	if reason != "" {
		d.batch.Gaps = append(d.batch.Gaps, Gap{After: d.n, Reason: reason})
	}
	return d.finish()
}

// Blank tells that nothing can be seen of an unfinished line: nothing but what sets a
// terminal back stands in it.
func Blank(partial []byte) bool {
	return len(partial) < printk.MaxLine && len(bytes.TrimSpace(printk.Scrub(nil, partial))) == 0
}

// breakOff ends the unfinished line: what comes next is no continuation of it.
func (d *Decoder) breakOff() {
	if len(d.partial) == 0 {
		return
	}
	raw := append([]byte(nil), d.partial...)
	d.partial = d.partial[:0]
	d.batch.Breaks = append(d.batch.Breaks, d.offset)
	d.line(raw, d.first, d.offset)
}

// Close tells the decoder that the input is over and returns what was open.
func (d *Decoder) Close() Batch {
	d.start(d.now)
	if d.opt.Unwrap {
		d.take(d.unwrap.Close(), nil)
	}
	if len(d.partial) > 0 {
		raw := d.partial
		d.partial = nil
		d.batch.Breaks = append(d.batch.Breaks, d.offset)
		d.line(raw, d.first, d.offset)
	}
	d.giveUp()
	d.reports.CloseAll()
	d.afterReports()
	d.trouble.Close()
	d.afterTrouble()
	d.endInside()
	d.batch.Heard = boot.LastStamped(d.recent.Before(d.n + 1))
	return d.finish()
}

func (d *Decoder) start(now time.Time) {
	d.now = now
	if all := d.opt.Numbers; all != nil {
		d.n, d.out.ids = all.lines, all.crashes
	}
	d.lines, d.cut = d.lines[:0], d.cut[:0]
	d.batch = Batch{}
}

func (d *Decoder) finish() Batch {
	d.recent.Settle()
	d.batch.Lines = d.lines
	d.batch.Partial = d.partial
	d.publish()
	if all := d.opt.Numbers; all != nil {
		all.lines, all.crashes = d.n, d.out.ids
	}
	return d.batch
}

// SetSender says who sends this input, where one line has several senders. The
// crashes and boots that are handed out from now on say it.
func (d *Decoder) SetSender(name string) { d.boots.Current().Sender = name }

// Busy reports whether a report is open: what comes next may belong to it.
func (d *Decoder) Busy() bool { return d.reports.Busy() || d.held.busy() }

// Rest returns the place that the input has come to, which is in front of an unfinished
// line; false while a report is open.
func (d *Decoder) Rest() (Rest, bool) {
	at := d.offset
	if len(d.partial) > 0 {
		at = d.first
	}
	return Rest{Lines: d.n, Bytes: at, Crashes: d.out.ids, Boot: *d.boots.Current()}, !d.Busy() && len(d.out.queue) == 0
}

// goOn has a new decoder begin at a place.
func (d *Decoder) goOn(r *Rest) {
	d.n, d.offset, d.first, d.out.ids = r.Lines, r.Bytes, r.Bytes, r.Crashes
	d.boots.GoOn(r.Boot, r.Lines >= r.Boot.First)
	if all := d.opt.Numbers; all != nil {
		all.lines, all.crashes = r.Lines, r.Crashes
	}
}
