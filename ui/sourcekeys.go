package ui

import (
	"errors"
	"os/exec"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse/arch"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/crashpane"
	"oopscope/ui/source"
)

// What the keys do that show a frame in its source, and the editor that it opens.

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
	p := source.New(a.th, &a.keys.Source, a.cfg.Sources, r, frames, source.Screen{Tilde: a.tilde, Open: a.edit, Tell: a.complain})
	a.overlay = p
	return p.Look(max(at, 0))
}

// debug copies the lines with which other programs go on at the frame.
func (a *app) debug() tea.Cmd {
	r, frames, at := a.selectedFrame()
	if r == nil || len(frames) == 0 {
		a.say("there is no frame that a debugger could go on at")
		return nil
	}
	d, ok := a.cfg.Symbolizer.(Debuggers)
	if !ok {
		a.complain("no debuggers: this screen was started without symbols")
		return nil
	}
	c, f, board := r.Crash, frames[max(at, 0)], a.cfg.Clipboard
	return func() tea.Msg { return copyText(board, d.Debuggers(c, &f))() }
}

// selectedFrame is the frame that the person means: the one selected in the
// crash pane, or that of the line under the cursor in the log.
func (a *app) selectedFrame() (r *book.Report, frames []arch.Frame, at int) {
	r = a.book.Selected
	line, ok := a.log.Line()
	if !a.onCrash && ok && !a.log.Following() {
		if here := a.book.Covering(line.N); here != nil {
			if frames, at := crashpane.LineFrame(here.Crash, line.N); at >= 0 {
				return here, frames, at
			}
			r = here
		}
	}
	if r == nil {
		if r = a.book.Newest(); r == nil {
			return nil, nil, -1
		}
	}
	if r == a.shown.report && a.onCrash {
		frames, at = a.crash.Frame()
		return r, frames, at
	}
	return r, r.Crash.Chain, r.Crash.DeathFrame()
}

// editedMsg says how the editor ended.
type editedMsg struct {
	editor string
	err    error
}

// edit runs the person's editor on the terminal until it ends. No shell sees
// the file's name; the capture goes on meanwhile.
func (a *app) edit(path string, line int) tea.Cmd {
	argv := source.EditorCommand(a.cfg.Editor, path, line)
	c := exec.Command(argv[0], argv[1:]...)
	// The terminal itself: an editor must not get the tap or a pipe to it.
	c.Stdin, c.Stdout, c.Stderr = a.cfg.Input, a.cfg.Output, a.cfg.Output
	return a.stage.Aside(c, func(err error) tea.Msg { return editedMsg{argv[0], err} })
}

// edited tells when the editor could not run, and reads again what it changed.
func (a *app) edited(m editedMsg) tea.Cmd {
	name := cell.Clean(m.editor)
	switch {
	case errors.Is(m.err, exec.ErrNotFound):
		a.complain("there is no " + name + " here: set VISUAL or EDITOR to your editor")
	case m.err != nil:
		a.complain(name + ": " + cell.Clean(m.err.Error()))
	}
	if p, ok := a.overlay.(*source.Pane); ok {
		return p.LookAgain()
	}
	return nil
}
