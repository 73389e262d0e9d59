package ui

import (
	"oopscope/parse/arch"
	"oopscope/ui/book"
	"oopscope/ui/crashpane"
)

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
