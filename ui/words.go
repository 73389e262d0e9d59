package ui

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// personal is what the screen knows of a person's words and the disk: what
// earlier sessions left that has no place yet, and what is not written down yet.
type personal struct {
	earlier link.Words     // whose lines and crashes did not come so far
	onDisk  map[int]string // remarks as they are kept, by line
	waiting map[int]Mark   // remarks, and marks taken away, that are not on the disk
	failed  bool           // the last try to write failed
	quiet   bool           // nobody asked for it: why is said already
	tried   time.Time
}

const tryAgain = 5 * time.Second // words that the disk refused

// refused tells whether the disk did not take the remark on a line.
func (p *personal) refused(line int) bool {
	_, waits := p.waiting[line]
	return waits && p.failed
}

// loaded takes in what earlier sessions left.
func (a *app) loaded(m wordsMsg) {
	if m.err != nil {
		a.complain("what was remarked on this capture before cannot be read: " + cell.Clean(m.err.Error()))
		return
	}
	a.words.earlier = m.words
	slices.SortFunc(a.words.earlier.Marks, func(x, y Mark) int { return int(x.Byte - y.Byte) })
	for _, r := range a.book.All {
		a.claim(r)
	}
	a.placeMarks()
	if n := m.words.Lost; n > 0 {
		a.warn(fmt.Sprintf("%s on lines that are not in this capture any more; read them in %s", say.Count(n, "remark"), a.tilde(m.words.Path)))
	}
}

// placeMarks puts remarks of earlier sessions on the lines that have come. What
// the person wrote on such a line in the meantime is newer.
func (a *app) placeMarks() {
	marks := a.words.earlier.Marks
	for len(marks) > 0 && marks[0].Byte < a.log.End() {
		m := marks[0]
		marks = marks[1:]
		if n, ok := a.log.Holding(m.Byte); ok {
			m.Line = n
		}
		a.words.onDisk[m.Line] = m.Text
		if _, newer := a.words.waiting[m.Line]; !newer {
			a.log.SetMark(m)
		}
	}
	a.words.earlier.Marks = marks
}

// claim gives a report what an earlier session left on it.
func (a *app) claim(r *book.Report) {
	list := a.words.earlier.Crashes
	c := r.Crash
	at := slices.IndexFunc(list, func(w link.CrashWords) bool {
		return w.Byte == c.FirstByte || w.Signature != "" && w.Signature == c.Signature.Exact && w.Line == c.First
	})
	if at < 0 {
		return
	}
	w := list[at]
	a.words.earlier.Crashes = slices.Delete(list, at, at+1)
	r.Noted = w.Note
	if r.Notes == "" && !r.Unkept {
		r.Notes = w.Note
	}
	if r.Saved == "" {
		r.Saved = w.Folder
	}
	r.Changed()
}

// homeless tells of words that found no place although the whole capture is
// here.
func (a *app) homeless() {
	left := a.words.earlier
	n := len(left.Marks)
	for _, w := range left.Crashes {
		if w.Note != "" {
			n++
		}
	}
	if n > 0 {
		a.warn(fmt.Sprintf("%s on what is not found here any more; read them in %s", say.Count(n, "note"), a.tilde(left.Path)))
	}
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

// keepNote writes a note down, and the crash with it.
func (a *app) keepNote(r *book.Report, text string) tea.Cmd {
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

// asked begins something new that the person wants on the disk.
func (a *app) asked() { a.forsake, a.words.quiet = false, false }

func (a *app) started() {
	a.saving++
	a.words.tried = a.now()
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

// refused tells whether the disk took no word, and says why.
func (a *app) refused(what string, err error) bool {
	a.words.failed = err != nil
	if err != nil && !a.words.quiet {
		a.complain(what + " is not kept yet: " + cell.Clean(err.Error()))
	}
	return err != nil
}

// noteKept is when a note was written, or not.
func (a *app) noteKept(m noteKeptMsg) tea.Cmd {
	r := a.book.ByID(m.id)
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

// unkept counts the words that are not on the disk.
func (a *app) unkept() int {
	n := len(a.words.waiting)
	for _, r := range a.book.All {
		if r.Unkept {
			n++
		}
	}
	return n
}

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
	for _, r := range a.book.All {
		if r.Unkept {
			cmds = append(cmds, a.writeNote(r))
		}
	}
	return tea.Batch(cmds...)
}
