package scrollback

import (
	"encoding/binary"

	"github.com/klauspost/compress/s2"
)

// A page is a run of rows of the log, packed: kernels repeat themselves.
type page struct {
	bytes   []byte
	at      int64 // offset of the first row's first byte in the input
	last    int   // line number of the last row
	trouble bool  // holds a row that is bad news by itself
	noise   bool  // holds what cannot be packed
}

// weight is what a page counts of what the ring may hold.
func (p *page) weight() int {
	if p.noise {
		return noiseWeight * len(p.bytes)
	}
	return len(p.bytes)
}

// packPage packs rows: their numbers first, then their texts. It uses plain for
// its work and gives it back.
func packPage(rows []Line, plain []byte) (page, []byte) {
	p := page{at: rows[0].At, last: rows[len(rows)-1].N}
	n, end, micro, came := 0, p.at, int64(0), int64(0)
	for i := range rows {
		r := &rows[i]
		p.trouble = p.trouble || r.Troubled()
		plain = binary.AppendVarint(plain, int64(r.N-n))
		plain = binary.AppendVarint(plain, r.At-end) // nearly always the length of a line end
		plain = binary.AppendVarint(plain, r.Micro-micro)
		plain = binary.AppendVarint(plain, r.Came-came) // 0 in all that came at once
		plain = binary.AppendUvarint(plain, uint64(len(r.Text)))
		plain = binary.AppendUvarint(plain, uint64(r.Off))
		plain = binary.AppendUvarint(plain, uint64(r.Cut))
		odd := byte(0)
		if r.odd {
			odd = 1
		}
		plain = append(plain, byte(r.Level), byte(r.Mark), odd)
		n, end, micro, came = r.N, r.At+int64(len(r.Text)), r.Micro, r.Came
	}
	for i := range rows {
		plain = append(plain, rows[i].Text...)
	}
	packed := s2.Encode(nil, plain)
	p.noise = len(packed) > len(plain)*7/8
	p.bytes = append(make([]byte, 0, len(packed)), packed...)
	return p, plain
}

// unpack is the inverse of packPage, and says how many bytes the rows take.
func (p *page) unpack() (rows []Line, size int) {
	plain, err := s2.Decode(nil, p.bytes)
	if err != nil { // our own bytes: cannot be, and is no reason to end
		return make([]Line, pageRows), 0
	}
	size = len(plain)
	rows = make([]Line, pageRows)
	lengths := [pageRows]int{}
	n, end, micro, came := 0, p.at, int64(0), int64(0)
	signed := func() int64 {
		v, used := binary.Varint(plain)
		plain = plain[used:]
		return v
	}
	unsigned := func() int {
		v, used := binary.Uvarint(plain)
		plain = plain[used:]
		return int(v)
	}
	for i := range rows {
		n += int(signed())
		end += signed()
		micro += signed()
		came += signed()
		lengths[i] = unsigned()
		rows[i] = Line{N: n, At: end, Came: came, Micro: micro, Off: int32(unsigned()), Cut: int32(unsigned())}
		rows[i].Level, rows[i].Mark, rows[i].odd = int8(plain[0]), int8(plain[1]), plain[2] != 0
		plain = plain[3:]
		end += int64(lengths[i])
	}
	text := string(plain)
	for i := range rows {
		rows[i].Text, text = text[:lengths[i]], text[lengths[i]:]
	}
	return rows, size
}

// cacheBytes holds the pages that a tall terminal shows of a filtered log, each
// row from a page of its own.
const cacheBytes = 12 << 20

// A pageCache keeps the pages that were looked at last as rows.
type pageCache struct {
	open  map[int]*openPage
	here  *openPage // the one looked at just now
	bytes int
	clock int
}

type openPage struct {
	number, size, used int
	rows               []Line
}

// rows returns the rows of a page.
func (c *pageCache) rows(number int, p *page) []Line {
	if c.here != nil && c.here.number == number {
		return c.here.rows
	}
	c.clock++
	o := c.open[number]
	if o == nil {
		o = &openPage{number: number}
		o.rows, o.size = p.unpack()
		o.size += pageRows * 64
		c.keep(o)
	}
	o.used = c.clock
	c.here = o
	return o.rows
}

// drop forgets a page that is gone.
func (c *pageCache) drop(number int) {
	if o := c.open[number]; o != nil {
		c.bytes -= o.size
		delete(c.open, number)
		if c.here == o {
			c.here = nil
		}
	}
}

func (c *pageCache) keep(o *openPage) {
	if c.open == nil {
		c.open = map[int]*openPage{}
	}
	c.open[o.number] = o
	c.bytes += o.size
	for c.bytes > cacheBytes && len(c.open) > 1 {
		oldest := o
		for _, q := range c.open {
			if q != o && (oldest == o || q.used < oldest.used) {
				oldest = q
			}
		}
		delete(c.open, oldest.number)
		c.bytes -= oldest.size
	}
}
