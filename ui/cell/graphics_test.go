package cell

import (
	"strings"
	"testing"
)

// drawnAs is what a line looks like.
func drawnAs(s string) string {
	var l Line
	l.Play(s)
	var b strings.Builder
	for _, g := range l.Row {
		b.WriteRune(g.Rune)
	}
	return b.String()
}

// TestLinesOfDialogs: what a terminal draws as lines is no q and x here, however the board
// said so; letters that only follow a stray SO stay letters.
func TestLinesOfDialogs(t *testing.T) {
	for said, want := range map[string]string{
		"\x1b(0lqqk\x1b(B ok":                "┌──┐ ok",
		"\x1b)0\x0emqj\x0f quit":             "└─┘ quit",
		"\x0ex\x0f  text  \x0ex\x0f":         "│  text  │",
		"\x0etqqu":                           "├──┤",
		"\x0equit\x0f":                       "quit",
		"\x0e\x0f":                           "",
		"\x1b(0A_~\x1b(B~":                   "A ·~",
		"\x1b(0q\x1b[1mq\x1b[0m\x1b(Bq":      "──q",
		"\x1b(0q\r\x1b(Bx":                   "x",
		"q\x1b(":                             "q",
		"\x1b)0q":                            "q",
		"\x1b(0a\xc3\xa4q":                   "▒ä─",
		"\x1b(0\x0eq\x0fq":                   "──",
		"\x1b(0" + "`fg{|}" + "\x1b(B`fg{|}": "◆°±π≠£`fg{|}",
		"\x1b(0bopqrs":                       "·─────",
	} {
		if got := drawnAs(said); got != want {
			t.Errorf("%q is drawn as %q, want %q", said, got, want)
		}
	}
	DrawASCII(true)
	defer DrawASCII(false)
	if got := drawnAs("\x1b(0lqwqk x tnu mvj a\x1b(B"); got != "+-+-+ | +++ `++ #" {
		t.Errorf("in ASCII: %q", got)
	}
}
