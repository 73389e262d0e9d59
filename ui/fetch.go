package ui

import tea "charm.land/bubbletea/v2"

// followFetch shows what is being fetched from servers, and has the crash that is read
// located anew when something came.
func (a *app) followFetch() tea.Cmd {
	f, ok := a.cfg.Symbolizer.(Fetcher)
	if !ok {
		return nil
	}
	progress, over := f.Fetching()
	if progress != "" {
		a.say(progress + a.advice(a.keys.Normal.Cancel, "stops it"))
	}
	if over == a.fetched || a.book.Selected == nil {
		return nil
	}
	a.fetched = over
	a.book.Selected.Relocate()
	return a.refresh()
}

// stopFetch gives up what is being fetched, and tells whether something was.
func (a *app) stopFetch() bool {
	f, ok := a.cfg.Symbolizer.(Fetcher)
	if !ok || !f.StopFetching() {
		return false
	}
	a.say("what was being fetched is given up")
	return true
}
