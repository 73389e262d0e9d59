package term

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/ui/cell"
	"oopscope/ui/uitest"

	"github.com/charmbracelet/x/ansi"
)

func TestWhatIsAnchored(t *testing.T) {
	at := func(cells int, s string) string {
		return fmt.Sprintf("\x1b7\x1b[?7l\x1b[%dX%s\x1b8\x1b[%dC\x1b[?7h", cells, s, cells)
	}
	for in, want := range map[string]string{
		"plain │ é 串口 한 ─ שׁ مّ ที่ …": "plain │ é 串口 한 ─ שׁ مّ ที่ …",
		"a👨‍👩‍👧b":                      "a" + at(6, "👨‍👩‍👧") + "b",
		"😀👍🏽":                          at(2, "😀") + at(4, "👍🏽"),
		"🇩🇪|हि":                        at(2, "🇩🇪") + "|" + at(2, "हि"),
		"❤️ x":                         at(2, "❤️") + "x", // with the room behind it
		"❤️x":                          at(1, "❤️") + "x",
		"❤️ \x1b[7bx":                  at(1, "❤️") + " \x1b[7bx", // the blank is repeated
		"\x1b]0;😀\x07\x1b[1;3H😀":       "\x1b]0;😀\x07\x1b[1;3H" + at(2, "😀"),
		"ש\u200e":                      "ש\x1b7\x1b[?7l\u200e\x1b8\x1b[?7h",
		"\xff\xf0\x9f":                 "\xff\xf0\x9f",
	} {
		if got := string(anchored([]byte(in))); got != want {
			t.Errorf("%q is written as %q, want %q", in, got, want)
		}
	}
}

// TestNothingMovesWhateverTheTerminalCounts plays what the renderer wrote to a
// terminal that counts every letter of several runes its own way.
func TestNothingMovesWhateverTheTerminalCounts(t *testing.T) {
	for name, count := range map[string]func(string) int{
		"by cluster": func(s string) int { return ansi.StringWidth(s) },
		"by rune":    func(s string) int { return ansi.StringWidthWc(s) },
		"all one":    func(string) int { return 1 },
		"all wide":   func(s string) int { return ansi.StringWidthWc(s) + 1 },
	} {
		for _, line := range uitest.Scripts {
			var l cell.Line
			l.Play(line)
			row := strings.TrimRight(cell.Paint(l.Row, 50), " ") + "  "
			want := ansi.StringWidthWc(ansi.Strip(row))
			if got := advance(string(anchored([]byte(row))), count); got != want {
				t.Errorf("%s: %q ends in column %d, want %d", name, row, got, want)
			}
		}
	}
}

// advance returns how far a terminal's cursor moves. Letters it is sure of are
// as wide as everybody thinks, others as count says.
func advance(s string, count func(string) int) (x int) {
	saved := 0
	for s != "" {
		n := 1
		switch {
		case s[0] == 0x1b:
			n = sequenceLength([]byte(s))
			var cells int
			switch seq := s[:n]; {
			case seq == "\x1b7":
				saved = x
			case seq == "\x1b8":
				x = saved
			case seq[n-1] == 'C':
				fmt.Sscanf(seq, "\x1b[%dC", &cells)
				x += cells
			}
		default:
			var l string
			l, n, _ = cell.Next(s)
			if surely([]byte(l)) {
				x += ansi.StringWidthWc(l)
			} else {
				x += count(l)
			}
		}
		s = s[n:]
	}
	return x
}

func BenchmarkAnchored(b *testing.B) {
	p := []byte(strings.Repeat("[  942.541300] Unable to handle kernel NULL pointer dereference │ at virtual address\x1b[1;1H", 60))
	b.SetBytes(int64(len(p)))
	for b.Loop() {
		anchored(p)
	}
}
