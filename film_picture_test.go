//go:build unix

package main

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"oopscope/ui/cell"
)

// How the film is drawn: an SVG that moves by CSS alone, as code hosts allow it in a
// picture. Each row that ever stands on the screen is drawn once; where it stands and
// when, says a use of it.

// A filmstrip is what of the picture was written so far.
type filmstrip struct {
	defs, uses, css strings.Builder
	rows            map[string]int    // drawn, by what is in them
	inks            map[string]string // classes, by what they do
	spans           map[[2]int]bool   // of frames, for which there are keyframes
	starts          []int             // when each frame begins, in milliseconds, and the end
}

// poster is the frame that is shown where nothing moves: the crash as it is read.
func poster(frames []filmFrame) int { return max(len(frames)-6, 0) }

func drawFilm(frames []filmFrame) string {
	s := &filmstrip{rows: map[string]int{}, inks: map[string]string{}, spans: map[[2]int]bool{}, starts: []int{0}}
	for _, f := range frames {
		s.starts = append(s.starts, s.starts[len(s.starts)-1]+int(f.shown.Milliseconds()))
	}
	for y := range filmH {
		for from := 0; from < len(frames); {
			to := from + 1
			for to < len(frames) && frames[to].rows[y] == frames[from].rows[y] {
				to++
			}
			s.use(frames[from].rows[y], y, from, to, poster(frames))
			from = to
		}
	}
	return s.svg()
}

// use puts a row where it stands, from one frame to before another.
func (s *filmstrip) use(row string, y, from, to, poster int) {
	id := s.row(row)
	if id < 0 {
		return
	}
	class := ""
	switch frames := len(s.starts) - 1; {
	case from == 0 && to == frames:
	case from <= poster && poster < to:
		class = fmt.Sprintf(` class="a p k%d-%d"`, from, to)
	default:
		class = fmt.Sprintf(` class="a k%d-%d"`, from, to)
	}
	if class != "" {
		s.keyframes(from, to)
	}
	fmt.Fprintf(&s.uses, "<use href=\"#r%d\" y=\"%d\"%s/>\n", id, y*cellH, class)
}

// keyframes has what is shown from one frame to before another be so.
func (s *filmstrip) keyframes(from, to int) {
	span := [2]int{from, to}
	if s.spans[span] {
		return
	}
	s.spans[span] = true
	at := func(frame int) float64 { return 100 * float64(s.starts[frame]) / float64(s.starts[len(s.starts)-1]) }
	fmt.Fprintf(&s.css, ".k%d-%d{animation-name:k%d-%d}@keyframes k%d-%d{", from, to, from, to, from, to)
	if from > 0 {
		s.css.WriteString("0%{visibility:hidden}")
	}
	fmt.Fprintf(&s.css, "%.3f%%{visibility:visible}", at(from))
	if to < len(s.starts)-1 {
		fmt.Fprintf(&s.css, "%.3f%%{visibility:hidden}", at(to))
	}
	s.css.WriteString("}\n")
}

// row draws a row once, and returns its number; -1 of an empty one.
func (s *filmstrip) row(text string) int {
	if id, ok := s.rows[text]; ok {
		return id
	}
	var l cell.Line
	l.Play(text)
	var b strings.Builder
	for x := 0; x < len(l.Row); {
		end := x + 1
		for end < len(l.Row) && l.Row[end].Ink == l.Row[x].Ink {
			end++
		}
		s.run(&b, l.Row[x:end], margin+x*cellW)
		x = end
	}
	id := -1
	if b.Len() > 0 {
		id = len(s.rows)
		fmt.Fprintf(&s.defs, "<g id=\"r%d\">%s</g>\n", id, b.String())
	}
	s.rows[text] = id
	return id
}

// run draws cells of one ink, stretched to their columns whatever the font.
func (s *filmstrip) run(b *strings.Builder, run []cell.Glyph, x int) {
	k := run[0].Ink
	fg, bg := inkVar(k.FG, "--t"), inkVar(k.BG, "")
	if k.Attr&cell.Faint != 0 && k.FG == 0 {
		fg = "--f"
	}
	if k.Attr&cell.Reverse != 0 {
		fg, bg = "--b", fg
	}
	if bg != "" {
		fmt.Fprintf(b, `<path class="%s" d="M%d %dh%dv%dh-%dz"/>`, s.class("fill:var("+bg+")"), x, margin, len(run)*cellW, cellH, len(run)*cellW)
	}
	text := cell.Text(run)
	x += (len(text) - len(strings.TrimLeft(text, " "))) * cellW
	if text = strings.Trim(text, " "); text == "" {
		return
	}
	style := "fill:var(" + fg + ")"
	if k.Attr&cell.Bold != 0 {
		style += ";font-weight:bold"
	}
	if k.Attr&cell.Underline != 0 {
		style += ";text-decoration:underline"
	}
	fmt.Fprintf(b, `<text class="%s" x="%d" y="%d" textLength="%d">%s</text>`, s.class(style), x, margin+13, len([]rune(text))*cellW, html.EscapeString(text))
}

// class is that of a style.
func (s *filmstrip) class(style string) string {
	if s.inks[style] == "" {
		s.inks[style] = fmt.Sprintf("i%d", len(s.inks))
		fmt.Fprintf(&s.css, ".%s{%s}", s.inks[style], style)
	}
	return s.inks[style]
}

// inkVar is the variable of a colour.
func inkVar(h cell.Hue, none string) string {
	if h>>24 == 0 {
		return none
	}
	return fmt.Sprintf("--c%x", uint32(h))
}

// The colours of the theme and of the board on a dark ground, and those on a light one
// that stand for the same.
var filmTones = map[int]int{1: 124, 2: 22, 3: 94, 4: 26, 5: 127, 6: 24, 9: 124, 10: 22, 11: 94, 12: 26, 13: 127, 14: 24, 210: 124, 213: 127, 177: 90, 221: 94, 178: 94, 114: 22, 80: 24, 110: 25, 117: 26, 248: 240}

const (
	lightBack, lightText = "#ffffff", "#24292f"
)

// colours are the variables, on a dark ground and on a light one.
func (s *filmstrip) colours() (dark, light string) {
	dark = fmt.Sprintf("--b:%s;--t:%s;--f:%s;", backColour, textColour, faintColour)
	light = fmt.Sprintf("--b:%s;--t:%s;--f:%s;", lightBack, lightText, "#57606a")
	var hues []cell.Hue
	for text := range s.rows {
		var l cell.Line
		l.Play(text)
		for _, g := range l.Row {
			hues = append(hues, g.Ink.FG, g.Ink.BG)
		}
	}
	slices.Sort(hues)
	for _, h := range slices.Compact(hues) {
		if h>>24 == 0 {
			continue
		}
		pale := h
		if n, ok := filmTones[int(h&0xffffff)]; ok && h>>24 == 1 {
			pale = h&^0xffffff | cell.Hue(n)
		}
		dark += fmt.Sprintf("%s:%s;", inkVar(h, ""), colourOf(h, textColour))
		light += fmt.Sprintf("%s:%s;", inkVar(h, ""), colourOf(pale, lightText))
	}
	return dark, light
}

func (s *filmstrip) svg() string {
	w, h := filmW*cellW+2*margin, filmH*cellH+2*margin
	dark, light := s.colours()
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="13" xml:space="preserve">
<title>oopscope demo: a board boots, a module is unloaded, the kernel dies, and the crash is read</title>
<style>
svg{%s}
@media (prefers-color-scheme: light){svg{%s}}
text{white-space:pre}
.a{visibility:hidden;animation-duration:%dms;animation-timing-function:step-end;animation-iteration-count:infinite}.p{visibility:visible}
@media (prefers-reduced-motion: reduce){.a{animation:none}}
%s</style>
<defs>
%s</defs>
<rect width="%d" height="%d" rx="8" style="fill:var(--b)"/>
%s</svg>
`, w, h, w, h, dark, light, s.starts[len(s.starts)-1], s.css.String(), s.defs.String(), w, h, s.uses.String())
}
