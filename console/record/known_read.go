package record

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"io"
	"slices"
	"sort"

	"oopscope/console/files"
	"oopscope/parse"
	"oopscope/parse/crash"
)

// ReadIndex returns what the line index of a record tells: what of it is in no line, as far as
// the index is whole, and what is known up to a place at or before an offset; nil when nothing
// is, or not from its beginning.
func ReadIndex(path string, most int64) (Skips, *Known) {
	r, err := readIndex(path, knownReader{most: most})
	k := r.known()
	if err != io.EOF && err != errTorn {
		k = nil
	}
	switch {
	case k == nil && len(r.all.skips) == 0:
		return nil, nil
	case r.isOf(path):
		return r.all.skips, k
	case r.proven.to == 0: // it is too young to prove anything, or to tell otherwise
		return r.all.skips, nil
	}
	return nil, nil
}

// FirstSkips returns what of a record is in no line, of its first bytes.
func FirstSkips(path string, most int64) Skips {
	r, _ := readIndex(path, knownReader{enough: most + 2*blockBytes})
	return r.all.skips
}

// ReadSkips returns what of a record is in no line, as far as its line index is whole; none
// for one without, or for an index that is another record's.
func ReadSkips(path string) Skips {
	list, _ := ReadIndex(path, 0)
	return list
}

// readIndex reads the line index of a record; the error says how it ended.
func readIndex(path string, r knownReader) (*knownReader, error) {
	r.last = pageStart{line: 1}
	f, err := files.Open(path + linesEnd)
	if err != nil {
		return &r, err
	}
	defer f.Close()
	if err := readMagic(f); err != nil {
		return &r, err
	}
	in := &items{in: bufio.NewReaderSize(f, 256<<10)}
	for {
		kind, holds, err := in.next()
		switch {
		case err != nil:
		case kind == blockItem:
			err = r.block(holds)
		case kind == knownItem:
			err = r.take(holds)
		case kind == skipsItem:
			err = r.all.skips.take(holds)
		}
		if err == nil && r.enough > 0 && r.proven.to >= r.enough {
			err = io.EOF
		}
		if err != nil {
			return &r, err
		}
	}
}

// knownReader collects what items tell.
type knownReader struct {
	all, whole Known // as it was at the last rest
	last       pageStart
	pages      []pageStart
	most       int64
	enough     int64 // bytes of the record that are asked about, 0 for all
	proven     block // the last stretch
}

// isOf tells whether the last stretch that is proven is in the record.
func (r *knownReader) isOf(path string) bool {
	raw, err := files.OpenJoined(path)
	if err != nil || r.proven.to == 0 {
		return false
	}
	defer raw.Close()
	p := make([]byte, r.proven.to-r.proven.from)
	_, err = raw.ReadAt(p, r.proven.from)
	return err == nil && sha256.Sum256(p) == r.proven.bytes
}

// block takes in where the lines of a stretch begin.
func (r *knownReader) block(holds []byte) error {
	var b block
	if err := b.read(holds); err != nil {
		return err
	}
	if b.from != r.proven.to {
		return errBroken
	}
	r.proven = b
	if b.at < b.to && b.at-r.last.at >= pageBytes && int(b.line) > r.last.line {
		r.last = pageStart{line: int(b.line), at: b.at}
		r.pages = append(r.pages, r.last)
	}
	return nil
}

// take takes in what was found.
func (r *knownReader) take(holds []byte) error {
	var j knownJSON
	if err := json.Unmarshal(holds, &j); err != nil {
		return err
	}
	for i := range j.Crashes {
		c, ok := j.Crashes[i].crash()
		if !ok || len(r.all.Brief) >= crashesMost {
			return errBroken
		}
		r.all.Brief = append(r.all.Brief, c.Pack())
	}
	for i := 0; i+1 < len(j.Marks); i += 2 {
		r.all.Marks = append(r.all.Marks, parse.LineMark{N: j.Marks[i], Mark: crash.Severity(j.Marks[i+1] & 0xff)})
	}
	r.boots(j.Boots)
	r.all.Breaks = append(r.all.Breaks, j.Breaks...)
	for _, rest := range append(j.Rests, j.Behind...) {
		if rest.Hidden == r.all.skips.Before(rest.Bytes) && rest.Bytes > 0 && rest.Bytes <= r.most && rest.Lines >= 0 && rest.Crashes >= 0 {
			r.all.Rest = &parse.Rest{Lines: rest.Lines, Bytes: rest.Bytes, Crashes: rest.Crashes, Boot: crash.Boot{N: rest.Boot}}
			r.whole = r.all
			r.whole.skips = slices.Clone(r.all.skips) // the last of them may yet go on
		}
	}
	return nil
}

// boots takes boots in, with what many of them say held once. Of very many those are left that a
// crash happened in, and those behind them.
func (r *knownReader) boots(list []crash.Boot) {
	for i := range list {
		packed := list[i].Pack()
		r.all.Boots = append(r.all.Boots, packed.Boot())
	}
	if len(r.all.Boots) < bootsMost {
		return
	}
	crashed := map[int]bool{}
	for i := range r.all.Brief {
		_, n := r.all.Brief[i].Boot()
		crashed[n], crashed[n+1] = true, true
	}
	last := r.all.Boots[len(r.all.Boots)-bootsMost/4].N
	r.all.Boots = slices.DeleteFunc(slices.Clone(r.all.Boots), func(b crash.Boot) bool { return b.N < last && !crashed[b.N] })
}

const bootsMost = 1 << 14

// known returns what was known at the last rest: of each crash and boot the newest, in order.
func (r *knownReader) known() *Known {
	k := r.whole
	if k.Rest == nil {
		return nil
	}
	rest := k.Rest
	k.Brief = newest(k.Brief, func(c crash.Packed) int { return c.ID() })
	k.Brief = slices.DeleteFunc(k.Brief, func(c crash.Packed) bool {
		_, end := c.Bytes()
		return end > rest.Bytes || c.ID() > rest.Crashes
	})
	k.Boots = newest(k.Boots, func(b crash.Boot) int { return b.N })
	k.Boots = slices.DeleteFunc(k.Boots, func(b crash.Boot) bool { return b.First > rest.Lines+1 })
	at := slices.IndexFunc(k.Boots, func(b crash.Boot) bool { return b.N == rest.Boot.N })
	switch {
	case at >= 0:
		rest.Boot = k.Boots[at]
	case rest.Boot.N == 1: // which nothing told of as yet
		rest.Boot = crash.Boot{N: 1, First: 1, How: "first"}
	default:
		return nil
	}
	slices.Sort(k.Breaks)
	if !k.lay(r.pages) {
		return nil
	}
	return &k
}

// lay lays out the pages up to the rest, of which those are known that begin behind many bytes,
// as line ends are counted. False when what is said of them makes no sense.
func (k *Known) lay(known []pageStart) bool {
	fewer := 0 // lines, by the ends that are in none
	for next := k.skips; ; next = next[1:] {
		until := k.Rest.Bytes
		if len(next) > 0 {
			until = min(until, next[0].From-1) // a page that begins there has no line
		}
		for len(known) > 0 && known[0].at <= until {
			p := known[0]
			p.line += sort.Search(len(k.Breaks), func(i int) bool { return k.Breaks[i] > p.at }) - fewer
			k.pages, known = append(k.pages, p), known[1:]
		}
		if len(next) == 0 || next[0].To > k.Rest.Bytes {
			break
		}
		s := next[0]
		for len(known) > 0 && known[0].at <= s.To {
			known = known[1:]
		}
		if s.Line < 1 {
			return false
		}
		fewer += s.Ends
		k.pages = append(k.pages, pageStart{s.Line, s.To, s.To - s.From})
	}
	line := 1
	for _, p := range k.pages {
		if len(k.skips) > 0 && (p.line < line || p.line > k.Rest.Lines+1) {
			return false
		}
		line = p.line
	}
	return true
}
