package parse

import "oopscope/parse/printk"

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
	if d.n++; d.seq == 0 {
		d.boots.Current().Seen = d.came
	}
	x := d.printk.Read(raw)
	l := Line{N: d.n, First: first, Last: last, Came: d.came, Raw: x.Raw, Text: x.Text, Micro: x.Prefix.Micro, Level: x.Prefix.Level}
	wanted := d.wanted()
	if wanted {
		d.beginTrace(&l, x.Prefix)
	}
	if !x.Aside {
		d.seq++
		d.read(&l, &x)
	}
	if wanted {
		d.endTrace(&l)
	}
	if d.opt.Lines {
		l.Boot = d.boots.Current().N
		d.lines = append(d.lines, l)
	}
}
