package ui

import (
	"oopscope/parse"
	"oopscope/parse/triage"
)

// crashPane is an expert's note on one kernel crash, most important first. It
// keeps every row it could draw, rebuilt only when the crash or its own size
// changes; drawing and moving touch the visible ones.
type crashPane struct {
	th      *Theme
	w, h    int
	focused bool

	c         *parse.Crash
	findings  []triage.Finding
	symbols   string
	symbolsOK bool
	notes     string

	folds  map[string]bool // what the person folded or unfolded, by section id
	titles map[string]string
	rows   []row
	items  []item
	sel    int // selected item
	top    int // first row of the window
}

// newCrashPane returns an empty pane.
func newCrashPane(th *Theme) *crashPane {
	return &crashPane{th: th, folds: map[string]bool{}, titles: map[string]string{}, symbolsOK: true}
}

// SetCrash shows a crash, or a newer snapshot of the same one, in which case the
// selection stays on the thing it stood on.
func (p *crashPane) SetCrash(c *parse.Crash, f []triage.Finding, symbols string, symbolsOK bool, notes string) {
	same := c != nil && p.c != nil && c.ID == p.c.ID && c.First == p.c.First
	p.c, p.findings, p.symbols, p.symbolsOK, p.notes = c, f, symbols, symbolsOK, notes
	if !same {
		p.sel, p.top, p.items = 0, 0, nil
	}
	p.rebuild()
}

// SetSize gives the pane its cells.
func (p *crashPane) SetSize(w, h int) {
	w, h = max(w, 0), max(h, 0)
	if w == p.w && h == p.h {
		return
	}
	p.w, p.h = w, h
	p.rebuild()
}

// SetFocused tells whether keys come here.
func (p *crashPane) SetFocused(b bool) { p.focused = b }

// rebuild lays the rows out anew and finds the selected thing among them again.
func (p *crashPane) rebuild() {
	var was item
	offset := 0
	if p.sel < len(p.items) {
		was = p.items[p.sel]
		offset = was.first - p.top
	}
	b := &rowBuilder{th: p.th, w: max(p.w-2, 1)} // a gutter left, the scroll bar right
	if p.c != nil {
		p.build(b)
	}
	p.rows, p.items = b.rows, b.items
	stay := p.top == 0 && p.sel == 0
	p.sel = p.find(was)
	if stay {
		p.sel, p.top = 0, 0
	} else if p.sel < len(p.items) {
		p.top = p.items[p.sel].first - offset
	}
	p.reveal()
}

// find returns the item that says what was said, or the nearest of its section.
func (p *crashPane) find(was item) int {
	near := 0
	for i, it := range p.items {
		if it.section != was.section {
			continue
		}
		if it.key == was.key {
			return i
		}
		if near == 0 {
			near = i // the section's header
		}
	}
	return near
}

// build writes the sections in their order.
func (p *crashPane) build(b *rowBuilder) {
	clear(p.titles)
	for _, s := range p.sections() {
		b.enter(s.id)
		p.titles[s.id] = s.title
		open := p.isOpen(s)
		if s.id != headSection {
			b.blank()
			p.header(b, s, open)
		}
		if open || s.digest {
			s.body(b, open)
		}
	}
}

func (p *crashPane) isOpen(s section) bool {
	if v, set := p.folds[s.id]; set {
		return v
	}
	return !s.folded
}

// Up moves to the item before, or scrolls within one taller than the pane.
func (p *crashPane) Up() {
	if p.sel >= len(p.items) {
		return
	}
	if first := p.items[p.sel].first; first < p.firstShown() {
		p.scrollTo(p.top - max(p.h-2, 1))
		return
	}
	p.sel = max(p.sel-1, 0)
	p.reveal()
	if it := p.items[p.sel]; it.last-it.first >= p.h { // come into a tall one from below
		p.scrollTo(it.last - p.h + 1)
	}
}

// Down moves to the next item, or scrolls within one taller than the pane.
func (p *crashPane) Down() {
	if p.sel >= len(p.items) {
		return
	}
	if last := p.items[p.sel].last; last > p.top+p.h-1 && p.h > 0 {
		p.scrollTo(min(p.top+max(p.h-2, 1), max(last-p.h+1, p.top+1)))
		return
	}
	p.sel = min(p.sel+1, len(p.items)-1)
	p.reveal()
}

// PageUp moves a pane's height back.
func (p *crashPane) PageUp() { p.page(-1) }

// PageDown moves a pane's height on.
func (p *crashPane) PageDown() { p.page(1) }

func (p *crashPane) page(dir int) {
	was := p.top
	p.scrollTo(p.top + dir*max(p.h-2, 1))
	if p.top == was { // at an end: the selection goes there too
		if dir < 0 {
			p.Top()
		} else {
			p.Bottom()
		}
		return
	}
	p.selectShown()
}

// Scroll moves the window by n rows, as a wheel does.
func (p *crashPane) Scroll(n int) {
	p.scrollTo(p.top + n)
	if p.sel < len(p.items) {
		it := p.items[p.sel]
		if it.last < p.firstShown() || it.first > p.top+p.h-1 {
			p.selectShown()
		}
	}
}

// Top moves to the first item.
func (p *crashPane) Top() { p.sel, p.top = 0, 0 }

// Bottom moves to the last item.
func (p *crashPane) Bottom() {
	p.sel = max(len(p.items)-1, 0)
	p.scrollTo(len(p.rows))
}

// NextSection moves to the head of the next section.
func (p *crashPane) NextSection() {
	for i := p.sel + 1; i < len(p.items); i++ {
		if p.items[i].section != p.items[p.sel].section {
			p.jump(i)
			return
		}
	}
}

// PrevSection moves to the head of this section, or of the one before.
func (p *crashPane) PrevSection() {
	for i := min(p.sel, len(p.items)) - 1; i >= 0; i-- {
		if i == 0 || p.items[i-1].section != p.items[i].section {
			p.jump(i)
			return
		}
	}
}

// jump selects an item and brings it near the top of the pane, so that what
// follows it can be read.
func (p *crashPane) jump(i int) {
	p.sel = i
	if i == 0 {
		p.top = 0
		return
	}
	p.scrollTo(p.items[i].first - 1)
	p.reveal()
}

// Toggle folds or unfolds the section the selection is in.
func (p *crashPane) Toggle() {
	if p.sel >= len(p.items) || p.items[p.sel].section == headSection {
		return
	}
	id := p.items[p.sel].section
	for _, s := range p.sections() {
		if s.id == id {
			p.folds[id] = !p.isOpen(s)
		}
	}
	p.rebuild()
}

// Click selects what is drawn in row y of the pane and tells whether there is
// anything.
func (p *crashPane) Click(y int) bool {
	at := p.top + y
	if y < 0 || y >= p.h || at >= len(p.rows) || at < p.firstShown() || p.rows[at].item < 0 {
		return false
	}
	p.sel = p.rows[at].item
	return true
}

// Target returns the console line that proves the selected row.
func (p *crashPane) Target() (line int, ok bool) {
	if p.sel >= len(p.items) {
		return 0, false
	}
	t := p.items[p.sel].target
	return t, t > 0
}

// Section returns the title of the section the selection is in.
func (p *crashPane) Section() string {
	if p.sel >= len(p.items) {
		return ""
	}
	return p.titles[p.items[p.sel].section]
}

// AtHeader tells whether the selection is on the header of a section.
func (p *crashPane) AtHeader() bool {
	return p.sel < len(p.items) && p.rows[p.items[p.sel].first].header
}

// firstShown is the first row that is not covered: once the pane is scrolled its
// uppermost row says which crash and section this is.
func (p *crashPane) firstShown() int {
	if p.top > 0 && p.sticky() {
		return p.top + 1
	}
	return p.top
}

func (p *crashPane) sticky() bool { return p.h >= 5 }

func (p *crashPane) scrollTo(top int) { p.top = clamp(top, 0, max(len(p.rows)-p.h, 0)) }

// selectShown moves the selection to the first item in the window.
func (p *crashPane) selectShown() {
	for i, it := range p.items {
		if it.first >= p.firstShown() || i == len(p.items)-1 {
			p.sel = i
			return
		}
	}
}

// reveal scrolls as little as needed to show the selected item, its beginning
// before its end.
func (p *crashPane) reveal() {
	p.sel = clamp(p.sel, 0, max(len(p.items)-1, 0))
	if p.sel >= len(p.items) {
		p.top = 0
		return
	}
	it := p.items[p.sel]
	top := max(p.top, it.last-p.h+1)
	covered := 0
	if p.sticky() {
		covered = 1
	}
	if it.first-covered < top {
		top = it.first - covered
	}
	if p.sel == 0 {
		top = 0
	}
	p.scrollTo(top)
}
