package scrollback

import "slices"

// cacheBytes holds the pages that a tall terminal shows of a filtered log, each
// row from a page of its own.
const cacheBytes = 12 << 20

// A pageCache keeps the pages that were looked at last as rows.
type pageCache struct {
	open   map[int]*openPage
	here   *openPage // the one looked at just now
	bytes  int
	clock  int
	asked  []int // pages that are wanted, the latest last
	absent Line
}

type openPage struct {
	number, size, used int
	first              int // sequence number
	rows               []Line
}

// row returns a row of the page, nil when it has none such.
func (o *openPage) row(seq int) *Line {
	if o == nil || seq < o.first || seq >= o.first+len(o.rows) {
		return nil
	}
	return &o.rows[seq-o.first]
}

// row returns a row of a page that is in memory.
func (c *pageCache) row(page, seq int) *Line {
	o := c.open[page]
	r := o.row(seq)
	if r != nil {
		c.clock++
		o.used = c.clock
		c.here = o
	}
	return r
}

// maxAsked is more than a screen wants at once.
const maxAsked = 256

// want asks for a page. It returns false: the page is not here.
func (c *pageCache) want(page int) bool {
	if at := slices.Index(c.asked, page); at >= 0 {
		c.asked = slices.Delete(c.asked, at, at+1)
	}
	c.asked = append(c.asked, page)
	if len(c.asked) > maxAsked {
		c.asked = c.asked[1:]
	}
	return false
}

func (c *pageCache) wanted() []int {
	pages := c.asked
	c.asked = nil
	slices.Reverse(pages)
	return pages
}

// put keeps a page, in the place of one with fewer rows perhaps.
func (c *pageCache) put(page, first int, rows []Line) {
	if c.open == nil {
		c.open = map[int]*openPage{}
	}
	if was := c.open[page]; was != nil {
		c.forget(was)
	}
	c.clock++
	o := &openPage{number: page, used: c.clock, first: first, rows: rows}
	for i := range rows {
		o.size += rows[i].cost()
	}
	c.open[page] = o
	c.bytes += o.size
	for c.bytes > cacheBytes && len(c.open) > 1 {
		oldest := o
		for _, q := range c.open {
			if q != o && (oldest == o || q.used < oldest.used) {
				oldest = q
			}
		}
		c.forget(oldest)
	}
}

func (c *pageCache) forget(o *openPage) {
	delete(c.open, o.number)
	c.bytes -= o.size
	if c.here == o {
		c.here = nil
	}
}
