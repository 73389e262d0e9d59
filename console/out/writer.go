package out

import (
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"oopscope/parse/ascii"
	"oopscope/parse/letter"
)

// A Writer passes text on that is fit for a terminal. A letter may come in
// pieces. It may be used by several goroutines.
type Writer struct {
	to     io.Writer
	colour bool
	edits  bool // what edits a line passes (see Edit)
	ascii  bool // nothing else does (see letter.InASCII)

	mu   sync.Mutex
	held string // begun and not complete: a rune, a colour
	last string // the letter written last, for marks that stand on it
}

// New returns a Writer to w that passes colours (see Colour) when asked.
func New(w io.Writer, colour bool) *Writer { return &Writer{to: w, colour: colour} }

// Write writes all of p, made harmless.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(p); n > 0 && w.held == "" && harmless(p) == n {
		w.last = strings.TrimLeft(string(p[n-1:]), "\n\t")
		return w.to.Write(p)
	}
	text := w.clean(string(p))
	if w.ascii {
		text = letter.InASCII(text)
	}
	if _, err := io.WriteString(w.to, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// harmless returns how much at the beginning of p is printable ASCII, line ends
// and tabs.
func harmless[T string | []byte](p T) int {
	const piece = 32 // most of a long text is letters only
	for i := 0; i < len(p); {
		end := min(i+piece, len(p))
		if ascii.IsPlain(p[i:end]) {
			i = end
			continue
		}
		for ; i < end; i++ {
			if c := p[i]; (c < ' ' || c >= 0x7f) && c != '\n' && c != '\t' {
				return i
			}
		}
	}
	return len(p)
}

// clean returns what is written of s, behind what was written and held before:
// a letter's marks, and the rest of its bytes, may come later than its beginning.
func (w *Writer) clean(s string) string {
	var b strings.Builder
	written := len(w.last)
	s = w.last + w.held + s
	w.last, w.held = "", ""
	for s != "" {
		n, piece := harmless(s)-1, "" // a mark may stand on the last one
		if n > written {
			piece = s[:n]
		} else if n, piece = w.next(s); n == 0 {
			w.held = s
			break
		}
		w.last = ""
		if piece == s[:n] && s[n-1] >= ' ' && s[0] != 0x1b {
			w.last = piece
		}
		b.WriteString(piece[min(written, len(piece)):])
		written, s = 0, s[n:]
	}
	return b.String()
}

// next returns the length of what s begins with and what is written of it; 0
// when more must come first.
func (w *Writer) next(s string) (n int, piece string) {
	switch {
	case s[0] == '\n' || s[0] == '\t':
		return 1, s[:1]
	case w.edits && Edit(s) > 0:
		n = Edit(s)
		return n, s[:n]
	case s[0] == 0x1b && (w.colour || w.edits):
		if n, colour := Colour(s); n > 0 && w.colour {
			return n, colour
		} else if n == 0 && len(s) < MaxColour && strings.Trim(s[1:], "[0123456789;:") == "" {
			return 0, ""
		}
	case !utf8.FullRuneInString(s):
		return 0, ""
	}
	n, ok := letter.Next(s)
	if !ok {
		return n, letter.Spell(s[:n])
	}
	return n, s[:n]
}
