package term

import (
	"bytes"
	"os"
)

// Output is what Bubble Tea draws on, with corrections to what it writes
// that it cannot be asked for. One flush is one Write, so that a sequence is
// never cut. It embeds the file so that Bubble Tea still finds a terminal.
type Output struct{ *os.File }

// The requests for extended keyboard modes: with them some keys would reach the
// board in a form that it does not know.
var keyboardRequests = [][]byte{
	[]byte("\x1b[>4;2m"), []byte("\x1b[>4m"), []byte("\x1b[>1u"), []byte("\x1b[=1;1u"), []byte("\x1b[?u"), []byte("\x1b[<1u"), []byte("\x1b[<u"),
}

// A frame that scrolls a part of the screen sets the margins and sets them back
// to the height it knows. When the terminal has just grown they stay there, and
// the next frame is drawn into the upper part of the screen. That frame clears
// the screen first; it shall lift the margins, too.
var (
	clearAll    = []byte("\x1b[2J")
	clearFreely = []byte("\x1b[r\x1b[H\x1b[2J")
)

// Write writes p, corrected.
func (w Output) Write(p []byte) (int, error) {
	out := p
	for _, seq := range keyboardRequests {
		if bytes.Contains(out, seq) {
			out = bytes.ReplaceAll(out, seq, nil)
		}
	}
	if bytes.Contains(out, clearAll) {
		out = bytes.ReplaceAll(out, clearAll, clearFreely)
	}
	if n, err := w.File.Write(anchored(out)); err != nil {
		return min(n, len(p)), err
	}
	return len(p), nil
}
