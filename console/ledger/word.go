package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"oopscope/console/link"
	"oopscope/parse/ascii"
	"oopscope/parse/export"
)

// kind tells what a word is about.
type kind string

// The kinds, as they stand in the file.
const (
	aRemark kind = ""      // on a line
	aNote   kind = "note"  // on a crash
	aFolder kind = "saved" // a crash is in a folder
)

// A word is one entry of a journal: what a person said of a line or a crash.
type word struct {
	kind kind
	line int       // number in the file, from 1
	byte int64     // where the line begins in the file, -1 when the entry does not say
	sig  string    // of the crash
	at   time.Time // zero when the entry does not say
	gone bool      // it was taken away
	text string    // the remark, the note, or the folder
	raw  string    // the line

	quoted bool // being read: a line of the text came
}

const wordTime = time.DateTime + "Z"

// render writes an entry: an item of a Markdown list, with the line it is about
// as code below it, and what has several lines as a quotation.
func (w *word) render() string {
	var b strings.Builder
	place := fmt.Sprintf("line %d", w.line)
	if w.byte >= 0 {
		place += fmt.Sprintf(", byte %d", w.byte)
	}
	switch w.kind {
	case aNote:
		place = "note on the crash at " + place
	case aFolder:
		place = "saved the crash at " + place
	}
	if w.sig != "" {
		place += ", signature " + w.sig
	}
	if w.gone {
		place = "~~" + place + "~~"
	}
	fmt.Fprintf(&b, "\n- %s, %s", place, w.at.UTC().Format(wordTime))
	if !w.gone {
		b.WriteString(":")
		if w.kind == aRemark && w.text != "" {
			b.WriteString(" " + export.Clean(w.text))
		}
	}
	fmt.Fprintf(&b, "\n\n      %s\n", export.Clean(w.raw))
	if w.kind != aRemark && !w.gone {
		b.WriteString("\n")
		for line := range strings.SplitSeq(w.text, "\n") {
			b.WriteString(strings.TrimRight("  > "+export.Clean(line), " ") + "\n")
		}
	}
	return b.String()
}

// entry is the first line of an entry. A person may write one by hand and leave
// out what is optional here. It is compiled when a journal is read: it is large,
// and a scan reads none.
var entry = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^- (~~)?(?:(note|saved) (?:on )?(?:the )?crash at )?line (\d{1,18})(?:, byte (\d{1,18}))?(?:, signature ([0-9A-Za-z]{1,128}))?(?:~~)?(?:, (\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ))?(?::(.*))?$`)
})

// readWord reads the first line of an entry.
func readWord(line string) (word, bool) {
	m := entry().FindStringSubmatch(line)
	if m == nil {
		return word{}, false
	}
	w := word{gone: m[1] != "", kind: kind(m[2]), byte: -1, sig: m[5], text: export.Clean(strings.TrimSpace(m[7]))}
	w.line, _ = strconv.Atoi(m[3])
	if m[4] != "" {
		w.byte, _ = strconv.ParseInt(m[4], 10, 64)
	}
	w.at, _ = time.Parse(wordTime, m[6])
	return w, true
}

// readMore reads a line below an entry's first one: the console's line, or more
// of a person's words. What else stands there stays in the file, unread.
func (w *word) readMore(line string) {
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	quoted, quote := strings.CutPrefix(text, ">")
	switch {
	case quote && indent <= 3 && w.kind != aRemark:
		if w.text != "" || w.quoted {
			w.text += "\n"
		}
		w.quoted = true
		w.text += export.Clean(strings.TrimPrefix(quoted, " "))
	case indent >= 6 && w.raw == "" && !w.quoted:
		w.raw = line[6:]
	case w.kind == aRemark && w.raw == "" && indent >= 2: // wrapped by hand
		w.text = strings.TrimSpace(w.text + " " + export.Clean(text))
	}
}

// mark is a remark as the screen knows it.
func (w *word) mark() link.Mark {
	return link.Mark{Line: w.line, Byte: w.byte, Text: w.text, Raw: w.raw, At: w.at, Gone: w.gone}
}

// continues tells whether two words are on one subject.
func (w *word) continues(old *word) bool {
	asked, _ := w.subjects()
	_, found := old.subjects()
	return slices.ContainsFunc(asked, func(s subject) bool { return slices.Contains(found, s) })
}

// sortByTime orders words that stand in several journals.
func sortByTime(words []word) {
	slices.SortStableFunc(words, func(a, b word) int { return a.at.Compare(b.at) })
}

// isSignature tells what may stand as one in a journal.
func isSignature(s string) bool { return len(s) <= 128 && ascii.AllHexDigits(s) }

// A subject is what a word is about: a kind of word on a place, which is a byte
// or, where a person left that out, a line.
type subject struct {
	kind kind
	unit string
	at   int64
}

// subjects returns those that a word may continue, and those that it is found
// by. Lines of one number are two when both say at which byte.
func (w *word) subjects() (asked, found []subject) {
	line := subject{w.kind, "line", int64(w.line)}
	bare := subject{w.kind, "line without a byte", int64(w.line)}
	if w.byte < 0 {
		return []subject{line}, []subject{line, bare}
	}
	byte := subject{w.kind, "byte", w.byte}
	return []subject{byte, bare}, []subject{byte, line}
}

// fold returns the last word on each subject, without those that were taken
// away, in the order in which the subjects were first spoken of.
func fold(words []word) []word {
	var last []word
	known := map[subject]int{}
	for _, w := range words {
		asked, found := w.subjects()
		at := slices.IndexFunc(asked, func(s subject) bool { _, ok := known[s]; return ok })
		if at >= 0 {
			at = known[asked[at]]
			last[at] = w
		} else {
			at = len(last)
			last = append(last, w)
		}
		for _, s := range found {
			known[s] = at
		}
	}
	return slices.DeleteFunc(last, func(w word) bool { return w.gone })
}
