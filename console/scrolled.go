package console

import (
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/unwrap"
)

// What a session brought is read back from where it lies: a capture from itself, a
// live line from its record. What is in no file, because it was unpacked, comes from
// several boards, or is not to be recorded, goes to a spool, which has no name.

// Shown lines of a capture that is read faster than anybody could see.
const (
	tailEvery = frame
	tailLines = 200
	tailMost  = 1024 // at the end
)

// scrolled is a session whose lines are read back.
type scrolled struct {
	*record.Scroll
	file   *record.File      // of a capture that is read where it lies
	spool  *record.Record    // of what is in no file
	placed bool              // the spool holds lines of several boards
	unwrap *unwrap.Unwrapper // before the spool
	past   *record.Followed  // of a line that another process owns
	ahead  bool              // the scroll knows of what comes before it is decoded
	shown  time.Time         // when the tail was handed out last
	buf    []byte
}

// newScrolled begins to make a session's lines readable: those of a plain capture by its
// name, those of a record that can be read back, through the maps that came has, or what
// is spooled. Wrapped is text that is to be taken out of something first, and placed is
// lines of several boards.
func newScrolled(capture string, rec *record.Record, came *mapped, wrapped, placed, live bool) (b scrolled, err error) {
	switch {
	case capture != "":
		if b.file, err = record.OpenFile(capture); err == nil {
			b.Scroll = record.NewScroll(b.file)
		}
		return b, err
	case rec.Readable() && !wrapped && !placed:
		came.Text = rec
		b.Scroll = record.NewScroll(came)
		return b, nil
	}
	if b.spool, err = record.Spool(live); err != nil {
		return b, err
	}
	b.Scroll = record.NewScroll(b.spool)
	if b.placed = placed; placed {
		b.Scroll.Placed()
	}
	if wrapped {
		b.unwrap = &unwrap.Unwrapper{}
	}
	return b, nil
}

// keep makes what came readable, and returns the text in it.
func (b *scrolled) keep(p []byte, now time.Time) []byte {
	if b.unwrap != nil {
		p = b.unwrap.Feed(p)
	}
	if b.Scroll == nil || b.placed || b.ahead {
		return p
	}
	if b.spool != nil {
		b.spool.Write(p, now)
	}
	b.Grow(p)
	return p
}

// skip tells that bytes which came are in no line. A spool has none of them.
func (b *scrolled) skip(n int64, dropped int, now time.Time) {
	if b.Scroll == nil || b.placed || b.ahead {
		return
	}
	if b.spool != nil { // whose offsets are those of the line
		for left := n; left > 0; left -= int64(len(nothing)) {
			b.spool.Write(nothing[:min(left, int64(len(nothing)))], now)
		}
	}
	b.Skip(n, dropped)
}

// behind is where what the lines are made of ends, once n more bytes came that are in none.
func (b *scrolled) behind(n int64) int64 {
	switch {
	case b.Scroll == nil:
		return 0
	case b.placed || b.ahead:
		return b.End()
	}
	return b.End() + n
}

// nothing stands for bytes that nobody reads.
var nothing [64 << 10]byte

// keepLines is keep for lines of several boards, as they are shown.
func (b *scrolled) keepLines(lines []parse.Line) {
	if !b.placed || b.Scroll == nil {
		return
	}
	for i := range lines {
		b.buf = record.AppendPlaced(b.buf[:0], lines[i].First, lines[i].Raw)
		b.spool.Write(b.buf, lines[i].Came)
		b.Grow(b.buf)
	}
}

// told takes in what a decoder says of lines.
func (b *scrolled) told(batch *parse.Batch) {
	if b.Scroll != nil {
		b.Mark(batch.Marks)
	}
}

// broken tells that the unfinished line will not go on.
func (b *scrolled) broken() {
	if b.Scroll != nil && !b.placed && !b.ahead {
		b.Break()
	}
}

// rest is the text that was held back in the last bytes.
func (b *scrolled) rest(now time.Time) []byte {
	if b.unwrap == nil {
		return nil
	}
	u := b.unwrap
	b.unwrap = nil
	return b.keep(u.Close(), now)
}

// tell says of a link what keeps its lines from being read back, unless its record has
// worse to tell.
func (b *scrolled) tell(l *link.Link) {
	if b.spool == nil || l.Trouble != "" {
		return
	}
	if kind, words := b.spool.Trouble(); kind != record.Complete {
		words = strings.TrimPrefix(words, "not recording: ")
		l.Ailment, l.Trouble = "spool "+string(kind), "lines that came before cannot all be looked at, their temporary file fails: "+words
	}
}

func (b *scrolled) close() {
	if b.file != nil {
		b.file.Close()
	}
	if b.spool != nil {
		b.spool.Close()
	}
	if b.past != nil {
		b.past.Close()
	}
}

// skims tells that lines are passed over in which nothing stands.
func (b *scrolled) skims() bool { return b.Scroll != nil && b.file != nil }

// tail returns the last lines so far, so many at least where there are as many.
func (b *scrolled) tail(least int) (lines []parse.Line) {
	for end := b.Lines() + 1; end > 1 && len(lines) < least; {
		page, first, _ := b.Page(end - 1)
		more, err := b.Read(page)
		if err != nil || len(more) == 0 {
			return lines
		}
		lines, end = append(more[:end-first:end-first], lines...), first
	}
	return lines[max(0, len(lines)-least):]
}
