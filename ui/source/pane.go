// Package source shows frames of a crash in their source, line by line, and in
// their machine code. It is given what it shows, and opens no file itself.
package source

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse"
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

// Sources finds the source and the machine code of frames.
type Sources interface {
	// Listing looks a frame of a crash up, with so many lines and instructions
	// around. It may take a while, and it always says something.
	Listing(c *parse.Crash, f *arch.Frame, lines, instructions int) crash.Listing
}

// A Screen is what the pane asks of the one it is on.
type Screen struct {
	Tilde func(path string) string            // writes a path the way a person does
	Open  func(path string, line int) tea.Cmd // runs the person's editor
	Tell  func(words string)                  // says why something is not done
}

// A Pane shows one frame after the other in its source, line by line, and
// in its machine code beside or below.
type Pane struct {
	th     *theme.Theme
	keys   *keymap.Source
	src    Sources
	report *book.Report
	frames []arch.Frame
	screen Screen

	at    int // frame shown
	level int // of its places, 0 the innermost
	asked int // frame that is being looked up
	list  crash.Listing
	ready bool
	rows  []codeRow

	source, code scroller
	h            int
}

// New returns a pane for some frames of a report, which shows none as yet.
func New(th *theme.Theme, keys *keymap.Source, src Sources, r *book.Report, frames []arch.Frame, s Screen) *Pane {
	return &Pane{th: th, keys: keys, src: src, report: r, frames: frames, screen: s}
}

// A ListingMsg brings what was found of a frame.
type ListingMsg struct {
	pane      *Pane
	at        int
	outermost bool
	list      crash.Listing
}

// Take shows what came, unless the person went on meanwhile.
func (m ListingMsg) Take() { m.pane.take(m) }

// Look starts looking a frame up, by its place among the frames.
func (v *Pane) Look(at int) tea.Cmd { return v.look(at, false) }

// LookAgain looks the frame up that is shown: its file may have been changed.
func (v *Pane) LookAgain() tea.Cmd { return v.look(v.at, false) }

// look starts looking a frame up. Its innermost place is shown first, or, for
// who comes from its caller, the outermost.
func (v *Pane) look(at int, outermost bool) tea.Cmd {
	v.asked = at
	src, c, f := v.src, v.report.Crash, v.frames[at]
	return func() tea.Msg {
		return ListingMsg{v, at, outermost, src.Listing(c, &f, linesAround, instructionsAround)}
	}
}

func (v *Pane) take(m ListingMsg) {
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
func (v *Pane) place() crash.Excerpt {
	if v.level < len(v.list.Places) {
		return v.list.Places[v.level]
	}
	return crash.Excerpt{}
}

// Mode names the view.
func (v *Pane) Mode() string { return "SOURCE" }

// Title says which frame it is.
func (v *Pane) Title() string {
	return fmt.Sprintf("source · frame %d of %d", v.asked, len(v.frames)-1)
}

// Hints are the keys that work here.
func (v *Pane) Hints() []keymap.Binding {
	k := v.keys
	return []keymap.Binding{k.Caller, k.Callee, k.Edit, k.Down.Hinted("down"), k.Up.Hinted("up"), k.Mark, k.Close}
}

// Key scrolls, goes along the chain, opens the editor.
func (v *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name := k.String()
	switch {
	case v.keys.Close.Is(name):
		return true, nil
	case v.keys.Down.Is(name):
		v.Scroll(1)
	case v.keys.Up.Is(name):
		v.Scroll(-1)
	case v.keys.PageDown.Is(name):
		v.Scroll(max(v.h/2, 1))
	case v.keys.PageUp.Is(name):
		v.Scroll(-max(v.h/2, 1))
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

// Scroll moves source and code together, by rows.
func (v *Pane) Scroll(n int) {
	v.source.scroll(n)
	v.code.scroll(n)
}

// walk goes to the caller (1) or back (-1): first through what the compiler
// inlined here, then along the frames.
func (v *Pane) walk(step int) tea.Cmd {
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
		v.screen.Tell(map[int]string{1: "this is the outermost frame", -1: "this is the innermost frame"}[step])
		return nil
	}
	return v.look(to, step < 0)
}

// edit opens the file at the line.
func (v *Pane) edit() tea.Cmd {
	p := v.place()
	switch {
	case !v.ready:
		return nil
	case p.Path == "":
		v.screen.Tell("nothing to edit: " + cell.Clean(p.Note))
		return nil
	}
	return v.screen.Open(p.Path, p.Line)
}
