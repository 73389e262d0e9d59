package ui

// place computes where everything is, once, for every pane to be drawn in.
func (a *app) place() {
	a.onCrash = a.onCrash && a.open
	a.lay = arrange(a.w, a.h, wants{crash: a.open, onCrash: a.onCrash, zoom: a.zoom, share: a.share})
	in := a.lay.log.inner()
	a.log.SetBeside(a.lay.beside)
	a.log.SetSize(in.w, in.h)
	a.sized()
	in = a.lay.crash.inner()
	a.crash.SetSize(in.w, in.h)
	a.log.SetFocused(!a.onCrash)
	a.crash.SetFocused(a.onCrash)
}
