package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/book"
	"oopscope/ui/cell"
)

// What a person wrote and saved goes to the disk, and is tried again until it is
// there.

func (a *app) save(r *book.Report) tea.Cmd {
	switch {
	case r == nil:
		a.say("no crash is selected: nothing to save")
	case a.cfg.Ledger == nil:
		a.complain("not saved: there is no place to save to")
	default:
		a.asked()
		return a.whole(r, func(r *book.Report) tea.Cmd {
			a.started()
			return save(a.cfg.Ledger, r.Crash, r.Notes, a.marksNear(r))
		})
	}
	return nil
}

func (a *app) saved(m savedMsg) {
	if m.err != nil {
		a.complain("not saved: " + cell.Clean(m.err.Error()))
		return
	}
	if r := a.book.Keep(a.book.ByID(m.id)); r != nil {
		r.Saved = m.dir
	}
	a.say(a.book.ByID(m.id).Name() + " saved in " + a.tilde(m.dir))
}

// marksNear returns the marks in the crash and a little around it.
func (a *app) marksNear(r *book.Report) []Mark {
	const around = 200
	return a.log.Marks(r.Crash.First-around, r.Crash.Last+around)
}

// keepMark writes a remark down, or that it was taken away.
func (a *app) keepMark(m Mark) tea.Cmd {
	a.log.SetMark(m)
	if a.cfg.Ledger == nil {
		return nil
	}
	a.words.waiting[m.Line] = m
	a.asked()
	return a.writeMark(m)
}

func (a *app) writeMark(m Mark) tea.Cmd {
	a.started()
	return keepMark(a.cfg.Ledger, m, a.words.onDisk[m.Line])
}

// markKept is when a remark was written, or not. One on a crash goes into the
// crash's folder as well.
func (a *app) markKept(m markKeptMsg) tea.Cmd {
	now, waits := a.words.waiting[m.of.Line]
	if a.refused("the remark", m.err) {
		return nil
	}
	a.words.onDisk[m.kept.Line] = m.kept.Text
	if waits && now == m.of {
		delete(a.words.waiting, m.of.Line)
		a.log.SetMark(m.kept)
	}
	if r := a.book.Covering(m.of.Line); r != nil {
		return a.save(r)
	}
	a.say("remarks are kept in " + a.tilde(m.path))
	return nil
}

// keepNote writes a note down, and the crash with it.
func (a *app) keepNote(r *book.Report, text string) tea.Cmd {
	r = a.book.Keep(r)
	r.Notes = text
	r.Changed()
	a.showReport(r)
	if a.cfg.Ledger == nil {
		a.complain("the note is on the screen only: there is no place to keep it")
		return nil
	}
	r.Unkept = true
	a.asked()
	return a.writeNote(r)
}

func (a *app) writeNote(r *book.Report) tea.Cmd {
	a.started()
	return keepNote(a.cfg.Ledger, r.Crash, r.Notes, r.Noted)
}

// noteKept is when a note was written, or not.
func (a *app) noteKept(m noteKeptMsg) tea.Cmd {
	r := a.book.Keep(a.book.ByID(m.id))
	if a.refused("the note", m.err) {
		return nil
	}
	if r == nil {
		return nil
	}
	r.Noted = m.kept
	if r.Notes == m.sent {
		r.Notes, r.Unkept = m.kept, false
		r.Changed()
		a.showReport(r)
	}
	if m.kept == "" && r.Saved == "" {
		a.say("the note on " + r.Name() + " is taken away")
		return nil
	}
	return a.save(r)
}

// refused tells whether the disk took no word, and says why.
func (a *app) refused(what string, err error) bool {
	a.words.failed = err != nil
	if err != nil && !a.words.quiet {
		a.complain(what + " is not kept yet: " + cell.Clean(err.Error()))
	}
	return err != nil
}

// asked begins something new that the person wants on the disk.
func (a *app) asked() { a.forsake, a.words.quiet = false, false }

func (a *app) started() {
	a.saving++
	a.words.tried = a.now()
}

// unkept counts the words that are not on the disk.
func (a *app) unkept() int {
	n := len(a.words.waiting) + len(a.words.unsaid)
	for _, r := range a.book.All {
		if r.Unkept {
			n++
		}
	}
	return n
}

const tryAgain = 5 * time.Second // words that the disk refused

// keepAgain tries what the disk refused, now and then.
func (a *app) keepAgain() tea.Cmd {
	if !a.words.failed || a.saving > 0 || a.now().Sub(a.words.tried) < tryAgain {
		return nil
	}
	a.words.quiet = true
	return a.keepAll()
}

// keepAll writes down whatever is not on the disk.
func (a *app) keepAll() tea.Cmd {
	if a.cfg.Ledger == nil || a.saving > 0 {
		return nil
	}
	var cmds []tea.Cmd
	for _, m := range a.words.waiting {
		cmds = append(cmds, a.writeMark(m))
	}
	for _, s := range a.words.unsaid {
		a.started()
		cmds = append(cmds, sayOf(a.cfg.Ledger, s))
	}
	for _, r := range a.book.All {
		if r.Unkept {
			cmds = append(cmds, a.writeNote(r))
		}
	}
	return tea.Batch(cmds...)
}

// settled is when something was written down. What could not be written is no
// reason to leave without another try.
func (a *app) settled(err error) tea.Cmd {
	a.saving--
	if (a.leaving || a.forsake) && !a.words.quiet && err != nil {
		a.leaving, a.forsake = false, true
		a.notice.text += a.advice(a.keys.Normal.Quit, "again leaves without it")
	}
	switch {
	case !a.leaving || a.saving > 0:
		return nil
	case a.unkept() > 0:
		return a.keepAll()
	}
	return tea.Quit
}

// settledDown tells whether all that a person wrote is on the disk.
func (a *app) settledDown() bool { return a.saving == 0 && a.unkept() == 0 }

// leaveNow leaves, but not before a person's words are on the disk.
func (a *app) leaveNow() tea.Cmd {
	if a.settledDown() || a.leaving || a.forsake {
		return tea.Quit
	}
	a.leaving, a.words.quiet = true, false
	a.say("leaving once it is saved" + a.advice(a.keys.Normal.Quit, "again does not wait"))
	return a.keepAll()
}
