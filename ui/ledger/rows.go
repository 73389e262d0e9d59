package ledger

import (
	"fmt"
	"strings"

	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/ui/cell"
)

// mostBoots is how many boots a signature's row shows, where there is room.
const mostBoots = 24

// View draws the part of the pane that fits.
func (p *Pane) View(w, h int) []string {
	p.h = h
	switch {
	case !p.come:
		return []string{p.dim("  reading what all sessions met …", w)}
	case p.failed != "":
		return []string{p.dim("  "+cell.Clean(p.failed), w)}
	case p.detail != nil:
		return p.detailRows(w, h)
	case p.view == boots:
		return p.bootRows(w, h)
	case len(p.shown) == 0 && p.words != "":
		return []string{p.dim("  nothing fits "+cell.Clean(p.words), w)}
	case len(p.shown) == 0:
		return []string{p.dim("  nothing yet: crashes of this and of later sessions stand here", w)}
	}
	at := max(p.at(), 0)
	p.top = max(min(p.top, at), at-h+1, 0)
	var rows []string
	for i := p.top; i < min(p.top+h, len(p.shown)); i++ {
		rows = append(rows, p.row(&p.shown[i], i == at, w))
	}
	return rows
}

func (p *Pane) dim(text string, w int) string {
	var b cell.Bar
	b.Add(text, p.th.Dim)
	return b.Paint(w)
}

// row draws a signature: how often, when last, what was said, over which boots, and
// what it is.
func (p *Pane) row(g *link.Group, selected bool, w int) string {
	var b cell.Bar
	mark, title := " ", p.th.Text
	if selected {
		mark, title = "▸", p.th.Selected
	}
	b.Add(mark, p.th.Key)
	b.Add(fmt.Sprintf("%4d ", g.Times), p.th.Number)
	if w >= 60 {
		last := "?"
		if !g.Last.At.IsZero() {
			last = strings.Replace(link.Ago(g.Last.At, p.now), "today at ", "today ", 1)
		}
		b.Add(fmt.Sprintf("%-12s ", last), p.th.Dim)
	}
	p.state(&b, g)
	if row := recall.Boots(p.counts, g.Key); row != "" && w >= 100 {
		b.Add(row+" ", p.th.Warning)
	}
	var more cell.Bar
	for _, tag := range g.Verdict.Tags {
		more.Add(" #"+cell.Clean(tag), p.th.Module)
	}
	if len(g.Verdict.Notes) > 0 {
		more.Add(" note", p.th.Key)
	}
	b.Add(cell.CutEnd(cell.Clean(g.Title), max(w-b.Len()-more.Len(), 0)), title)
	b.Cells = append(b.Cells, more.Cells...)
	return b.Paint(w)
}

// state draws what was said of a signature, or the error of trouble.
func (p *Pane) state(b *cell.Bar, g *link.Group) {
	switch {
	case g.Kind == link.ATrouble && g.New:
		b.Add("new ", p.th.Warning)
	case g.Kind == link.ATrouble:
		b.Add("    ", p.th.Dim)
	case g.Back:
		b.Add("BACK   ", p.th.Error)
	case g.Verdict.Status == link.Fixed:
		b.Add("fixed  ", p.th.OK)
	default:
		b.Add(fmt.Sprintf("%-7s", g.Verdict.Status), p.th.Dim)
	}
	if g.Kind == link.ATrouble {
		b.Add(fmt.Sprintf("%-10s", g.Errno), p.th.Number)
	}
}

// detailRows draw one signature.
func (p *Pane) detailRows(w, h int) []string {
	d := p.detail
	lines := recall.Detail(&d.group, d.list, p.all.Lives, w-2, p.now)
	if !d.come {
		lines = append(lines, "reading where it was met …")
	}
	d.top = max(min(d.top, len(lines)-h), 0)
	var rows []string
	for i := d.top; i < min(d.top+h, len(lines)); i++ {
		var b cell.Bar
		style := p.th.Text
		if i == 0 {
			style = p.th.Title
		}
		b.Add(" "+cell.CutEnd(cell.Clean(lines[i]), w-1), style)
		rows = append(rows, b.Paint(w))
	}
	return rows
}
