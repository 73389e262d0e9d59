package class

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"oopscope/parse/ascii"
	"oopscope/parse/crash"
)

// A Matcher is a header made ready to be looked for.
type Matcher struct {
	*Header
	Class *Class
	Rank  int // position in the table: earlier headers win

	once  sync.Once
	begin string         // every text that matches begins so
	re    *regexp.Regexp // nil when that is all
}

// A Hit is a header line found in a report.
type Hit struct {
	*Matcher
	Groups map[string]string // of its pattern, those that are not empty
	At     crash.BodyLine
}

// Match returns the named groups of the header in a text, nil when it is not
// this header. Texts reach it only when they hold the literal.
func (m *Matcher) Match(text string) map[string]string {
	if !m.begins(text) {
		return nil
	}
	if m.re == nil {
		if m.excludes(text) {
			return nil
		}
		return map[string]string{}
	}
	found := m.re.FindStringSubmatch(text)
	if found == nil || m.excludes(text) {
		return nil
	}
	groups := make(map[string]string, len(found))
	for i, name := range m.re.SubexpNames() {
		if name != "" && found[i] != "" {
			groups[name] = found[i]
		}
	}
	return groups
}

// Fits reports whether a text is this header.
func (m *Matcher) Fits(text string) bool {
	return m.begins(text) && (m.re == nil || m.re.MatchString(text)) && !m.excludes(text)
}

// Next returns the next place of a text, at or behind from, at which this header may
// begin; -1 when there is none.
func (m *Matcher) Next(text string, from int) int {
	m.once.Do(m.compile)
	what, here := m.begin, false
	if what == "" { // anywhere in front of its literal
		what, here = m.Literal, true
	}
	i := strings.Index(text[min(from, len(text)):], what)
	switch {
	case i < 0:
		return -1
	case here:
		return from
	}
	return from + i
}

func (m *Matcher) begins(text string) bool {
	m.once.Do(m.compile)
	return strings.HasPrefix(text, m.begin)
}

// excludes tells that a word stands in the text which the header does not have.
func (m *Matcher) excludes(text string) bool {
	return slices.ContainsFunc(m.Not, func(not string) bool { return ascii.ContainsFold(text, not) })
}

// compile makes the pattern ready. Most texts that hold the literal hold it elsewhere,
// which the first bytes tell without a regexp.
func (m *Matcher) compile() {
	if m.Pattern == "" {
		m.begin = m.Literal
		return
	}
	m.re = regexp.MustCompile(m.Pattern)
	if p, err := syntax.Parse(m.Pattern, syntax.Perl); err == nil && p.Op == syntax.OpConcat && len(p.Sub) > 1 {
		if first := p.Sub[1]; p.Sub[0].Op == syntax.OpBeginText && first.Op == syntax.OpLiteral && first.Flags&syntax.FoldCase == 0 {
			m.begin = string(first.Rune)
		}
	}
}

// Best returns the class that the headers of a report give it, nil when none
// does: anything says more than a panic's echo, otherwise the table's order
// decides.
func Best(hits []Hit) *Class {
	var best *Matcher
	for i := range hits {
		if m := hits[i].Matcher; m.Role != Hints && (best == nil || m.tellsMore(best)) {
			best = m
		}
	}
	if best == nil {
		return nil
	}
	return best.Class
}

func (m *Matcher) tellsMore(o *Matcher) bool {
	if (m.Role == Panics) != (o.Role == Panics) {
		return o.Role == Panics
	}
	return m.Rank < o.Rank
}
