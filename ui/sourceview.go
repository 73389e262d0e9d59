package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// How much is looked up around a frame: more than a screen, to scroll in.
const (
	linesAround        = 200
	instructionsAround = 150
)

// A sourceView shows one frame after the other in its source, line by line, and
// in its machine code beside or below.
type sourceView struct {
	th     *theme.Theme
	keys   *keymap.Source
	src    Sources
	report *book.Report
	frames []arch.Frame
	tilde  func(string) string
	open   func(path string, line int) tea.Cmd
	tell   func(string)

	at    int // frame shown
	level int // of its places, 0 the innermost
	asked int // frame that is being looked up
	list  crash.Listing
	ready bool
	rows  []codeRow

	source, code scroller
	h            int
}

// A scroller is a window on rows of which one is marked.
type scroller struct {
	top, mark int
	placed    bool // the mark was shown once; from then on the person scrolls
	last      int  // the highest top
}

// fit is told how many rows there are and how many are seen, before drawing.
func (s *scroller) fit(rows, h, mark int) {
	s.mark, s.last = mark, max(rows-h, 0)
	if !s.placed {
		s.placed = true
		s.top = mark - h*2/5 // what leads to it matters more than what follows
	}
	s.top = max(0, min(s.top, s.last))
}

func (s *scroller) scroll(n int) { s.top = max(0, min(s.top+n, s.last)) }

// listingMsg brings what was found of a frame.
type listingMsg struct {
	view      *sourceView
	at        int
	outermost bool
	list      crash.Listing
}

// viewSource shows the frame under the selection, or the one where it died.
func (a *app) viewSource() tea.Cmd {
	r, frames, at := a.selectedFrame()
	switch {
	case a.cfg.Sources == nil:
		a.complain("no source: this screen was started without symbols")
		return nil
	case r == nil:
		a.say("no crash so far, so there is no frame to look at")
		return nil
	case len(frames) == 0:
		a.say(r.Name() + " has no call chain, so there is no frame to look at")
		return nil
	}
	v := &sourceView{
		th: a.th, keys: &a.keys.Source, src: a.cfg.Sources, report: r, frames: frames,
		tilde: a.tilde, open: a.edit, tell: a.complain,
	}
	a.overlay = v
	return v.look(max(at, 0), false)
}

// look starts looking a frame up. Its innermost place is shown first, or, for
// who comes from its caller, the outermost.
func (v *sourceView) look(at int, outermost bool) tea.Cmd {
	v.asked = at
	src, c, f := v.src, v.report.Crash, v.frames[at]
	return func() tea.Msg {
		return listingMsg{v, at, outermost, src.Listing(c, &f, linesAround, instructionsAround)}
	}
}

// take shows what came, unless the person went on meanwhile.
func (v *sourceView) take(m listingMsg) {
	if m.at != v.asked {
		return
	}
	same := v.ready && m.at == v.at
	v.at, v.list, v.ready, v.rows = m.at, m.list, true, codeRows(m.list.Code)
	if !same || v.level >= len(v.list.Places) {
		v.level = 0
		if m.outermost {
			v.level = max(len(v.list.Places)-1, 0)
		}
		v.source.placed, v.code.placed = false, false
	}
}

// place is the excerpt shown.
func (v *sourceView) place() crash.Excerpt {
	if v.level < len(v.list.Places) {
		return v.list.Places[v.level]
	}
	return crash.Excerpt{}
}

// Mode names the view.
func (v *sourceView) Mode() string { return "SOURCE" }

// Title says which frame it is.
func (v *sourceView) Title() string {
	return fmt.Sprintf("source · frame %d of %d", v.asked, len(v.frames)-1)
}

// Hints are the keys that work here.
func (v *sourceView) Hints() []keymap.Binding {
	k := v.keys
	return []keymap.Binding{k.Caller, k.Callee, k.Edit, k.Down.Hinted("down"), k.Up.Hinted("up"), k.Mark, k.Close}
}

// Key scrolls, goes along the chain, opens the editor.
func (v *sourceView) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name := k.String()
	switch {
	case v.keys.Close.Is(name):
		return true, nil
	case v.keys.Down.Is(name):
		v.scroll(1)
	case v.keys.Up.Is(name):
		v.scroll(-1)
	case v.keys.PageDown.Is(name):
		v.scroll(max(v.h/2, 1))
	case v.keys.PageUp.Is(name):
		v.scroll(-max(v.h/2, 1))
	case v.keys.Mark.Is(name):
		v.source.placed, v.code.placed = false, false
	case v.keys.Caller.Is(name):
		return false, v.walk(1)
	case v.keys.Callee.Is(name):
		return false, v.walk(-1)
	case v.keys.Edit.Is(name):
		return false, v.edit()
	}
	return false, nil
}

// scroll moves source and code together.
func (v *sourceView) scroll(n int) {
	v.source.scroll(n)
	v.code.scroll(n)
}

// walk goes to the caller (1) or back (-1): first through what the compiler
// inlined here, then along the frames.
func (v *sourceView) walk(step int) tea.Cmd {
	if !v.ready {
		return nil
	}
	if to := v.level + step; to >= 0 && to < len(v.list.Places) {
		v.level = to
		v.source.placed = false
		return nil
	}
	to := v.at + step
	if to < 0 || to >= len(v.frames) {
		v.tell(map[int]string{1: "this is the outermost frame", -1: "this is the innermost frame"}[step])
		return nil
	}
	return v.look(to, step < 0)
}

// edit opens the file at the line.
func (v *sourceView) edit() tea.Cmd {
	p := v.place()
	switch {
	case !v.ready:
		return nil
	case p.Path == "":
		v.tell("nothing to edit: " + cell.Clean(p.Note))
		return nil
	}
	return v.open(p.Path, p.Line)
}
