//go:build unix

package main

import (
	"fmt"
	"html"
	"os"
	"strings"
	"testing"

	"oopscope/ui/cell"
)

const picture = "docs/screen.svg"

// TestTheDemoSaysItInC is the README's first command, and its picture: who types
// what the demo asks for reads which member of which structure was at fault, and in
// which line.
func TestTheDemoSaysItInC(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 40, `"$OOPSCOPE" demo --speed 10`)
	d.keys("Enter") // at once: whoever types wants the shell
	d.sees("Crash it:", "root@sheep0:~#")
	d.text("modprobe -rf shepherd")
	d.keys("Enter")
	d.sees("crash 1/1 · null-deref", "boot 2")
	d.keys("C-t", "C")
	d.sees("mem_interface released", "in C    shared_mem->pru_inbox.id (offset 0x1c1 of", "struct shared_mem, 1,024 bytes), shared_mem is", "pru_mem_interface.c:24", "readb(&shared_mem->pru_inbox.id);")
	svg := drawSVG(strings.Split(strings.TrimSuffix(d.must("capture-pane", "-e", "-N", "-p"), "\n"), "\n"))
	if *updateGoldens {
		if err := os.WriteFile(picture, []byte(svg), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	drawn, err := os.ReadFile(picture)
	for _, svg := range []string{svg, string(drawn)} {
		if err != nil || !strings.Contains(svg, "pru_inbox.id") || !strings.Contains(svg, "PANIC") {
			t.Errorf("the picture does not show the crash: %v", err)
		}
	}
}

const (
	cellW, cellH = 8, 17
	margin       = 12
	backColour   = "#16181d"
	textColour   = "#d6d9de"
	faintColour  = "#858b95"
)

var palette = [16]string{
	"#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d6d9de",
	"#5c6370", "#ff7b85", "#a9d98a", "#f0d08a", "#7cc0ff", "#d78aee", "#67d0dc", "#ffffff",
}

// drawSVG sets the cells of a screen as text, a run of one colour at a time,
// each stretched to its cells so that any monospace font keeps the columns.
func drawSVG(rows []string) string {
	var b strings.Builder
	var screen [][]cell.Glyph
	for _, r := range rows {
		var s cell.Line
		s.Play(r)
		screen = append(screen, s.Row)
	}
	w, h := len(screen[0])*cellW+2*margin, len(rows)*cellH+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="13">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="%s"/>`+"\n", w, h, backColour)
	for y, row := range screen {
		for x := 0; x < len(row); {
			end := x + 1
			for end < len(row) && row[end].Ink == row[x].Ink {
				end++
			}
			drawRun(&b, row[x:end], margin+x*cellW, margin+y*cellH)
			x = end
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func drawRun(b *strings.Builder, run []cell.Glyph, x, y int) {
	k := run[0].Ink
	fg, bg := colourOf(k.FG, textColour), colourOf(k.BG, "")
	if k.Attr&cell.Faint != 0 && k.FG == 0 {
		fg = faintColour
	}
	if k.Attr&cell.Reverse != 0 {
		fg, bg = backColour, fg
	}
	if bg != "" {
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x, y, len(run)*cellW, cellH, bg)
	}
	text := cell.Text(run)
	blank := len(text) - len(strings.TrimLeft(text, " "))
	x += blank * cellW
	text = strings.Trim(text, " ")
	if text == "" {
		return
	}
	style := ""
	if k.Attr&cell.Bold != 0 {
		style += ` font-weight="bold"`
	}
	if k.Attr&cell.Underline != 0 {
		style += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s textLength="%d" xml:space="preserve">%s</text>`+"\n",
		x, y+13, fg, style, len([]rune(text))*cellW, html.EscapeString(text))
}

func colourOf(h cell.Hue, none string) string {
	n := int(h & 0xffffff)
	switch {
	case h>>24 == 1 && n < 16:
		return palette[n]
	case h>>24 == 1 && n >= 232:
		return fmt.Sprintf("#%02x%02x%02x", 8+10*(n-232), 8+10*(n-232), 8+10*(n-232))
	case h>>24 == 1:
		level := func(i int) int { return []int{0, 95, 135, 175, 215, 255}[i%6] }
		return fmt.Sprintf("#%02x%02x%02x", level((n-16)/36), level((n-16)/6), level(n-16))
	case h>>24 == 2:
		return fmt.Sprintf("#%06x", n)
	}
	return none
}
