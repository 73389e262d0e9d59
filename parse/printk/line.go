package printk

import "oopscope/parse/ascii"

// A Reader reads the lines of one input. The zero value is ready.
type Reader struct {
	scratch []byte // a clean line
	record  bool   // the latest line is a record of /dev/kmsg, or of its dictionary
}

// A Line is a line of the console, read.
type Line struct {
	Raw    []byte // as it came, without the line end; the fragments of a record put together
	Clean  []byte // without terminal control and what was overwritten; valid until the next line is read
	Prefix Prefix // of Clean
	Text   int    // where in Raw the text begins
	Shape  string // the learnt prefix that was taken off behind the known one, "" none
	Aside  bool   // nothing the kernel says: the dictionary of a record

	joined bool // fragments were put together
}

// Read reads the next line, with its line end or without, into l.
func (r *Reader) Read(l *Line, raw []byte) {
	*l = Line{Raw: Trim(raw)}
	if l.joined = IsFragmented(l.Raw); l.joined {
		l.Raw = Join(nil, l.Raw)
	}
	if l.Clean = l.Raw; !ascii.IsPlain(l.Raw) {
		r.scratch = Clean(r.scratch[:0], l.Raw)
		l.Clean = r.scratch
	}
	l.Prefix = Read(l.Clean)
	if l.Text = l.Prefix.Text; len(l.Clean) != len(l.Raw) {
		l.Text = RawOffset(l.Raw, l.Text)
	}
	r.record = l.Prefix.Record || r.record && IsDictionary(l.Clean)
	l.Aside = r.record && !l.Prefix.Record
}

// Ahead makes the reader one that reads on where another stands, whose latest line
// stays as it is.
func (r *Reader) Ahead(of *Reader) { r.record = of.record }

// Split parts a line that is two: of two CPUs, or of two records when the end of
// the first was lost on the network. Of any other line it returns nil.
func (l *Line) Split() (first, second *Line) {
	text := l.Clean[l.Prefix.Text:]
	at := SecondStamp(text, 1)
	if at < 0 && l.joined {
		at = SecondRecord(text)
	}
	if at <= 0 || l.Prefix.Micro < 0 {
		return nil, nil
	}
	a, b := *l, *l
	a.Clean = l.Clean[:l.Prefix.Text+at]
	b.Prefix = Read(text[at:])
	b.Prefix.Text += l.Prefix.Text + at
	return &a, &b
}
