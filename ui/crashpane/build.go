package crashpane

import (
	"oopscope/parse"
	"oopscope/parse/triage"
)

// SetCrash shows a crash, or a newer snapshot of the same one, in which case the
// selection stays on the thing it stood on.
func (p *Pane) SetCrash(c *parse.Crash, f []triage.Finding, symbols string, symbolsOK bool, notes string) {
	same := c != nil && p.c != nil && c.ID == p.c.ID && c.First == p.c.First
	p.c, p.findings, p.symbols, p.symbolsOK, p.notes = c, f, symbols, symbolsOK, notes
	if !same {
		p.sel, p.top, p.items = 0, 0, nil
	}
	p.rebuild()
}

// SetSize gives the pane its cells.
func (p *Pane) SetSize(w, h int) {
	w, h = max(w, 0), max(h, 0)
	if w == p.w && h == p.h {
		return
	}
	p.w, p.h = w, h
	p.rebuild()
}

// rebuild lays the rows out anew and finds the selected thing among them again.
func (p *Pane) rebuild() {
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
func (p *Pane) find(was item) int {
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
func (p *Pane) build(b *rowBuilder) {
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

func (p *Pane) isOpen(s section) bool {
	if v, set := p.folds[s.id]; set {
		return v
	}
	return !s.folded
}
