package ui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/source"
	"oopscope/ui/stage"
	"oopscope/ui/term"
)

// Every message comes here first.

// Update routes a message to what it concerns. It does no work of its own and
// never waits.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		a.th.SetDark(msg.IsDark())
	case tea.KeyPressMsg:
		cmd = a.key(msg)
	case tea.PasteMsg:
		cmd = a.fromClipboard(msg.Content)
	case tea.MouseWheelMsg:
		a.wheel(msg)
	case tea.MouseClickMsg:
		a.click(msg)
	case batchMsg:
		cmd = a.batch(&msg)
	case playMsg:
		cmd = a.playOn()
	case overMsg:
		cmd = a.ended(msg.err)
	case tickMsg:
		a.forget()
		a.tellReports()
		a.log.Again()
		a.tellBoots()
		cmd = tea.Batch(tick(), a.keepAgain(), a.keepView(), a.followFetch(), a.followLines(), a.followRounds())
	case workMsg:
		cmd = a.worked(msg)
	case pastMsg:
		a.past.Before(msg)
	case judgedMsg:
		cmd = a.judged(msg)
	case beforeMsg:
		cmd = a.lookedBefore(msg)
	case seenMsg:
		cmd = a.remembered(msg)
	case resolvedMsg:
		cmd = a.resolved(msg)
	case source.ListingMsg:
		msg.Take()
	case editedMsg:
		cmd = a.edited(msg)
	case stage.SuspendMsg:
		cmd = a.suspend(false)
	case stage.RedrawMsg:
		cmd = a.redraw()
	case stage.ResumedMsg:
		a.resumed(msg)
	default:
		cmd = tea.Batch(a.sentAndTyped(msg), a.written(msg))
	}
	a.reach(msg)
	a.followLink()
	a.seeLines()
	a.place()
	a.recant() // what was said of the screen as it was
	a.syncTap()
	return a, a.withWork(cmd)
}

// batch takes what is new from the console, and listens on.
func (a *app) batch(m *batchMsg) tea.Cmd {
	cmd := tea.Batch(a.play(m), a.receive(&m.batch), listen(a.ctx, a.cfg.Console, a.unseen))
	a.crashOnScreen(&m.batch)
	return cmd
}

// written is for what came of writing a person's words down.
func (a *app) written(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case wholeMsg:
		return a.readAgain(msg)
	case savedMsg:
		a.saved(msg)
		return a.settled(msg.err)
	case wordsMsg:
		a.loaded(msg)
	case markKeptMsg:
		return tea.Batch(a.markKept(msg), a.settled(msg.err))
	case noteKeptMsg:
		return tea.Batch(a.noteKept(msg), a.settled(msg.err))
	case copiedMsg:
		return a.copied(msg)
	case scriptMsg:
		a.scriptBegan(msg)
	case forecastMsg:
		a.forecast(msg)
		return nil
	case roundMarkedMsg:
		if msg.err != nil {
			a.complain("the remark on a round is not kept: " + cell.Clean(msg.err.Error()))
		}
		return nil
	case besideMsg:
		return a.compareRecalled(msg.before, msg.since)
	case bootsMsg:
		a.bootsRead(msg)
		return nil
	}
	return a.recalled(msg)
}

// sentAndTyped is for what becomes of things sent to the board, and for what the
// tap has to say, in its place among the keys or beside them.
func (a *app) sentAndTyped(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case sentMsg:
		a.sent(msg)
	case pastedMsg:
		a.pasted(msg)
	case keyboardMsg, Lent:
		a.shared(msg)
	case noBreakMsg:
		a.offerTrigger(msg)
	case linesMsg:
		return a.tookLines(msg)
	case hookMsg:
		a.hooked(msg)
	case transferredMsg:
		a.transferred(msg)
	case foundMsg:
		a.lines.finding, a.lines.known = false, false
		return a.tookLines(msg.lines)
	case term.LeaveMsg:
		return a.leave()
	case term.FailedMsg:
		a.sent(sentMsg{err: msg.Err})
	case tea.BlurMsg: // see term.TakenMark
		if a.tap != nil {
			a.tap.Arrived()
		}
	case term.TypedMsg, tea.FocusMsg: // see term.TypedMark
		a.alarm = ""
		a.backToEnd()
	case term.PasteMsg:
		cmd := a.pasteToBoard(msg.Text)
		if msg.Cut {
			a.complain("too long to paste: only its first " + say.Size(term.MaxPaste) + " were taken")
		}
		return cmd
	}
	return nil
}

// copied says truthfully what became of a text. OSC 52 has no answer, so it is
// "sent to the terminal", not "copied".
func (a *app) copied(m copiedMsg) tea.Cmd {
	words := cell.Clean(m.how)
	var cmd tea.Cmd
	if m.osc52 {
		cmd = stage.Copy(m.text)
		words = cmp.Or(words, "sent to the terminal's clipboard (it does not say whether it took it)")
	}
	tell := a.say
	if m.err != nil && words == "" {
		tell, words = a.complain, "not copied: "+cell.Clean(m.err.Error())
	}
	if m.file != "" {
		words += " · also in " + a.tilde(m.file)
	}
	tell(words)
	return cmd
}

func (a *app) wheel(m tea.MouseWheelMsg) {
	n := 3
	if m.Button == tea.MouseWheelUp {
		n = -3
	}
	switch {
	case a.overlay != nil:
		if p, ok := a.overlay.(*source.Pane); ok {
			p.Scroll(n)
		}
	case a.lay.crash.has(m.X, m.Y):
		a.crash.Scroll(n)
	case a.lay.log.has(m.X, m.Y):
		a.log.Wheel(n)
	}
}

func (a *app) click(m tea.MouseClickMsg) {
	if a.overlay != nil || a.line != nil {
		return
	}
	switch log, crash := a.lay.log.inner(), a.lay.crash.inner(); {
	case crash.has(m.X, m.Y):
		a.onCrash = true
		a.crash.Click(m.Y - crash.y)
	case log.has(m.X, m.Y):
		a.onCrash = false
		a.log.Click(m.Y - log.y)
	}
}
