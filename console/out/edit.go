package out

import "strings"

// Edit reads what a shell or a boot loader sends to edit the line that is being
// typed: backspace, carriage return and bell, and the sequences that move and
// erase to the left and right of the cursor (CSI n C D K P @, and J for what is
// below, where nothing is). It returns the length of what s begins with, 0 when
// it is none of them. None reaches the rows above.
func Edit(s string) int {
	if s[0] == '\b' || s[0] == '\r' || s[0] == '\a' {
		return 1
	}
	body, ok := strings.CutPrefix(s, "\x1b[")
	if !ok {
		return 0
	}
	digits := len(body) - len(strings.TrimLeft(body, "0123456789"))
	if digits == len(body) || digits > 4 {
		return 0
	}
	switch c := body[digits]; {
	case strings.IndexByte("CDP@", c) >= 0, c == 'K', c == 'J' && strings.Trim(body[:digits], "0") == "":
		return len("\x1b[") + digits + 1
	}
	return 0
}
