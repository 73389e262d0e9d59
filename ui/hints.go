package ui

import (
	"slices"
	"strings"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// The last line, and a notice that is too long for it.

// noticeOver is the first row of a notice too long for the last line: a path
// must be readable in full, and for that the status line steps aside.
func (a *app) noticeOver() string {
	head, tail := a.noticeRows()
	var b cell.Bar
	if a.line != nil && a.line.YesNo && head != "" { // what is asked about
		b.Add(" "+cell.CutMiddle(a.notice.text, a.w-2), a.notice.style)
		return b.Paint(a.w)
	}
	if a.line != nil || a.prefix || tail == "" {
		return ""
	}
	b.Add(" "+head, a.notice.style)
	return b.Paint(a.w)
}

// noticeRows are the two rows of a notice; a word that fits into the second, a path to be
// copied, is not torn.
func (a *app) noticeRows() (head, tail string) {
	head, tail = cell.Split(a.notice.text, a.w-2)
	at := strings.LastIndexByte(head, ' ')
	if tail == "" || at <= 0 || tail[0] == ' ' {
		return head, tail
	}
	if whole := head[at+1:] + tail; cell.Width(whole) <= a.w-2 {
		return head[:at], whole
	}
	return head, tail
}

// noticeEnd is what the last line shows of the notice.
func (a *app) noticeEnd() string {
	head, tail := a.noticeRows()
	if tail == "" {
		return head
	}
	return cell.CutMiddle(tail, a.w-2)
}

// bottomLine is the prompt, a notice, or the keys that are useful now.
func (a *app) bottomLine() string {
	if a.line != nil {
		return a.line.View(a.th, &a.keys.Edit, a.w)
	}
	var b cell.Bar
	if a.notice.text != "" && !a.prefix {
		b.Add(" "+a.noticeEnd(), a.notice.style)
		return b.Paint(a.w)
	}
	if busy := a.busyWords(); busy != "" && !a.prefix && a.overlay == nil {
		b.Add(" "+cell.CutMiddle(busy, a.w-2), a.th.Warning.Bold(true))
		return b.Paint(a.w)
	}
	lead, hints, last := a.hints()
	if lead != "" {
		b.Add(" "+lead, a.th.Title)
	}
	room := a.w - theme.HintWidth(last)
	for _, h := range hints {
		if h.Hint == "" || b.Len()+theme.HintWidth(h) > room {
			continue
		}
		theme.AddHint(&b, a.th, h)
	}
	if last.Hint != "" && b.Len()+theme.HintWidth(last) <= a.w {
		theme.AddHint(&b, a.th, last)
	}
	return b.Paint(a.w)
}

// hints are the keys for what the person is doing, the most useful first; the
// last one is always shown when there is room for it.
func (a *app) hints() (lead string, hints []keymap.Binding, last keymap.Binding) {
	n, c := &a.keys.Normal, &a.keys.Console
	switch {
	case a.prefix:
		return a.keys.Prefix, append([]keymap.Binding{c.Help, c.Leave}, a.behindHints()...), c.Quit
	case a.overlay != nil:
		return "", a.overlay.Hints(), keymap.Binding{}
	case a.typing:
		return a.chord(c.Help) + " help  " + a.keys.Prefix + " then", a.behindHints(), c.Quit
	case a.onCrash:
		return "", []keymap.Binding{n.Open.Hinted("jump"), n.NextSection, n.View, n.Save, n.Copy, n.Annotate, a.otherCrash(), n.Focus, n.Close, n.List, n.Quit}, n.Help
	case a.log.Searched() != nil:
		return "", []keymap.Binding{n.SearchNext, n.SearchPrev, n.Cancel.Hinted("done"), n.Search, n.Filter, n.Mark, n.Bottom}, n.Help
	}
	hints = []keymap.Binding{n.Search, n.Filter, n.Level}
	if a.link.State != Over {
		hints = append(hints, n.Pause)
	}
	hints = append(a.crashHints(), hints...)
	switch bottom := n.Bottom; {
	case a.log.Following():
	case a.link.State == Over:
		hints = append([]keymap.Binding{bottom.Hinted("end"), n.Mark}, hints...)
	default:
		hints = append([]keymap.Binding{bottom, n.Mark}, hints...)
	}
	if a.link.Writable {
		hints = append([]keymap.Binding{n.Type}, hints...)
	}
	if a.log.Waiting() >= 0 {
		hints = append([]keymap.Binding{n.Pause.Hinted("go on")}, slices.DeleteFunc(hints, func(b keymap.Binding) bool { return b.Name == n.Pause.Name })...)
	}
	return "", append(hints, n.Quit), n.Help
}

// behindHints are the keys behind the prefix that are useful now.
func (a *app) behindHints() (hints []keymap.Binding) {
	c := &a.keys.Console
	crashes, trouble, _ := a.book.Counts()
	switch {
	case a.full():
		return []keymap.Binding{c.FullScreen.Hinted("lines"), c.TellSize, c.Break, c.SysRq, c.Leave}
	case a.log.Searched() != nil:
		hints = append(hints, c.SearchNext, c.SearchPrev, c.Bottom)
	case !a.log.Following():
		hints = append(hints, c.Bottom, c.PageUp, c.Mark)
	}
	if crashes > 0 {
		hints = append(hints, c.NextCrash)
	}
	if a.book.Selected != nil {
		hints = append(hints, c.Close, c.Save)
	}
	if crashes+trouble > 0 {
		hints = append(hints, c.List)
	}
	hints = append(hints, c.Search)
	if a.log.Following() {
		hints = append(hints, c.PageUp)
	}
	if a.book.Selected != nil {
		hints = append(hints, c.Copy, c.Annotate)
	}
	return append(hints, c.Break, c.SysRq, c.FullScreen, c.TellSize, c.Leave)
}

// otherCrash is the key for the next crash while one is read, if there is one.
func (a *app) otherCrash() keymap.Binding {
	if crashes, _, at := a.book.Counts(); crashes == 0 || crashes == 1 && at == 1 {
		return keymap.Binding{}
	}
	return a.keys.Normal.NextCrash
}

// crashHints are the keys for what was found, as far as something was.
func (a *app) crashHints() (hints []keymap.Binding) {
	n := &a.keys.Normal
	crashes, trouble, _ := a.book.Counts()
	if crashes > 0 {
		hints = append(hints, n.NextCrash)
	}
	switch {
	case a.open:
		hints = append(hints, n.Focus)
	case a.book.Selected != nil:
		hints = append(hints, n.Close.Hinted("pane"))
	}
	if crashes+trouble > 0 {
		hints = append(hints, n.NextTrouble, n.List)
	}
	return hints
}
