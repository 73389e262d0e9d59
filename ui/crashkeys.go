package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/ui/book"
	"oopscope/ui/edit"
	"oopscope/ui/list"
)

// What the keys do that act on crashes.

func (a *app) nextCrash(step int) tea.Cmd {
	r := a.book.Next(step)
	if step > 0 && a.book.Fresh != nil {
		r = a.book.Fresh
	}
	if r == nil {
		a.say(a.noCrash())
		return nil
	}
	line, ok := a.log.Line()
	if r == a.book.Selected && ok && !a.log.Following() && line.N == r.Crash.First {
		a.say("there is no further crash")
	}
	return a.choose(r)
}

func (a *app) noCrash() string {
	if a.link.State == Over {
		return "there is no crash in this capture"
	}
	return "no crash so far: the console is being watched"
}

// nextTrouble walks the log over everything that was marked, crash or not.
func (a *app) nextTrouble(dir int) tea.Cmd {
	var cmd tea.Cmd
	at := &cmd
	a.log.NextTrouble(dir, func(r *book.Report, ok bool) {
		a.sought()
		switch {
		case r != nil:
			*at = a.choose(r)
		case !ok && dir < 0:
			a.say("nothing further up")
		case !ok:
			a.say("nothing further down" + a.advice(a.keys.Normal.PrevTrouble, "looks back"))
		}
	})
	at = &a.found // when it is found later
	a.tellHunt()
	return cmd
}

func (a *app) showList() tea.Cmd {
	a.overlay = list.New(a.th, &a.keys.List, list.Board{Book: a.book, Open: a.choose, Save: a.save}, a.boards, a.noCrash())
	return nil
}

// openOrJump goes from a line to its crash, and from the crash to a line.
func (a *app) openOrJump() tea.Cmd {
	if a.onCrash {
		n, ok := a.crash.Target()
		if !ok {
			a.crash.Toggle()
			return nil
		}
		a.reveal(n)
		a.onCrash = a.onCrash && a.lay.log.shown() // one pane at a time: go there
		return nil
	}
	r := a.book.Selected
	if line, ok := a.log.Line(); ok && !a.log.Following() {
		if here := a.book.Covering(line.N); here != nil {
			r = here
		}
	}
	if r == nil {
		a.say(a.noCrash())
		return nil
	}
	a.book.Choose(r)
	r.Relocate()
	a.open, a.shut, a.onCrash = true, 0, true
	return a.refresh()
}

// toggleCrash closes the crash pane, or opens it again.
func (a *app) toggleCrash() tea.Cmd {
	if a.open {
		a.open, a.shut, a.onCrash, a.zoom = false, a.worstShown(), false, false
		return nil
	}
	if a.book.Selected == nil {
		a.book.Selected = a.book.Newest()
	}
	if a.book.Selected == nil {
		a.say(a.noCrash())
	}
	a.open, a.shut = a.book.Selected != nil, 0
	return a.refresh()
}

// worstShown is how severe the crash is over which the pane is closed.
func (a *app) worstShown() parse.Severity {
	if a.book.Selected == nil {
		return 0
	}
	return a.book.Selected.Crash.Severity
}

// copy takes the crash's summary, or the line under the cursor.
func (a *app) copy() tea.Cmd {
	if r := a.book.Selected; r != nil && (a.onCrash || a.log.Following() || a.open) {
		return copySummary(a.cfg.Clipboard, r.Crash, a.link.Name)
	}
	if line, ok := a.log.Line(); ok {
		return copyText(a.cfg.Clipboard, line.Plain()+"\n")
	}
	a.say("nothing to copy")
	return nil
}

// copyReport takes all that is told of the crash, with its own lines and the notes.
func (a *app) copyReport() tea.Cmd { return a.copyOf(nil) }

// copySection takes the section of the report that the cursor is in.
func (a *app) copySection() tea.Cmd {
	if !a.open {
		a.say("no crash is open" + a.advice(a.keys.Normal.Close, "opens it"))
		return nil
	}
	return a.copyOf([]string{a.crash.Section()})
}

func (a *app) copyOf(sections []string) tea.Cmd {
	r := a.book.Selected
	if r == nil {
		a.say("no crash is selected: nothing to copy")
		return nil
	}
	opt := export.Options{File: a.link.Name, Notes: r.Notes, Sections: sections}
	for _, m := range a.marksNear(r) {
		opt.Marks = append(opt.Marks, export.Mark{Line: m.Line, Text: m.Text, Raw: m.Raw})
	}
	return copyReport(a.cfg.Clipboard, r.Crash, opt)
}

// annotate writes a note and saves the crash with it: words must not be lost.
func (a *app) annotate() tea.Cmd {
	r := a.book.Selected
	if r == nil {
		a.say("no crash is selected" + a.advice(a.keys.Normal.Mark, "marks a line"))
		return nil
	}
	title := fmt.Sprintf("note on %s · %s saves it with the crash · %s leaves it as it was", r.Name(), a.keys.Edit.Save.Label(), a.keys.Edit.Cancel.Keys[0])
	a.overlay = edit.NewNote(a.th, &a.keys.Edit, title, r.Notes, func(text string) tea.Cmd {
		return a.keepNote(r, text)
	})
	return nil
}
