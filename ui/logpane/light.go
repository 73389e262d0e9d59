package logpane

import "oopscope/ui/cell"

// What a person wants coloured wherever it stands. Only lines that are drawn are looked
// at, and of each no more than can be while it is drawn.

// SetLights has these colour what they find; where two find the same, the later does.
func (p *Pane) SetLights(lights []Light) { p.lights = lights }

// lightMost is how much of a line is looked at, in bytes, and how often a rule may find
// something in it.
const lightMost, findMost = 4096, 100

// light colours a row.
func (p *Pane) light(row []cell.Glyph) {
	if len(p.lights) == 0 {
		return
	}
	p.lit++
	text, places := cell.Index(row[:min(len(row), lightMost)])
	for _, l := range p.lights {
		part := l.Match.Within(text)
		found := l.Match.All(part)
		if len(found) == 0 {
			continue
		}
		k := cell.InkOf(p.th.Highlight(l.Colour))
		colour(row, places, found[:min(len(found), findMost)], func(was cell.Ink) cell.Ink {
			k.BG = was.BG
			return k
		})
	}
}
