package term

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// However much text came while nobody looked, the screen is what it would be had
// somebody looked all the time.
func TestTextThatWaitedIsDrawnAsEver(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	skipped := 0
	for round := range 3 {
		lazy, eager := silentScreen(), silentScreen()
		end := "\r\n"
		if round == 1 {
			end = "\n" // steps, that nothing may be left out of
		}
		for range 25 {
			var b strings.Builder
			for n := range dice.IntN(80) {
				fmt.Fprintf(&b, "[%5d.%06d] %s%s", n, dice.IntN(1e6), strings.Repeat("word grün ", dice.IntN(20)), end)
			}
			switch dice.IntN(24) {
			case 0:
				b.WriteString("\x1b[31mred\x1b[m")
			case 1:
				b.WriteString("\x1b[3;9r\x1b[4h")
			case 2:
				b.WriteString("\x1b[r\x1b[4l\x1b[5;5H")
			case 3:
				b.WriteString("\x1b[?1049h")
			}
			before := len(lazy.held)
			lazy.Feed([]byte(b.String()))
			if len(lazy.held) > 0 && len(lazy.held) < before {
				skipped++
			}
			for rest := []byte(b.String()); len(rest) > 0; {
				n := min(1+dice.IntN(60), len(rest))
				eager.Feed(rest[:n])
				eager.settle()
				rest = rest[n:]
			}
			if len(lazy.held) > heldMost {
				t.Fatalf("%d bytes wait", len(lazy.held))
			}
		}
		if got, want := rowsOf(lazy), rowsOf(eager); got != want {
			t.Fatalf("round %d shows\n%s\nwant\n%s", round, got, want)
		}
		if got, want := lazy.now().CursorPosition(), eager.now().CursorPosition(); got != want {
			t.Errorf("round %d: the cursor is at %v, want %v", round, got, want)
		}
	}
	if skipped == 0 {
		t.Error("nothing was left out")
	}
}

func TestLastLines(t *testing.T) {
	for text, want := range map[string]string{
		"a\r\nb\r\nc\r\nd": "b\r\nc\r\nd", "a\n\rb\n\rc\n\rd": "\rb\n\rc\n\rd",
		"a\nb\nc\nd": "a\nb\nc\nd", "b\r\nc\r\nd": "b\r\nc\r\nd", "": "",
	} {
		if got := string(lastLines([]byte(text), 2)); got != want {
			t.Errorf("of %q %q, want %q", text, got, want)
		}
	}
}
