package ui

import (
	"regexp"
	"strings"

	"oopscope/ui/cell"
)

// A matcher finds a text in a line: literally, ignoring case unless the text
// has capitals, or by a regexp.
type matcher struct {
	text string
	re   *regexp.Regexp
	fold bool
}

func newMatcher(text string, asRegexp bool) (*matcher, error) {
	m := &matcher{text: text, fold: text == strings.ToLower(text)}
	if !asRegexp {
		return m, nil
	}
	flags := ""
	if m.fold {
		flags = "(?i)"
	}
	re, err := regexp.Compile(flags + text)
	m.re = re
	return m, err
}

// all returns where the matches in s begin and end. A regexp sees the whole
// line, or "^" would match behind every match.
func (m *matcher) all(s string) (found [][]int) {
	if m.re != nil {
		return m.re.FindAllStringIndex(s, -1)
	}
	for from := 0; m.text != ""; {
		i := indexFold(s[from:], m.text, m.fold)
		if i < 0 {
			break
		}
		found = append(found, []int{from + i, from + i + len(m.text)})
		from += i + len(m.text)
	}
	return found
}

func (m *matcher) in(s string) bool {
	if m.re != nil {
		return m.re.MatchString(s)
	}
	return indexFold(s, m.text, m.fold) >= 0
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

// A filter says which lines are shown. The record always has all of them.
type filter struct {
	match *matcher
	not   bool // lines without the text
	worst int8 // show this syslog level and worse; 0 for all
}

func (f *filter) active() bool { return f.match != nil || f.worst > 0 }

// words describes the filter for the status line.
func (f *filter) words() string {
	s := map[int8]string{4: "warnings", 3: "errors"}[f.worst]
	if f.match == nil {
		return s
	}
	if s != "" {
		s += ", "
	}
	if f.not {
		return s + "without " + f.match.text
	}
	return s + f.match.text
}

// shows tells whether a line passes. Consoles rarely print levels, so a line
// without one is judged by what the decoder thought of it and by its words.
func (f *filter) shows(r *logLine, book *crashBook) bool {
	if f.worst > 0 && r.mark == 0 && book.covering(r.n) == nil && !f.bad(r) {
		return false
	}
	return f.match == nil || f.match.in(r.plain()) != f.not
}

func (f *filter) bad(r *logLine) bool {
	if r.level >= 0 {
		return r.level <= f.worst
	}
	return errorWords.in(r.text) || f.worst >= 4 && warningWords.in(r.text)
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

func (w *wordSet) in(s string) bool {
	for i := range len(s) {
		for _, word := range w[lower(s[i])] {
			if len(s)-i >= len(word) && equalFold(s[i:i+len(word)], word) {
				return true
			}
		}
	}
	return false
}

var (
	errorWords   = newWordSet("error", "fail", "panic", "bug:", "oops", "unable to", "cannot", "couldn't")
	warningWords = newWordSet("warn", "timeout", "timed out", "invalid", "not found", "deprecated", "missing")
)

// troubled tells whether the line by itself is bad news.
func (r *logLine) troubled() bool { return r.mark > 0 || r.level >= 0 && r.level <= 3 }

// plain returns the row's text as it is seen.
func (r *logLine) plain() string {
	if !r.odd {
		return r.text
	}
	return cell.Clean(r.text)
}
