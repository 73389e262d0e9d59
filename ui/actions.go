package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/crashpane"
	"oopscope/ui/help"
	"oopscope/ui/logpane"
	"oopscope/ui/stage"
)

// actions says what every binding of the normal mode does, by its name. A test
// holds that none is missing.
var actions = map[string]func(*app) tea.Cmd{
	"NextCrash":   func(a *app) tea.Cmd { return a.nextCrash(1) },
	"PrevCrash":   func(a *app) tea.Cmd { return a.nextCrash(-1) },
	"NextTrouble": func(a *app) tea.Cmd { return a.nextTrouble(1) },
	"PrevTrouble": func(a *app) tea.Cmd { return a.nextTrouble(-1) },
	"List":        (*app).showList,
	"Ledger":      (*app).showLedger,
	"Boots":       (*app).showBoots,
	"Rounds":      (*app).showRounds,
	"Open":        (*app).openOrJump,
	"Save":        func(a *app) tea.Cmd { return a.save(a.book.Selected) },
	"Copy":        (*app).copy,
	"CopyReport":  (*app).copyReport,
	"CopySection": (*app).copySection,
	"Annotate":    (*app).annotate,
	"NextSection": do(func(a *app) { a.toCrash((*crashpane.Pane).NextSection) }),
	"PrevSection": do(func(a *app) { a.toCrash((*crashpane.Pane).PrevSection) }),
	"Fold":        do(func(a *app) { a.toCrash((*crashpane.Pane).Toggle) }),
	"View":        (*app).viewSource,
	"Debug":       (*app).debug,
	"Close":       (*app).toggleCrash,

	"Down":      do(func(a *app) { a.byRows(a.times(), (*crashpane.Pane).Down) }),
	"Up":        do(func(a *app) { a.byRows(-a.times(), (*crashpane.Pane).Up) }),
	"HalfDown":  do(func(a *app) { a.byPage(max(a.log.Height()/2, 1), crashHalf(1)) }),
	"HalfUp":    do(func(a *app) { a.byPage(-max(a.log.Height()/2, 1), crashHalf(-1)) }),
	"PageDown":  do(func(a *app) { a.byPage(max(a.log.Height()-1, 1), (*crashpane.Pane).PageDown) }),
	"PageUp":    do(func(a *app) { a.byPage(-max(a.log.Height()-1, 1), (*crashpane.Pane).PageUp) }),
	"Top":       do(func(a *app) { a.toLine((*crashpane.Pane).Top, (*logpane.Pane).Top) }),
	"Bottom":    do(func(a *app) { a.toLine((*crashpane.Pane).Bottom, (*logpane.Pane).Follow) }),
	"GoToLine":  (*app).askLine,
	"Left":      do(func(a *app) { a.sideways(func(p *logpane.Pane) { p.Sideways(-a.byColumns()) }) }),
	"Right":     do(func(a *app) { a.sideways(func(p *logpane.Pane) { p.Sideways(a.byColumns()) }) }),
	"LineStart": do(func(a *app) { a.sideways((*logpane.Pane).LineStart) }),
	"LineEnd":   do(func(a *app) { a.sideways((*logpane.Pane).LineEnd) }),
	"Focus":     do(func(a *app) { a.onCrash = a.open && !a.onCrash }),
	"Zoom":      do(func(a *app) { a.zoom = a.open && !a.zoom }),
	"Grow":      do(func(a *app) { a.share = min(a.share+5, 80) }),
	"Shrink":    do(func(a *app) { a.share = max(a.share-5, 20) }),

	"Search":     (*app).askSearch,
	"SearchNext": func(a *app) tea.Cmd { return a.findAgain(1) },
	"SearchPrev": func(a *app) tea.Cmd { return a.findAgain(-1) },
	"Filter":     (*app).askFilter,
	"Filters":    do((*app).showFilters),
	"Highlights": do((*app).showHighlights),
	"Level":      do((*app).nextLevel),
	"Pause":      do(func(a *app) { a.log.TogglePause() }),
	"Times":      do(func(a *app) { a.say(a.log.NextTimes()) }),
	"Wrap":       do(func(a *app) { a.log.ToggleWrap() }),
	"Raw":        do(func(a *app) { a.log.ToggleRaw() }),
	"Mark":       (*app).askMark,
	"NextMark":   do((*app).nextMark),
	"Marks":      do((*app).showMarks),
	"NextBoot":   do(func(a *app) { a.jump("boot", "below", 1, a.log.NextBoot) }),
	"PrevBoot":   do(func(a *app) { a.jump("boot", "above", -1, a.log.NextBoot) }),
	"NextGap":    do(func(a *app) { a.jump("gap", "below", 1, a.log.NextGap) }),
	"PrevGap":    do(func(a *app) { a.jump("gap", "above", -1, a.log.NextGap) }),
	"Mouse":      do((*app).toggleMouse),

	"NextTab":  func(a *app) tea.Cmd { return a.nextTab(1) },
	"PrevTab":  func(a *app) tea.Cmd { return a.nextTab(-1) },
	"Timeline": does(wishTimeline),

	"Type":    do((*app).startTyping),
	"Cancel":  do((*app).cancel),
	"Help":    do((*app).showHelp),
	"Redraw":  func(*app) tea.Cmd { return stage.Clear },
	"Suspend": func(a *app) tea.Cmd { return a.suspend(true) },
	"Quit":    (*app).quit,
}

// behindPrefix says what the bindings behind the prefix do that the normal mode
// has not.
var behindPrefix = map[string]func(*app) tea.Cmd{
	"NewTab":     does(wishAnother),
	"CloseTab":   does(wishClose),
	"Leave":      do((*app).stopTyping),
	"Break":      func(a *app) tea.Cmd { return sendBreak(a.cfg.Console) },
	"SysRq":      do((*app).showSysRq),
	"FullScreen": do((*app).toggleFull),
	"TellSize":   do((*app).askSize),
	"Line":       (*app).showLines,
	"Board":      (*app).showSignals,
	"Speed":      (*app).findSpeed,
	"Files":      (*app).showFiles,
	"Echo":       (*app).toggleEcho,
	"Hex":        (*app).showHex,
	"HexSend":    (*app).askHex,
	"Script":     (*app).askScript,
	"Literal":    do((*app).literal),
	"Keyboard":   (*app).takeKeyboard,
	"Lend":       (*app).lend,
	"Stats":      func(a *app) tea.Cmd { l := a.cfg.Console.Link(); a.say(cell.Clean(l.Counts())); return nil },
}

func do(f func(*app)) func(*app) tea.Cmd {
	return func(a *app) tea.Cmd { f(a); return nil }
}

// crashHalf is half a page in the crash pane.
func crashHalf(dir int) func(*crashpane.Pane) {
	return func(p *crashpane.Pane) { p.Scroll(dir * max(p.Height()/2, 1)) }
}

// toCrash is for keys that only the crash pane knows: it takes the focus.
func (a *app) toCrash(f func(*crashpane.Pane)) {
	if a.open {
		a.onCrash = true
		f(a.crash)
	}
}

// cancel drops the innermost thing there is to drop.
func (a *app) cancel() {
	switch {
	case a.stopFetch():
	case a.log.Stop():
		a.say("the search was stopped")
	case a.log.Searched() != nil:
		a.log.Search(nil)
	case a.log.Filter().Plain():
		a.log.SetFilter(logpane.Filter{Named: a.log.Filter().Named})
	case a.log.Filter().Active():
		a.dropFilter()
	case a.log.Waiting() >= 0:
		a.log.TogglePause()
	case a.zoom:
		a.zoom = false
	case a.onCrash:
		a.onCrash = false
	}
}

func (a *app) showHelp() {
	lead := ""
	if a.typing {
		lead = "console"
	}
	a.overlay = help.New(a.th, a.keys, lead)
}

func (a *app) toggleMouse() {
	a.mouse = !a.mouse
	if a.mouse {
		a.say("the wheel scrolls; hold shift to select text with the terminal")
	} else {
		a.say("the mouse belongs to the terminal again")
	}
}

func (a *app) nextLevel() {
	f := a.log.Filter()
	switch f.Worst {
	case 0:
		f.Worst = 4
		a.say("warnings, errors and crashes only")
	case 4:
		f.Worst = 3
		a.say("errors and crashes only")
	default:
		f.Worst = 0
		a.say("all levels")
	}
	a.log.SetFilter(f)
}
