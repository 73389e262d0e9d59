package crash

import "strings"

// Widths at which lines are broken, in characters: by mailers, who take the blank
// away at which they do, and by terminals, who take nothing.
const (
	leastBroken = 30
	mailWidth   = 72
	termWidth   = 80

	leastHeader = 50
)

// Continues reports whether a line is the rest of the one before it, which was too
// long for whoever handed the log on: the kernel's time stands before every line
// but this one, and its first word did not fit any more. rest says that the line
// before was such a rest itself.
func (l *BodyLine) Continues(before *BodyLine, rest bool) bool {
	width := len(before.Raw)
	if before.Micro < 0 && !rest || l.Micro >= 0 || l.N != before.N+1 || width < leastBroken || width > termWidth {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimLeft(l.Text, " "), " ")
	if strings.HasPrefix(word, "#") { // a prompt, or what a script wrote
		return false
	}
	return word != "" && (width == termWidth || l.Text[0] != ' ' && width+1+len(word) > mailWidth || l.Text[0] == ' ' && lacksRelease(before.Text))
}

// lacksRelease tells a CPU's line that a mailer broke within the blanks between the
// letters of its taint: the kernel's release follows.
//
//	CPU: 20 PID: 394 Comm: kworker/u512:3 Tainted: G
//	    E     5.11.0-rc1 #172
func lacksRelease(text string) bool {
	_, taint, ok := strings.Cut(text, " Tainted: ")
	return ok && strings.HasPrefix(text, "CPU: ") && !strings.ContainsAny(taint, "0123456789")
}

// MayFollow reports whether a line without a time may be the rest of another such
// line: whoever breaks lines had no room for its first word.
func (l *BodyLine) MayFollow(before *BodyLine) bool {
	if before.Micro >= 0 || l.Micro >= 0 || l.N != before.N+1 || len(before.Raw) < leastBroken || !before.Fits() {
		return false
	}
	word, _, _ := strings.Cut(l.Text, " ")
	return word != "" && len(before.Raw)+1+len(word) > mailWidth
}

// MayBreak reports whether a line of so many bytes is long enough for its rest to
// stand on the next one.
func MayBreak(width int) bool { return width >= leastHeader && width <= termWidth }

// Fits reports whether a line is short enough for those who break long ones, or one
// word, which mailers do not break.
func (l *BodyLine) Fits() bool {
	return len(l.Raw) <= termWidth || !strings.Contains(strings.TrimSpace(l.Raw), " ")
}

// Rejoin is a text that ends with this line, and goes on with the rest of it.
func (l *BodyLine) Rejoin(text string, rest *BodyLine) string {
	if len(l.Raw) == termWidth || strings.HasSuffix(text, " ") { // which format=flowed leaves (RFC 3676)
		return text + rest.Text
	}
	return text + " " + rest.Text
}
