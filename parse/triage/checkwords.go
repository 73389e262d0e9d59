package triage

import (
	"sort"
	"strings"
)

// Claims that repeat the kernel's own words.

var kernelSays = &kind{name: "kernel-says", says: "the kernel itself says so, in these words", check: checkWords, alone: true}

// says claims that the line of that number has the words; of any line when it is 0.
func says(words string, line int) Claim { return Claim{kind: kernelSays, text: words, line: line} }

// heads claims that the line which opened the report has the words.
func (x *exam) heads(words string) Claim { return says(words, x.headLine()) }

// reported claims no more than that the kernel printed the line: what a sentence
// quotes of it is the kernel's word.
func reported(line int) Claim { return says("", line) }

func checkWords(x *exam, c *Claim) (verdict, []int) {
	if c.line > 0 {
		if t, ok := x.textOf(c.line); ok && strings.Contains(t, c.text) {
			return proved, []int{c.line}
		}
		return open, nil
	}
	if c.text == "" {
		return open, nil
	}
	if n := x.find(c.text); n > 0 {
		return proved, []int{n}
	}
	return open, nil
}

// textOf returns the report's line of that number.
func (x *exam) textOf(n int) (string, bool) {
	body := x.c.Body
	i := sort.Search(len(body), func(i int) bool { return body[i].N >= n })
	for ; i < len(body) && body[i].N == n; i++ { // a line that was printed into another is two
		if body[i].Text != "" {
			return body[i].Text, true
		}
	}
	return "", false
}
