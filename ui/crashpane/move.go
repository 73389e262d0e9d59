package crashpane

import "strings"

// Moving over the note: the selection stands on an item, the window on rows.

// Up moves to the item before, or scrolls within one taller than the pane.
func (p *Pane) Up() {
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
func (p *Pane) Down() {
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
func (p *Pane) PageUp() { p.page(-1) }

// PageDown moves a pane's height on.
func (p *Pane) PageDown() { p.page(1) }

func (p *Pane) page(dir int) {
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
func (p *Pane) Scroll(n int) {
	p.scrollTo(p.top + n)
	if p.sel < len(p.items) {
		it := p.items[p.sel]
		if it.last < p.firstShown() || it.first > p.top+p.h-1 {
			p.selectShown()
		}
	}
}

// Top moves to the first item.
func (p *Pane) Top() { p.sel, p.top = 0, 0 }

// Bottom moves to the last item.
func (p *Pane) Bottom() {
	p.sel = max(len(p.items)-1, 0)
	p.scrollTo(len(p.rows))
}

// NextSection moves to the head of the next section.
func (p *Pane) NextSection() {
	for i := p.sel + 1; i < len(p.items); i++ {
		if p.items[i].section != p.items[p.sel].section {
			p.jump(i)
			return
		}
	}
}

// PrevSection moves to the head of this section, or of the one before.
func (p *Pane) PrevSection() {
	for i := min(p.sel, len(p.items)) - 1; i >= 0; i-- {
		if i == 0 || p.items[i-1].section != p.items[i].section {
			p.jump(i)
			return
		}
	}
}

// jump selects an item and brings it near the top of the pane, so that what
// follows it can be read.
func (p *Pane) jump(i int) {
	p.sel = i
	if i == 0 {
		p.top = 0
		return
	}
	p.scrollTo(p.items[i].first - 1)
	p.reveal()
}

// written are the sections of the pane by those of a written report that tell the
// same (export.Sections); the others have their names there, too.
var written = map[string]string{
	headSection: "summary", "signature": "summary", "said": "notes", "facts": "details", "fault": "details", "words": "raw", "modules": "environment",
}

// Section names the section of a written report that the selection is in.
func (p *Pane) Section() string {
	if p.sel >= len(p.items) {
		return "summary"
	}
	id := p.items[p.sel].section
	switch {
	case written[id] != "":
		return written[id]
	case strings.HasPrefix(id, "stack"):
		return "stacks"
	}
	return id
}

// Toggle folds or unfolds the section the selection is in.
func (p *Pane) Toggle() {
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
func (p *Pane) Click(y int) bool {
	at := p.top + y
	if y < 0 || y >= p.h || at >= len(p.rows) || at < p.firstShown() || p.rows[at].item < 0 {
		return false
	}
	p.sel = p.rows[at].item
	return true
}

// firstShown is the first row that is not covered: once the pane is scrolled its
// uppermost row says which crash and section this is.
func (p *Pane) firstShown() int {
	if p.top > 0 && p.sticky() {
		return p.top + 1
	}
	return p.top
}

func (p *Pane) sticky() bool { return p.h >= 5 }

func (p *Pane) scrollTo(top int) { p.top = clamp(top, 0, max(len(p.rows)-p.h, 0)) }

// selectShown moves the selection to the first item in the window.
func (p *Pane) selectShown() {
	for i, it := range p.items {
		if it.first >= p.firstShown() || i == len(p.items)-1 {
			p.sel = i
			return
		}
	}
}

// reveal scrolls as little as needed to show the selected item, its beginning
// before its end.
func (p *Pane) reveal() {
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

// Len returns how many rows there are, seen or not.
func (p *Pane) Len() int { return len(p.rows) }

// Height returns how many rows are seen.
func (p *Pane) Height() int { return p.h }
