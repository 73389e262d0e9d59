package ui

import (
	"bytes"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"
)

// What the keys do that act on crashes, marks and the search.

func (a *app) nextCrash(step int) tea.Cmd {
	r := a.book.next(step)
	if step > 0 && a.book.fresh != nil {
		r = a.book.fresh
	}
	if r == nil {
		a.say("no crash so far: the console is being watched")
		return nil
	}
	line, ok := a.log.Line()
	if r == a.book.selected && ok && !a.log.follow && line.n == r.crash.First {
		a.say("there is no further crash")
	}
	return a.choose(r)
}

// nextTrouble walks the log over everything that was marked, crash or not.
func (a *app) nextTrouble(dir int) tea.Cmd {
	p := a.log
	p.freezeCursor()
	for i := p.between(p.oldest(), p.cursor) + dir; ; i += dir {
		seq := p.rowAt(i)
		if seq < 0 {
			a.say("no further crash or error")
			return nil
		}
		r := p.ring.at(seq)
		rep := a.book.covering(r.n)
		first := rep != nil && rep.crash.First == r.n
		if !first && (rep != nil && isCrash(rep) || r.mark == 0 && (r.level < 0 || r.level > 3)) {
			continue
		}
		p.Show(r.n)
		if first {
			return a.choose(rep)
		}
		return nil
	}
}

func (a *app) showList() tea.Cmd {
	l := newListPane(a.th, a.book, &a.keys.List)
	l.open, l.save = a.choose, a.save
	a.overlay = l
	return nil
}

// openOrJump goes from a line to its crash, and from the crash to a line.
func (a *app) openOrJump() tea.Cmd {
	if a.onCrash {
		n, ok := a.crash.Target()
		switch {
		case !ok:
			a.crash.Toggle()
		case !a.log.Show(n):
			a.say(fmt.Sprintf("line %s is no longer held or does not pass the filter", thousands(n)))
		case !a.lay.log.shown():
			a.onCrash = false
		}
		return nil
	}
	r := a.book.selected
	if line, ok := a.log.Line(); ok && !a.log.follow {
		if here := a.book.covering(line.n); here != nil {
			r = here
		}
	}
	if r == nil {
		a.say("no crash so far: the console is being watched")
		return nil
	}
	a.book.choose(r)
	a.open, a.shut, a.onCrash = true, false, true
	return a.refresh()
}

// toggleCrash closes the crash pane, or opens it again.
func (a *app) toggleCrash() tea.Cmd {
	if a.open {
		a.open, a.shut, a.onCrash, a.zoom = false, true, false, false
		return nil
	}
	if a.book.selected == nil {
		a.book.selected = a.book.newest()
	}
	a.open, a.shut = a.book.selected != nil, false
	return a.refresh()
}

func (a *app) save(r *report) tea.Cmd {
	switch {
	case r == nil:
		a.say("no crash is selected: nothing to save")
	case a.cfg.Ledger == nil:
		a.complain("not saved: there is no place to save to")
	default:
		return save(a.cfg.Ledger, r.crash, r.notes, a.marksNear(r))
	}
	return nil
}

// marksNear returns the marks in the crash and a little around it.
func (a *app) marksNear(r *report) []Mark {
	const around = 200
	var marks []Mark
	for _, m := range a.log.marks {
		if m.Line >= r.crash.First-around && m.Line <= r.crash.Last+around {
			marks = append(marks, m)
		}
	}
	slices.SortFunc(marks, func(x, y Mark) int { return x.Line - y.Line })
	return marks
}

// copy takes the crash's summary, or the line under the cursor.
func (a *app) copy() tea.Cmd {
	if r := a.book.selected; r != nil && (a.onCrash || a.log.follow || a.open) {
		return copySummary(a.cfg.Clipboard, r.crash, a.link.Name)
	}
	if line, ok := a.log.Line(); ok {
		return copyText(a.cfg.Clipboard, line.plain()+"\n")
	}
	a.say("nothing to copy")
	return nil
}

// annotate writes a note and saves the crash with it: words must not be lost.
func (a *app) annotate() tea.Cmd {
	r := a.book.selected
	if r == nil {
		a.say("no crash is selected; " + a.keys.Normal.Mark.Label() + " marks a line")
		return nil
	}
	title := fmt.Sprintf("note on crash #%d · ctrl+s saves it with the crash · esc leaves it as it was", r.crash.ID)
	a.overlay = newEditor(a.th, &a.keys.Edit, title, r.notes, func(text string) tea.Cmd {
		r.notes = text
		r.version++
		a.showReport(r)
		return a.save(r)
	})
	return nil
}

// askMark writes a remark on the line under the cursor; an empty one on a
// marked line takes the mark away.
func (a *app) askMark() tea.Cmd {
	line, ok := a.log.Line()
	if !ok {
		return nil
	}
	n, raw := line.n, line.plain()
	old, had := a.log.marks[n]
	a.line = &prompt{mode: "MARK", label: fmt.Sprintf("remark on line %s: ", thousands(n)), box: newTextbox(old.Text),
		done: func(p *prompt) tea.Cmd {
			text := p.box.Text()
			if had && text == "" {
				delete(a.log.marks, n)
				return nil
			}
			a.log.marks[n] = Mark{Line: n, Text: text, Raw: raw, At: a.now()}
			if r := a.book.covering(n); r != nil && r.saved != "" {
				return a.save(r)
			}
			return nil
		}}
	return nil
}

func (a *app) nextMark() {
	line, ok := a.log.Line()
	if !ok || len(a.log.marks) == 0 {
		a.say("no line is marked; " + a.keys.Normal.Mark.Label() + " marks one")
		return
	}
	lines := make([]int, 0, len(a.log.marks))
	for n := range a.log.marks {
		lines = append(lines, n)
	}
	slices.Sort(lines)
	i, found := slices.BinarySearch(lines, line.n)
	if found {
		i++
	}
	a.log.Show(lines[i%len(lines)])
}

// askSearch looks while the person types; leaving goes back to where it began.
func (a *app) askSearch() tea.Cmd {
	p := a.log
	follow, cursor, top, was := p.follow, p.cursor, p.top, p.search
	dir := 1
	if follow {
		dir = -1 // from the end, the newest hit
	}
	start := p.last()
	if !follow {
		start = p.cursor
	}
	a.line = &prompt{mode: "SEARCH", label: "/", box: newTextbox(""), find: true,
		changed: func(q *prompt) {
			p.search = nil
			if m, err := newMatcher(q.box.Text(), q.regexp); err == nil && m.text != "" {
				p.search = m
				a.find(start, dir)
			}
		},
		done: func(q *prompt) tea.Cmd {
			if q.box.Text() == "" {
				p.search = was
				return a.findAgain(1)
			}
			if _, err := newMatcher(q.box.Text(), q.regexp); err != nil {
				a.complain(err.Error())
			} else if !a.find(start, dir) {
				a.say("nothing found")
			}
			return nil
		},
		dropped: func() { p.follow, p.cursor, p.top, p.search = follow, cursor, top, was },
	}
	return nil
}

// find shows the next hit from a row on.
func (a *app) find(from, dir int) bool {
	seq, wrapped, ok := a.log.Find(a.log.search, from, dir)
	if !ok {
		return false
	}
	if wrapped {
		a.say("the search went around the end")
	}
	a.log.Show(a.log.ring.at(seq).n)
	return true
}

func (a *app) findAgain(dir int) tea.Cmd {
	p := a.log
	if p.search == nil {
		a.say("no search; " + a.keys.Normal.Search.Label() + " begins one")
		return nil
	}
	p.freezeCursor()
	if !a.find(p.cursor+dir, dir) {
		a.say("nothing found")
	}
	return nil
}

// askFilter filters while the person types; an empty text shows all again.
func (a *app) askFilter() tea.Cmd {
	was := a.log.filter
	text := ""
	if was.match != nil {
		text = was.match.text
		if was.not {
			text = "!" + text
		}
	}
	apply := func(q *prompt) error {
		f := filter{worst: was.worst}
		text := q.box.Text()
		if f.not = len(text) > 1 && text[0] == '!'; f.not {
			text = text[1:]
		}
		if text != "" {
			m, err := newMatcher(text, q.regexp)
			if err != nil {
				return err
			}
			f.match = m
		}
		a.log.SetFilter(f)
		return nil
	}
	a.line = &prompt{mode: "FILTER", label: "only lines with (!: without): ", box: newTextbox(text), find: true,
		regexp:  was.match != nil && was.match.re != nil,
		changed: func(q *prompt) { _ = apply(q) },
		done: func(q *prompt) tea.Cmd {
			if err := apply(q); err != nil {
				a.complain(err.Error())
			}
			return nil
		},
		dropped: func() { a.log.SetFilter(was) },
	}
	return nil
}

// pasteToBoard sends one line at once and asks before it sends several.
func (a *app) pasteToBoard(text []byte) tea.Cmd {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\r"))
	text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r"))
	lines := bytes.Count(text, []byte("\r"))
	if lines == 0 {
		a.send(text)
		return nil
	}
	a.line = newConfirm(fmt.Sprintf("paste %d lines (%s) to the board?", lines+1, size(int64(len(text)))), func() tea.Cmd {
		return paste(a.ctx, a.cfg.Console, text)
	})
	a.syncTap()
	return nil
}
