package ui

import "oopscope/ui/theme"

// A rect is a place on the screen, in cells.
type rect struct{ x, y, w, h int }

func (r rect) shown() bool { return r.w > 0 && r.h > 0 }

func (r rect) has(x, y int) bool {
	return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h
}

// inner is the place below a pane's title.
func (r rect) inner() rect {
	if r.h < 1 {
		return rect{}
	}
	return rect{r.x, r.y + 1, r.w, r.h - 1}
}

// A layout says where everything is. Panes include their title row; a pane
// that is not on the screen has an empty rect.
type layout struct {
	tooSmall       bool
	beside         bool // the panes share rows, with a column between them
	body           rect
	log, crash     rect
	status, prompt int // rows
}

// wants is what decides the layout besides the size.
type wants struct {
	crash   bool // the crash pane is open
	onCrash bool // and has the focus
	zoom    bool // only the pane with the focus
	share   int  // percent of the screen the crash pane gets
}

// arrange places the panes: side by side on a wide screen, the crash below the
// log on a narrower one, and one at a time where both would be unreadable.
func arrange(w, h int, want wants) layout {
	if w < theme.MinWidth || h < theme.MinHeight {
		return layout{tooSmall: true}
	}
	l := layout{body: rect{0, 0, w, h - 2}, status: h - 2, prompt: h - 1}
	l.log = l.body
	switch {
	case !want.crash:
	case want.zoom || w < 60 || w < 110 && l.body.h < 14:
		if want.onCrash {
			l.log, l.crash = rect{}, l.body
		}
	case w >= 110:
		l.beside = true
		cw := w * want.share / 100
		if want.share <= 50 {
			cw = min(cw, 90) // a note's lines are short, the log's are long
		}
		cw = min(max(cw, 50), w-50)
		l.log = rect{0, 0, w - cw - 1, l.body.h}
		l.crash = rect{w - cw, 0, cw, l.body.h}
	default:
		ch := min(max(l.body.h*(want.share+8)/100, 6), l.body.h-6)
		l.log = rect{0, 0, w, l.body.h - ch}
		l.crash = rect{0, l.body.h - ch, w, ch}
	}
	return l
}
