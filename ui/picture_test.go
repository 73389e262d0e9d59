package ui

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/uitest"
)

var picture = filepath.Join("..", "docs", "screen.svg")

// TestPicture draws the README's picture: the screen as the program paints it,
// 120x40, after the real decoder read the seed's capture.
func TestPicture(t *testing.T) {
	a, b := typingApp(t, "", liveLine)
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "arm", "shepherd-panic.log"))
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{Lines: true})
	intro := "root@sheep0:~# modprobe -rf shepherd\r\n"
	for _, part := range []string{intro, string(raw)} {
		batch := d.Feed([]byte(part), a.now())
		a.carry(a.receive(&batch))
	}
	batch := d.Close()
	a.carry(a.receive(&batch))
	b.link.Received, b.link.Recorded = int64(len(raw)), int64(len(raw))
	a.press("ctrl+t", "C")
	a.notice = notice{}
	a.Update(tickMsg{})
	exact(t, a)
	svg := drawSVG(a.screen())
	if *uitest.Update {
		if err := os.WriteFile(picture, []byte(svg), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(svg, "pru0_comm_receive_msg") || !strings.Contains(svg, "PANIC") {
		t.Error("the picture does not show the crash")
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
	case h>>24 == 2:
		return fmt.Sprintf("#%06x", n)
	}
	return none
}
