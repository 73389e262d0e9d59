package ui

import (
	"regexp"
	"strings"
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
