package ui

import (
	"oopscope/parse"
	"oopscope/parse/triage"
	"oopscope/ui/theme"
)

// crashPane is an expert's note on one kernel crash, most important first. It
// keeps every row it could draw, rebuilt only when the crash or its own size
// changes; drawing and moving touch the visible ones.
type crashPane struct {
	th      *theme.Theme
	w, h    int
	focused bool

	c         *parse.Crash
	findings  []triage.Finding
	symbols   string
	symbolsOK bool
	notes     string
	nameOf    func(id int) string // what a crash is called in the list

	folds  map[string]bool // what the person folded or unfolded, by section id
	titles map[string]string
	rows   []row
	items  []item
	sel    int // selected item
	top    int // first row of the window
}

// newCrashPane returns an empty pane. It asks nameOf for what a crash is called in
// the list.
func newCrashPane(th *theme.Theme, nameOf func(id int) string) *crashPane {
	return &crashPane{th: th, folds: map[string]bool{}, titles: map[string]string{}, symbolsOK: true, nameOf: nameOf}
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
		rows, items := len(b.rows), len(b.items)
		if s.id != headSection {
			b.blank()
			p.header(b, s, open)
		}
		if open || s.digest {
			s.body(b, open)
			if s.id != headSection && len(b.items) == items+1 { // a header over nothing
				b.rows, b.items = b.rows[:rows], b.items[:items]
			}
		}
	}
}

func (p *crashPane) isOpen(s section) bool {
	if v, set := p.folds[s.id]; set {
		return v
	}
	return !s.folded
}

// Target returns the console line that proves the selected row.
func (p *crashPane) Target() (line int, ok bool) {
	if p.sel >= len(p.items) {
		return 0, false
	}
	t := p.items[p.sel].target
	return t, t > 0
}
