package class

import (
	"regexp"
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

	once sync.Once
	re   *regexp.Regexp
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
	for _, n := range m.Not {
		if ascii.ContainsFold(text, n) {
			return nil
		}
	}
	if m.Pattern == "" {
		if !strings.HasPrefix(text, m.Literal) {
			return nil
		}
		return map[string]string{}
	}
	m.once.Do(func() { m.re = regexp.MustCompile(m.Pattern) })
	found := m.re.FindStringSubmatch(text)
	if found == nil {
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
