package ui

import (
	"fmt"
	"slices"

	"oopscope/console/link"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// What earlier sessions left on this capture finds its lines and crashes.

// loaded takes in what earlier sessions left.
func (a *app) loaded(m wordsMsg) {
	a.words.reading = false
	if m.err != nil {
		a.words.sought = false
		a.complain("what was remarked on this capture before cannot be read: " + cell.Clean(m.err.Error()))
		return
	}
	a.words.earlier = m.words
	slices.SortFunc(a.words.earlier.Marks, func(x, y Mark) int { return int(x.Byte - y.Byte) })
	for _, w := range slices.Clone(m.words.Crashes) {
		if r := a.book.AtByte(w.Byte); r != nil {
			a.claim(a.book.Keep(r))
		}
	}
	for _, r := range a.book.All {
		a.claim(r)
	}
	a.placeMarks()
	if n := m.words.Lost; n > 0 {
		a.warn(fmt.Sprintf("%s on lines that are not in this capture any more; read them in %s", say.Count(n, "remark"), a.tilde(m.words.Path)))
	}
}

// unplaced tells whether remarks of earlier sessions may belong to lines that are here
// and have not reached them yet.
func (a *app) unplaced() bool {
	marks := a.words.earlier.Marks
	return a.words.reading || len(marks) > 0 && (marks[0].Byte < a.log.End() || !a.over)
}

// placeMarks puts remarks of earlier sessions on the lines that have come. What
// the person wrote on such a line in the meantime is newer.
func (a *app) placeMarks() {
	defer a.goToSought()
	marks := a.words.earlier.Marks
	for len(marks) > 0 && marks[0].Byte < a.log.End() {
		m := marks[0]
		n, known := a.log.Holding(m.Byte)
		if !known { // as soon as that line was read
			return
		}
		if n > 0 {
			m.Line = n
		}
		a.words.onDisk[m.Line] = m.Text
		if _, newer := a.words.waiting[m.Line]; !newer {
			a.log.SetMark(m)
		}
		marks = marks[1:]
		a.words.earlier.Marks = marks
	}
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
	n := 0
	for _, m := range left.Marks {
		if m.Byte >= a.log.End() {
			n++
		}
	}
	for _, w := range left.Crashes {
		if w.Note != "" {
			n++
		}
	}
	if n > 0 {
		a.warn(fmt.Sprintf("%s on what is not found here any more; read them in %s", say.Count(n, "note"), a.tilde(left.Path)))
	}
}
