package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/printk"
)

// sheet is what is known of a page when it is read.
type sheet struct {
	line, lines int   // number of the first line, and how many there are
	from, to    int64 // in the input
	breaks      []int64
	marks       []mark
	learnt      []*parse.Prefix
}

func (s *Scroll) sheet(page int) (sheet, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if page < 0 || page >= len(s.pages) {
		return sheet{}, false
	}
	start, next := s.pages[page], pageStart{line: s.lines + 1, at: s.end}
	if page+1 < len(s.pages) {
		next = s.pages[page+1]
	}
	x := sheet{line: start.line, lines: next.line - start.line, from: start.at, to: next.at - next.skipped, learnt: slices.Clip(s.learnt)}
	for _, b := range s.breaks {
		if b > start.at && b <= x.to {
			x.breaks = append(x.breaks, b)
		}
	}
	x.marks = slices.Clone(s.marksIn(start.line, next.line))
	return x, true
}

// ErrNotThere is the error of a page that the text does not hold, or not yet.
var ErrNotThere = errors.New("these lines are not in the record, or not yet")

// Read returns the whole lines of a page, as a decoder handed them out but for
// their boot and crash. There are fewer when the text does not hold them all. Of
// an endless line there is the beginning.
func (s *Scroll) Read(page int) (lines []parse.Line, err error) {
	x, ok := s.sheet(page)
	if !ok {
		return nil, ErrNotThere
	}
	p := pageReader{in: bufio.NewReaderSize(s.text.Section(x.from, x.to), printk.MaxLine), at: x.from, breaks: x.breaks}
	anew, came := parse.NewLineReader(x.learnt), s.text.Times(x.from)
	lines = make([]parse.Line, 0, x.lines)
	for len(lines) < x.lines {
		first := p.at
		raw, err := p.next()
		if err != nil && err != io.EOF {
			return lines, err
		}
		if p.at == first {
			break
		}
		place := first
		if s.placed {
			place, raw = cutPlace(raw)
		}
		l := anew.Read(raw)
		l.N, l.First, l.Last, l.Came = x.line+len(lines), place, place+p.at-first, came.At(first)
		lines = append(lines, l)
	}
	for _, m := range x.marks {
		if i := m.line() - x.line; i < len(lines) {
			lines[i].Mark = crash.Severity(m & 0xff)
		}
	}
	if len(lines) < x.lines {
		return lines, ErrNotThere
	}
	return lines, nil
}

// rawMost is how much of a page is returned as it is.
const rawMost = 1 << 20

// Raw appends the bytes of a page to dst. Whole is false when they are too many, or
// not all there.
func (s *Scroll) Raw(dst []byte, page int) (raw []byte, whole bool) {
	x, ok := s.sheet(page)
	if !ok || x.to-x.from > rawMost || s.placed {
		return dst, false
	}
	dst = slices.Grow(dst, int(x.to-x.from))
	n, err := io.ReadFull(s.text.Section(x.from, x.to), dst[len(dst):][:x.to-x.from])
	return dst[:len(dst)+n], err == nil
}

// pageReader parts a page into lines.
type pageReader struct {
	in     *bufio.Reader
	at     int64 // in the input
	breaks []int64
}

// next returns the next line, which is the caller's: its beginning when it is
// endless.
func (p *pageReader) next() (line []byte, err error) {
	stop := int64(-1) // how many bytes there are before the next break
	if len(p.breaks) > 0 {
		stop = p.breaks[0] - p.at
	}
	for {
		piece, err := p.peekLine(stop)
		p.at += int64(len(piece))
		if stop >= 0 {
			stop -= int64(len(piece))
		}
		over := err != nil || len(piece) > 0 && piece[len(piece)-1] == '\n' || stop == 0
		if line == nil && over {
			line = bytes.Clone(piece)
		} else {
			line = append(line, piece[:min(len(piece), printk.MaxLine-len(line))]...)
		}
		p.in.Discard(len(piece))
		if stop == 0 {
			p.breaks = p.breaks[1:]
		}
		if over {
			return line, err
		}
	}
}

// peekLine returns what is at hand of the line, up to its end, or so many bytes.
func (p *pageReader) peekLine(most int64) ([]byte, error) {
	if p.in.Buffered() == 0 {
		if _, err := p.in.Peek(1); err != nil {
			return nil, err
		}
	}
	b, _ := p.in.Peek(p.in.Buffered())
	if most >= 0 && int64(len(b)) > most {
		b = b[:most]
	}
	if end := bytes.IndexByte(b, '\n'); end >= 0 {
		b = b[:end+1]
	}
	return b, nil
}

// placeSize is how long the place in front of a line is.
const placeSize = 16

// Placed makes the scroll one of lines that stand behind one another in the text,
// but have their place elsewhere: see [AppendPlaced].
func (s *Scroll) Placed() *Scroll {
	s.placed = true
	return s
}

// AppendPlaced appends a line with its place in front, as a text of such holds it.
func AppendPlaced(dst []byte, place int64, raw []byte) []byte {
	hex := strconv.AppendInt(make([]byte, 0, placeSize), place, 16)
	dst = append(dst, "0000000000000000"[len(hex):]...)
	dst = append(append(dst, hex...), raw...)
	return append(dst, '\n')
}

func cutPlace(line []byte) (int64, []byte) {
	if len(line) < placeSize {
		return 0, line
	}
	place, _ := strconv.ParseInt(string(line[:placeSize]), 16, 64)
	return place, line[placeSize:]
}
