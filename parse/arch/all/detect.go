package all

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

// Detect tells which architecture printed the lines: the one whose claims add
// up to most. It returns nil when no line, or one that fits several, points to
// any: what came before in the same capture then says more.
func Detect(lines []arch.Line) *arch.Arch {
	var sums [32]int // as many architectures as there are, and some
	for _, l := range lines {
		frame, head := plainFrame(l.Text), firstByte(l.Text)
		for i, a := range List {
			if a.MayClaim(head) && (a.ClaimsFrames || !frame) {
				sums[i] += a.Claims(l.Text)
			}
		}
	}
	var best *arch.Arch
	most := 1
	for i, a := range List {
		if sums[i] > most {
			best, most = a, sums[i]
		}
	}
	return best
}

// firstByte is the first byte of a line that is no blank, 0 without any.
func firstByte(t string) byte {
	for i := 0; i < len(t); i++ {
		if t[i] != ' ' {
			return t[i]
		}
	}
	return 0
}

// plainFrame tells a frame with nothing but a name and an offset, the most
// frequent of lines; a blank stands in front of it and perhaps a question mark:
//
//	? do_one_initcall+0x34/0x1a0
func plainFrame(t string) bool {
	i := 0
	for i < len(t) && t[i] == ' ' {
		i++
	}
	if i == 0 {
		return false
	}
	if strings.HasPrefix(t[i:], "? ") {
		i += len("? ")
	}
	name := i
	for i < len(t) && ofName(t[i]) {
		i++
	}
	if i == name || !strings.HasPrefix(t[i:], "+0x") {
		return false
	}
	for i += len("+0x"); i < len(t) && (t[i] == '/' || t[i] == 'x' || ascii.IsHexDigit(t[i])); i++ {
	}
	return i == len(t)
}

// ofName tells what the name of a function is made of.
func ofName(c byte) bool { return ascii.IsLetter(c) || ascii.IsDigit(c) || c == '_' || c == '.' }
