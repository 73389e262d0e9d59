package ui

// syncTap gives the keyboard to the board exactly while nothing else has it,
// and says what would take it.
func (a *app) syncTap() {
	if a.tap != nil {
		a.tap.Console(a.boardHasKeys())
		a.tap.Expect(a.takers(), a.scrolledBack() || a.alarm != "")
	}
}

// takers are the actions behind the prefix that take the keys from the board if
// they are asked for now, by name. The tap must know before they are carried
// out: what is typed behind the chord may be in its hands already.
func (a *app) takers() map[string]bool {
	_, line := a.log.Line()
	r, frames, _ := a.selectedFrame()
	_, tunable := a.cfg.Console.(LineConsole)
	return map[string]bool{
		"Leave": true, "Quit": true, "Help": true, "List": true, "Ledger": a.cfg.Ledger != nil, "Search": true, "GoToLine": true,
		"Line": tunable && a.link.Writable, "Board": tunable && a.link.Writable, "Files": (tunable || a.pasting.Load() != nil) && a.link.Writable, "Hex": tunable, "HexSend": tunable && a.link.Writable,
		"Rounds": a.cfg.Repro != nil && (a.link.Writable || a.rounds.Running), "Boots": a.cfg.Scroll != nil && a.twoBoots(),
		"SysRq": a.link.Writable, "TellSize": a.link.Writable,
		"NextTab": a.among > 1, "PrevTab": a.among > 1, "Tab": a.among > 1, "NewTab": a.more, "CloseTab": a.among > 1, "Timeline": a.among > 0,
		"Annotate": a.book.Selected != nil, "Mark": line, "Marks": true, "Filters": true, "Highlights": true,
		"View": a.cfg.Sources != nil && r != nil && len(frames) > 0,
	}
}

func (a *app) boardHasKeys() bool { return a.typing && a.overlay == nil && a.line == nil }
