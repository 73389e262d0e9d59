// Package match finds a text, or words that mean trouble, in lines: without
// allocating, because it runs over every line there is.
package match

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"oopscope/parse/ascii"
)

// A Matcher finds a text in a line: literally, ignoring case unless the text
// has capitals, or by a regexp.
type Matcher struct {
	Text   string
	Regexp *regexp.Regexp // nil when the text is meant literally
	fold   bool
	cost   int // instructions of the regexp's program
}

// New returns what finds a text. It fails on a regexp that is none.
func New(text string, asRegexp bool) (*Matcher, error) {
	m := &Matcher{Text: text, fold: text == strings.ToLower(text)}
	if !asRegexp {
		return m, nil
	}
	flags := ""
	if m.fold {
		flags = "(?i)"
	}
	re, err := regexp.Compile(flags + text)
	m.Regexp, m.cost = re, max(instructions(flags+text), 1)
	return m, err
}

// instructions is the size of a regexp's program, 0 for what is no regexp.
func instructions(expr string) int {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return 0
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return 0
	}
	return len(prog.Inst)
}

// All returns where the matches in s begin and end. A regexp sees the whole
// line, or "^" would match behind every match.
func (m *Matcher) All(s string) (found [][]int) {
	if m.Regexp != nil {
		return m.Regexp.FindAllStringIndex(s, -1)
	}
	for from := 0; m.Text != ""; {
		i := indexFold(s[from:], m.Text, m.fold)
		if i < 0 {
			break
		}
		found = append(found, []int{from + i, from + i + len(m.Text)})
		from += i + len(m.Text)
	}
	return found
}

// Within returns the part of a line that can be looked through while it is drawn,
// whatever the regexp: RE2 takes time by the size of its program for every byte.
func (m *Matcher) Within(s string) string {
	if m.Regexp == nil || len(s)*m.cost <= mostSteps {
		return s
	}
	n := mostSteps / m.cost
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// mostSteps is some milliseconds of the slowest way that a regexp is run.
const mostSteps = 1 << 18

// In reports whether the text is in a line.
func (m *Matcher) In(s string) bool {
	if m.Regexp != nil {
		return m.Regexp.MatchString(s)
	}
	return indexFold(s, m.Text, m.fold) >= 0
}

// Likely reports whether the text may be in any of the lines that stand in raw, as
// they are seen. Most pieces of a log answer no at the speed of memory.
func (m *Matcher) Likely(raw []byte) bool {
	if m.Regexp != nil || m.Text == "" || indexFold(string(raw), m.Text, m.fold) >= 0 {
		return true
	}
	for len(raw) > 0 {
		line := raw
		if end := bytes.IndexByte(raw, '\n'); end >= 0 {
			line = raw[:end]
		}
		if raw = raw[min(len(line)+1, len(raw)):]; !ascii.IsPlain(bytes.TrimRight(line, "\r")) {
			return true // it may look otherwise
		}
	}
	return false
}

// indexFold is strings.Index, ignoring the case of ASCII letters when asked;
// text is in lower case then. It allocates nothing: it runs over every line.
func indexFold(s, text string, fold bool) int {
	if !fold || text == "" {
		return strings.Index(s, text)
	}
	for i := 0; ; i++ {
		next := indexLetter(s[i:], text[0])
		if next < 0 || i+next+len(text) > len(s) {
			return -1
		}
		if i += next; equalFold(s[i:i+len(text)], text) {
			return i
		}
	}
}

// indexLetter finds a byte, or the capital of a letter.
func indexLetter(s string, c byte) int {
	i := strings.IndexByte(s, c)
	if c < 'a' || c > 'z' {
		return i
	}
	if i >= 0 {
		s = s[:i]
	}
	if capital := strings.IndexByte(s, c-'a'+'A'); capital >= 0 {
		return capital
	}
	return i
}

func equalFold(s, text string) bool {
	for i := range len(text) {
		if lower(s[i]) != text[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// wordSet is a set of words in lower case, found in one pass over a line.
type wordSet [256][]string

func newWordSet(list ...string) *wordSet {
	var w wordSet
	for _, s := range list {
		w[s[0]] = append(w[s[0]], s)
	}
	return &w
}

func (w *wordSet) In(s string) bool {
	for i := range len(s) {
		for _, word := range w[lower(s[i])] {
			if len(s)-i >= len(word) && equalFold(s[i:i+len(word)], word) {
				return true
			}
		}
	}
	return false
}

// The words of lines that say no level, by which they are judged.
var (
	ErrorWords   = newWordSet("error", "fail", "panic", "bug:", "oops", "unable to", "cannot", "couldn't")
	WarningWords = newWordSet("warn", "timeout", "timed out", "invalid", "not found", "deprecated", "missing")
)
