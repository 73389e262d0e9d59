package term

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/letter"
	"oopscope/ui/cell"
)

// Terminals disagree about how many cells some letters take: a family of
// emoji, a syllable of Hindi, an emoji newer than the terminal. Where a
// terminal counts otherwise than the renderer, everything behind the letter
// would move, the pane's border and the pane beside it, too. So such a letter
// is anchored: its cells are erased, it is written without wrapping, and the
// cursor is then put where the renderer believes it to be. A terminal that
// draws the letter in fewer cells leaves the others empty; in none does
// anything leave its place.

// anchored returns a frame with its doubtful letters anchored.
func anchored(p []byte) []byte {
	if bytes.IndexFunc(p, func(r rune) bool { return r >= utf8.RuneSelf && !sure(r) }) < 0 {
		return p
	}
	out := make([]byte, 0, len(p)+256)
	for i := 0; i < len(p); {
		n, text := 1, false
		switch {
		case p[i] == 0x1b:
			n = sequenceLength(p[i:])
		case i+1 < len(p) && p[i]|p[i+1] >= utf8.RuneSelf || p[i] >= utf8.RuneSelf:
			n, text = letterLength(p[i:]), true
		}
		if !text || surely(p[i:i+n]) {
			out = append(out, p[i:i+n]...)
			i += n
			continue
		}
		cells := ansi.WcWidth.StringWidth(string(p[i : i+n]))
		out = appendAnchored(out, p[i:i+n], cells+roomBehind(p[i:], n, cells))
		i += n + roomBehind(p[i:], n, cells)
	}
	return out
}

func appendAnchored(out, drawn []byte, cells int) []byte {
	out = append(out, "\x1b7\x1b[?7l"...)
	if cells > 0 {
		out = strconv.AppendInt(append(out, "\x1b["...), int64(cells), 10)
		out = append(out, 'X')
	}
	out = append(append(out, drawn...), "\x1b8"...)
	if cells > 0 {
		out = strconv.AppendInt(append(out, "\x1b["...), int64(cells), 10)
		out = append(out, 'C')
	}
	return append(out, "\x1b[?7h"...)
}

// repeats tells that p begins with a blank that the terminal is told to repeat (REP).
func repeats(p []byte) bool {
	count, ok := bytes.CutPrefix(p, []byte(" \x1b["))
	return ok && bytes.HasPrefix(bytes.TrimLeft(count, "0123456789"), []byte("b"))
}

// roomBehind returns 1 where the blank behind a letter is the room that it was
// given (see cell.LetterWidth): writing a blank there would cut the letter in half.
func roomBehind(p []byte, n, cells int) int {
	if n < len(p) && p[n] == ' ' && cell.LetterWidth(string(p[:n])) > cells && !repeats(p[n:]) {
		return 1
	}
	return 0
}

// sequenceLength is the length of the escape sequence p begins with.
func sequenceLength(p []byte) int {
	if len(p) > 1 && p[1] == ']' {
		return cell.StringSequence(string(p))
	}
	i, last := 1, byte(0x2f) // of what stands before the final byte
	if len(p) > 1 && p[1] == '[' {
		i, last = 2, 0x3f
	}
	for i < len(p) && p[i] >= 0x20 && p[i] <= last {
		i++
	}
	return min(i+1, len(p))
}

func letterLength(p []byte) int {
	n, _ := letter.Next(string(p[:min(len(p), 256)]))
	return n
}

// surely tells letters whose width terminals agree about: one rune of old and
// with it marks that never take a cell.
func surely(p []byte) bool {
	r, n := utf8.DecodeRune(p)
	if !sure(r) {
		return false
	}
	return bytes.IndexFunc(p[n:], func(r rune) bool { return !unicode.Is(unicode.Mn, r) || r >= 0xfe00 && r <= 0xfe0f }) < 0
}

func sure(r rune) bool {
	return r < 0x900 || r == utf8.RuneError || r >= 0xe00 && r < 0xe80 && r != 0xe33 || r >= 0x10a0 && r < 0x1100 || r >= 0x1e00 && r < 0x200b ||
		r >= 0x2010 && r < 0x202a || r >= 0x2030 && r < 0x2300 || r >= 0x2500 && r < 0x2600 || r >= 0x2800 && r < 0x2900 ||
		r >= 0x3001 && r < 0xa4d0 || r >= 0xac00 && r < 0xd7a4 || r >= 0xff01 && r < 0xff61
}
