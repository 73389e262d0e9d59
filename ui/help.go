package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
)

// help shows every key, made from the keymap.
type help struct {
	th   *Theme
	keys *keymap.Map
	top  int
	last int // rows of the last View, to know where scrolling ends
	h    int
}

// Mode names the help.
func (p *help) Mode() string { return "HELP" }

// Title says how to leave.
func (p *help) Title() string { return "keys · j k scroll · any other key closes" }

// Hints are the keys that work here.
func (p *help) Hints() []keymap.Binding {
	n := &p.keys.Normal
	return []keymap.Binding{hinted(n.Down, "down"), hinted(n.Up, "up"), hinted(n.Cancel, "close")}
}

func hinted(b keymap.Binding, hint string) keymap.Binding {
	b.Hint = hint
	return b
}

// Key scrolls, and leaves on anything else.
func (p *help) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	n := &p.keys.Normal
	switch name := k.String(); {
	case n.Down.Is(name):
		p.top++
	case n.Up.Is(name):
		p.top--
	case n.PageDown.Is(name) || n.HalfDown.Is(name) || name == "space":
		p.top += max(p.h-1, 1)
	case n.PageUp.Is(name) || n.HalfUp.Is(name):
		p.top -= max(p.h-1, 1)
	default:
		return true, nil
	}
	p.top = max(min(p.top, p.last-p.h), 0)
	return false, nil
}

// View sets the groups in as many columns as there is room for.
func (p *help) View(w, h int) []string {
	p.h = h
	columns := max(min(w/58, 3), 1)
	width := w / columns
	blocks := p.blocks(width)
	total := 0
	for _, b := range blocks {
		total += len(b)
	}
	cols := make([][]string, columns)
	at := 0
	for _, b := range blocks {
		if at < columns-1 && len(cols[at]) > 0 && len(cols[at])+len(b)/2 > total/columns {
			at++
		}
		cols[at] = append(cols[at], b...)
	}
	rows := joinColumns(cols, width, w)
	p.last = len(rows)
	p.top = max(min(p.top, p.last-h), 0)
	return rows[p.top:]
}

func joinColumns(cols [][]string, width, w int) []string {
	longest := 0
	for _, c := range cols {
		longest = max(longest, len(c))
	}
	rows := make([]string, longest)
	pad := strings.Repeat(" ", w-width*len(cols))
	for i := range rows {
		for _, c := range cols {
			if i < len(c) {
				rows[i] += c[i]
			} else {
				rows[i] += strings.Repeat(" ", width)
			}
		}
		rows[i] += pad
	}
	return rows
}

// blocks returns one block of rows a group, heading first.
func (p *help) blocks(w int) [][]string {
	var blocks [][]string
	for _, mode := range p.keys.Modes() {
		group := ""
		for _, b := range mode.Bindings {
			if b.Group != group {
				group = b.Group
				blocks = append(blocks, []string{p.heading(mode, group, w)})
			}
			at := len(blocks) - 1
			blocks[at] = append(blocks[at], p.row(mode, b, w))
		}
		blocks[len(blocks)-1] = append(blocks[len(blocks)-1], strings.Repeat(" ", w))
	}
	return blocks
}

func (p *help) heading(mode keymap.Mode, group string, w int) string {
	words := group
	if mode.Name == "console" {
		words = p.keys.Prefix + " and then (the way back from typing)"
	}
	var b bar
	b.add(" "+words, p.th.Title)
	return b.paint(w)
}

func (p *help) row(mode keymap.Mode, k keymap.Binding, w int) string {
	var b bar
	label := k.Label()
	if mode.Name == "console" {
		label = p.keys.Prefix + " " + label
	}
	b.add("  "+label, p.th.Key)
	b.fill(' ', 16, p.th.Text)
	b.add(" "+k.Help, p.th.Text)
	return b.paint(w)
}
