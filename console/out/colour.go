package out

import (
	"slices"
	"strconv"
	"strings"
)

// MaxColour is how long, in bytes, a sequence that selects a colour may be.
const MaxColour = 64

// Colour reads the sequence that selects colours (SGR: ESC [ numbers m) s
// begins with. It returns the sequence's length, 0 when there is none, and
// the same with nothing in it but colours, bold, underline, reverse and their
// ends: concealed and blinking text, fonts and what no terminal agrees about
// are left out, and "" is returned when nothing remains.
func Colour(s string) (n int, colour string) {
	body, ok := strings.CutPrefix(s, "\x1b[")
	if !ok {
		return 0, ""
	}
	end := strings.IndexByte(body[:min(len(body), MaxColour-2)], 'm')
	if end < 0 || strings.Trim(body[:end], "0123456789;:") != "" {
		return 0, ""
	}
	n = len("\x1b[") + end + 1
	codes := allowed(strings.FieldsFunc(body[:end]+";", func(r rune) bool { return r == ';' }))
	switch {
	case body[:end] == "":
		return n, "\x1b[m"
	case len(codes) == 0:
		return n, ""
	}
	return n, "\x1b[" + strings.Join(codes, ";") + "m"
}

// allowed returns the codes that pass. A colour of the large palettes is one
// code of several numbers, which stand behind it or within it: 38;5;208 38:2::1:2:3.
func allowed(codes []string) (pass []string) {
	for i := 0; i < len(codes); i++ {
		first, rest, within := strings.Cut(codes[i], ":")
		if first != "38" && first != "48" {
			if !within && ours(first) {
				pass = append(pass, first)
			}
			continue
		}
		parts := codes[i+1:]
		if within {
			parts = slices.DeleteFunc(strings.Split(rest, ":"), func(s string) bool { return s == "" })
		}
		used, ok := palette(parts)
		if ok {
			pass = append(append(pass, first), parts[:used]...)
		}
		if !within {
			i += used
		}
	}
	return pass
}

// ours tells the codes of one number that pass.
func ours(code string) bool {
	n, err := strconv.Atoi(code)
	if err != nil || len(code) > 3 {
		return false
	}
	return slices.Contains([]int{0, 1, 4, 7, 22, 24, 27, 39, 49}, n) ||
		n >= 30 && n <= 37 || n >= 40 && n <= 47 || n >= 90 && n <= 97 || n >= 100 && n <= 107
}

// palette reads what follows 38 or 48: 5;index or 2;r;g;b. It returns how many
// numbers that are, also of a colour that does not pass.
func palette(parts []string) (used int, ok bool) {
	if len(parts) > 0 {
		used = map[string]int{"5": 2, "2": 4}[parts[0]]
	}
	if used == 0 || used > len(parts) {
		return len(parts), false
	}
	for _, s := range parts[1:used] {
		if n, err := strconv.Atoi(s); err != nil || n > 255 || len(s) > 3 {
			return used, false
		}
	}
	return used, true
}
