package parse

import (
	"bytes"
	"time"

	"oopscope/parse/crash"
	"oopscope/parse/decode"
	"oopscope/parse/printk"
)

// Options sets a decoder up.
type Options struct {
	// Lines asks for every line of the input in the batches. Without it (a
	// scan) only crashes, boots and gaps come back and quiet stretches are
	// skipped at memory speed.
	Lines bool
	// Live says that time passes between the calls: crashes may then close by
	// silence, and crashes carry host times.
	Live bool
	// When, for a capture that has an index of times, tells when the byte at an
	// offset of the input came; zero when that is not known. It is asked in
	// rising order, once a line. Without it the times passed to Feed count.
	When func(offset int64) time.Time
	// Numbers, when several inputs are shown as one, counts the lines and the
	// crashes of all of them. Their decoders must not be called at a time.
	Numbers *Numbers
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
	offset  int64     // bytes of the input consumed
	first   int64     // offset of the unfinished line
	came    time.Time // when the first byte of the line came that is being read
	partial []byte    // the unfinished line, at most maxLine of it

	block  int64  // one more than the block of the input in which the last line began
	survey Survey // of the piece being fed, when it came without one
	match  matcher

	lines   []Line // of the current batch
	held    []byte // copies of lines that were cut by the end of a chunk
	scratch []byte // the scrubbed line
	found   found
	joined  bool // the line was put together of a record's fragments
	record  bool // it is a record of /dev/kmsg, or of the dictionary of one

	typed  time.Time // when a line was typed that the board has not answered
	silent bool      // that it does not answer was reported

	desk  desk
	boots bootLog
	burst burstLog

	reader decode.Reader

	batch Batch
}

// New returns a decoder at the beginning of an input.
func New(o Options) *Decoder {
	d := &Decoder{opt: o, match: matcher{triggers: theTriggers()}}
	d.boots.begin(1, "first")
	d.desk.d = d
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
		d.heard()
	}
	x := piece{p: p, lines: d.n, survey: s}
	if s != nil && (s.offset != d.offset || s.size != len(p)) {
		x.survey = nil // of other bytes
	}
	for at := 0; at < len(p); {
		if len(d.partial) == 0 && !d.opt.Lines {
			if at = d.skipQuiet(&x, at); at == len(p) {
				break
			}
		}
		end := bytes.IndexByte(p[at:], '\n')
		if end < 0 {
			d.keepPartial(p[at:])
			break
		}
		d.takeLine(p[at : at+end+1])
		at += end + 1
	}
	return d.finish()
}

// Idle tells the decoder that nothing came until now: what is complete by
// silence is closed. Call it a few times a second on a live line.
func (d *Decoder) Idle(now time.Time) Batch {
	d.start(now)
	d.desk.silence(now)
	d.listen(now)
	d.burst.silence(d, now)
	return d.finish()
}

// Gap tells the decoder that input was lost: the port was away for so long.
func (d *Decoder) Gap(length time.Duration, reason string, now time.Time) Batch {
	d.start(now)
	if len(d.partial) > 0 { // what comes next is no continuation of it
		raw := append([]byte(nil), d.partial...)
		d.partial = d.partial[:0]
		d.line(raw, d.first, d.offset)
	}
	d.desk.gap(length)
	d.batch.Gaps = append(d.batch.Gaps, Gap{After: d.n, Length: length, Reason: reason})
	return d.finish()
}

// Close tells the decoder that the input is over and returns what was open.
func (d *Decoder) Close() Batch {
	d.start(d.now)
	if len(d.partial) > 0 {
		raw := d.partial
		d.partial = nil
		d.line(raw, d.first, d.offset)
	}
	d.desk.closeAll(closedByEnd)
	d.burst.close(d)
	return d.finish()
}

func (d *Decoder) start(now time.Time) {
	d.now = now
	if all := d.opt.Numbers; all != nil {
		d.n, d.desk.ids = all.lines, all.crashes
	}
	d.lines, d.held = d.lines[:0], d.held[:0]
	d.batch = Batch{}
}

func (d *Decoder) finish() Batch {
	d.desk.recent.settle()
	d.batch.Lines = d.lines
	d.batch.Partial = d.partial
	d.desk.publish()
	if all := d.opt.Numbers; all != nil {
		all.lines, all.crashes = d.n, d.desk.ids
	}
	return d.batch
}

// SetSender says who sends this input, where one line has several senders. The
// crashes and boots that are handed out from now on say it.
func (d *Decoder) SetSender(name string) { d.boots.current.Sender = name }

// Busy reports whether a report is open: what comes next may belong to it.
func (d *Decoder) Busy() bool { return d.desk.busy() }

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
		at := len(d.held)
		d.held = append(d.held, raw...)
		raw = d.held[at:len(d.held):len(d.held)]
	}
	d.partial = d.partial[:0]
	d.line(raw, d.first, d.offset)
}

// line handles one whole line.
func (d *Decoder) line(raw []byte, first, last int64) {
	if d.n++; d.n == 1 {
		d.boots.current.Seen = d.came
	}
	raw = printk.Trim(raw)
	if d.joined = printk.IsFragmented(raw); d.joined {
		at := len(d.held)
		d.held = printk.Join(d.held, raw)
		raw = d.held[at:len(d.held):len(d.held)]
	}
	clean := d.clean(raw)
	p := printk.Read(clean)
	l := Line{N: d.n, First: first, Last: last, Came: d.came, Raw: raw, Text: p.Text, Micro: p.Micro, Level: p.Level}
	if len(clean) != len(raw) {
		l.Text = printk.RawOffset(raw, p.Text)
	}
	if d.record = p.Record || d.record && printk.IsDictionary(clean); p.Record || !d.record {
		d.read(&l, clean, p)
	}
	if d.opt.Lines {
		l.Boot = d.boots.current.N
		d.lines = append(d.lines, l)
	}
}

// clean returns the line without terminal control and without what a carriage
// return overwrote; it is valid until the next call.
func (d *Decoder) clean(raw []byte) []byte {
	if printk.IsPlain(raw) {
		return raw
	}
	d.scratch = printk.Clean(d.scratch[:0], raw)
	return d.scratch
}

// read lets every part of the decoder see the line.
func (d *Decoder) read(l *Line, clean []byte, p printk.Prefix) {
	text := clean[p.Text:]
	boots := d.suggest(l.Raw, clean, p.Text)
	boots = d.sampled(l.First) || boots || d.found.some()
	busy := d.desk.busy() || d.burst.busy()
	if boots || busy {
		d.boots.line(d, l.N, text, p)
	}
	if d.found.some() || d.desk.busy() || d.burst.busy() || d.n <= headless {
		d.untangle(l, clean, p)
	}
	d.desk.recent.keep(l, clean, p)
}

// suggest finds the headers that may match the text of a line, and tells whether
// the line matters to the log of boots. A scan sees the raw bytes only: a literal
// that shows when they are cleaned counts if one stood there before.
func (d *Decoder) suggest(raw, clean []byte, text int) (boots bool) {
	var any, late bool
	if len(clean) == len(raw) {
		any, late = d.match.match(&d.found, clean, text)
	} else if any, late = d.match.match(&d.found, raw, len(raw)); any {
		d.match.match(&d.found, clean, text)
	}
	if any && !late && !d.boots.wantsEarly() {
		d.found.clear()
		return false
	}
	return any
}

// untangle examines a line, or the two in one: of two CPUs, or of two records
// when the end of the first was lost on the network.
func (d *Decoder) untangle(l *Line, clean []byte, p printk.Prefix) {
	text := clean[p.Text:]
	at := printk.SecondStamp(text, 1)
	if at < 0 && d.joined {
		at = printk.SecondRecord(text)
	}
	if at > 0 && p.Micro >= 0 {
		d.examine(l, clean[:p.Text+at], p)
		q := printk.Read(text[at:])
		q.Text += p.Text + at
		d.match.match(&d.found, clean, q.Text)
		d.examine(l, clean, q)
		return
	}
	d.examine(l, clean, p)
}

// examine offers one piece of text, with its prefix in front, to the desk where
// reports are open and to the log of driver trouble.
func (d *Decoder) examine(l *Line, clean []byte, p printk.Prefix) {
	raw := string(clean)
	e := entry{
		BodyLine: crash.BodyLine{N: l.N, Raw: raw, Text: raw[p.Text:], Micro: p.Micro, First: l.First, Last: l.Last},
		caller:   p.Caller, kernel: p.Kernel,
	}
	d.desk.line(l, e, d.found.headers)
	if l.Crash == 0 && !d.boots.replay.active {
		d.burst.line(d, l, e, &d.found)
	}
}
