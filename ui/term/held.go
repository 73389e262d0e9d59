package term

import "bytes"

// Mostly nobody looks at the emulator: lines come and come, and the log shows them.
// To scroll it by each of them costs more than all else that is done with a line.
// So text waits until something depends on it, a sequence, a look, and of text that
// is longer than the screen the emulator gets only what would be left of it.

// heldMost is how much text waits.
const heldMost = 32 << 10

// hold keeps text for the emulator.
func (t *screen) hold(p []byte) {
	t.held = append(t.held, p...)
	if len(t.held) <= heldMost {
		return
	}
	if !t.parted {
		t.held = append(t.held[:0], lastLines(t.held, t.h+1)...)
	}
	if len(t.held) > heldMost/2 {
		t.settle()
	}
}

// settle gives the emulator what waited.
func (t *screen) settle() {
	if len(t.held) == 0 {
		return
	}
	text := string(t.held)
	t.held = t.held[:0]
	t.writeText(text)
}

// lastLines returns the last n lines of text, and the unfinished one, if what is
// before them ends at the left edge. Else it returns all.
func lastLines(text []byte, n int) []byte {
	at := len(text)
	for range n + 1 {
		if at = bytes.LastIndexByte(text[:at], '\n'); at < 0 {
			return text
		}
	}
	if rest := text[at+1:]; at > 0 && text[at-1] == '\r' || bytes.HasPrefix(rest, []byte("\r")) {
		return rest
	}
	return text
}
