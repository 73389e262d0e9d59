package compare

import (
	"cmp"
	"slices"

	"oopscope/parse/crash"
	"oopscope/parse/letter"
	"oopscope/parse/trouble"
)

// What is looked at before a crash, and what is called unusual of it.
const (
	linesBefore = 200
	minute      = 60e6 // microseconds
	fewBoots    = 4    // one in so many is rare, where there are as many
	fastLeast   = 5    // lines in a minute
	fastTimes   = 3    // as many as ever elsewhere
	mostUnusual = 12
	mostOfShape = 4096 // stamps that are held of one kind of line
)

// A Digest is what is kept of a boot to hold the lines before a crash against it. The
// zero value is an empty boot.
type Digest struct {
	shapes map[string]*habit
	Alike  bool // it ended in the same crash
}

// A habit is how one kind of line comes in a boot.
type habit struct {
	times  int
	most   int     // within a minute
	micros []int64 // of the last minute
}

// Add takes the next line of the boot in. Lines of reports are none that a boot says by
// habit.
func (d *Digest) Add(l *Line) {
	if l.OfReport || l.Text == "" {
		return
	}
	if d.shapes == nil {
		d.shapes = map[string]*habit{}
	}
	key := trouble.Shape(letter.Cut(l.Text, longest))
	h := d.shapes[key]
	if h == nil {
		if len(d.shapes) >= mostShapes {
			return
		}
		h = &habit{}
		d.shapes[key] = h
	}
	h.add(l.Micro)
}

// add counts a line. One without a stamp counts as one that comes with nothing else.
func (h *habit) add(micro int64) {
	h.times++
	h.most = max(h.most, 1)
	if micro < 0 {
		return
	}
	for len(h.micros) > 0 && (h.micros[0] < micro-minute || len(h.micros) >= mostOfShape) {
		h.micros = h.micros[1:]
	}
	h.micros = append(h.micros, micro)
	h.most = max(h.most, len(h.micros))
}

// Unusual tells what of the last lines before a crash other boots do not say, or not so
// often. Before are the lines of its boot up to the crash. Where no boot is known that
// went otherwise there is nothing to tell.
func Unusual(before []Line, others []*Digest) (list []crash.Unusual) {
	of := 0
	for _, d := range others {
		if !d.Alike {
			of++
		}
	}
	if of == 0 {
		return nil
	}
	var here Digest
	last := map[string]*Line{}
	for i := range before {
		here.Add(&before[i])
		if l := &before[i]; i >= len(before)-linesBefore && !l.OfReport && l.Text != "" {
			last[trouble.Shape(letter.Cut(l.Text, longest))] = l
		}
	}
	for key, l := range last {
		u := crash.Unusual{Line: l.N, Text: printable(l.Text), Of: of}
		if judge(&u, key, here.shapes[key].soon(before), others) {
			list = append(list, u)
		}
	}
	rank := []string{crash.LineNew, crash.LineFaster, crash.LineRarer}
	slices.SortFunc(list, func(a, b crash.Unusual) int {
		return cmp.Or(slices.Index(rank, a.Kind)-slices.Index(rank, b.Kind), cmp.Compare(b.Alike, a.Alike), cmp.Compare(b.Line, a.Line))
	})
	list = list[:min(len(list), mostUnusual)]
	slices.SortFunc(list, func(a, b crash.Unusual) int { return cmp.Compare(a.Line, b.Line) })
	return list
}

// soon is how many lines of a kind came in the minute before the last stamped line.
func (h *habit) soon(before []Line) (n int) {
	var end int64 = -1
	for i := len(before) - 1; i >= 0 && end < 0; i-- {
		end = before[i].Micro
	}
	for _, at := range h.micros {
		if at >= end-minute {
			n++
		}
	}
	return n
}

// judge says what is unusual of a kind of line that came so often just now, if anything.
func judge(u *crash.Unusual, key string, soon int, others []*Digest) bool {
	for _, d := range others {
		h := d.shapes[key]
		switch {
		case d.Alike && h != nil:
			u.Alike++
			fallthrough
		case d.Alike:
			u.OfAlike++
		case h != nil:
			u.Boots++
			u.There = max(u.There, h.most)
		}
	}
	u.Here = soon
	switch {
	case u.Boots == 0:
		u.Kind = crash.LineNew
	case soon >= fastLeast && soon >= fastTimes*u.There:
		u.Kind = crash.LineFaster
		return true
	case u.Of >= fewBoots && u.Boots*fewBoots <= u.Of:
		u.Kind = crash.LineRarer
	}
	u.Here, u.There = 0, 0
	return u.Kind != ""
}
