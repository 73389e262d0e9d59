package theme

import (
	"fmt"
	"image/color"
	"math"
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// The grounds that terminals have, of which they answer OSC 11 with: the widely used
// schemes, dark and light.
var (
	darkGrounds = map[string]string{
		"black": "#000000", "Campbell": "#0c0c0c", "VS Code": "#1e1e1e", "One Dark": "#282c34", "Dracula": "#282a36", "Solarized": "#002b36",
		"Ubuntu": "#300a24", "Tango": "#2e3436", "Nord": "#2e3440", "Gruvbox": "#282828",
	}
	lightGrounds = map[string]string{"white": "#ffffff", "Solarized": "#fdf6e3", "Atom One": "#fafafa", "Tango": "#eeeeec", "Gruvbox": "#fbf1c7", "GitHub": "#f6f8fa"}
	// The sixteen of xterm (XTerm-col.ad) and of the PC's console (vt.c, default_red ...).
	xterm = [16]string{"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5", "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"}
	vga   = [16]string{"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa", "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"}
)

// luminance and contrast are those of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// shown is a colour as a terminal with such a palette shows it; the cube is the same at all.
func shown(c color.Color, palette [16]string) color.Color {
	switch c := c.(type) {
	case ansi.BasicColor:
		return lipgloss.Color(palette[c])
	case ansi.IndexedColor:
		if c < 16 {
			return lipgloss.Color(palette[c])
		}
	}
	return c
}

// styles are all that a theme has, and its highlights.
func styles(th *Theme) map[string]lipgloss.Style {
	all := map[string]lipgloss.Style{}
	v := reflect.ValueOf(*th)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			all[f.Name] = v.Field(i).Interface().(lipgloss.Style)
		}
	}
	for _, c := range []string{"red", "green", "yellow", "blue", "magenta", "cyan", "grey"} {
		all["highlight "+c] = th.Highlight(c)
	}
	return all
}

// TestContrast: every pair of letter and ground that is drawn has a contrast of 4.5 at
// least, which is WCAG's for text. Reverse ones are the same pair.
func TestContrast(t *testing.T) {
	least := math.Inf(1)
	pair := func(what string, s lipgloss.Style, ground string, palette [16]string) {
		fg, bg := s.GetForeground(), color.Color(lipgloss.Color(ground))
		if _, none := fg.(lipgloss.NoColor); none || fg == nil {
			return // the terminal's own
		}
		if _, none := s.GetBackground().(lipgloss.NoColor); !none && s.GetBackground() != nil {
			bg = shown(s.GetBackground(), palette)
		}
		got := contrast(shown(fg, palette), bg)
		if least = min(least, got); got < 4.5 {
			t.Errorf("%s: a contrast of %.2f", what, got)
		}
		if s.GetFaint() {
			t.Errorf("%s: faint besides: nobody knows how the terminal makes it paler", what)
		}
	}
	for theme, grounds := range map[string]map[string]string{"dark": darkGrounds, "light": lightGrounds} {
		for name, ground := range grounds {
			for role, s := range styles(Named(theme)) {
				pair(fmt.Sprintf("%s on %s %s", role, theme, name), s, ground, xterm)
			}
		}
		few := Named(theme)
		few.SetDepth(Sixteen)
		ground := map[string]string{"dark": "#000000", "light": "#ffffff"}[theme]
		for name, palette := range map[string][16]string{"xterm": xterm, "the PC's console": vga} {
			for role, s := range styles(few) {
				pair(fmt.Sprintf("%s on %s of sixteen of %s", role, theme, name), s, ground, palette)
			}
		}
	}
	t.Logf("the least contrast is %.2f", least)
	if got := contrast(lipgloss.Color("#ffffff"), lipgloss.Color("#777777")); math.Abs(got-4.48) > 0.01 { // WebAIM's example
		t.Errorf("the contrast of #777777 on white is counted as %.2f", got)
	}
}
