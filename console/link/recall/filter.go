// Package recall makes what the ledger knows fit to be read, on the command line
// and on the screen alike: which signatures are asked for, and pictures of how
// they lie over boots and over the time that a boot lasted. It draws letters and
// knows neither a terminal nor the disk.
package recall

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"oopscope/console/link"
)

// A Filter says which signatures are asked for: those that all of its words fit.
// The zero value asks for all but those that nobody wants to hear of.
type Filter struct {
	words []word
	all   bool // a status is asked for, so that none is left out
}

// A word fits a signature, or, when it is negated, does not.
type word struct {
	not bool
	fit func(*link.Group) bool
}

// names are what can be asked of a signature by name, as in kernel:5.10.
var names = map[string]func(g *link.Group, value string, now time.Time) bool{
	"kernel": func(g *link.Group, v string, _ time.Time) bool { return anyHas(g.Kernels, v) },
	"board": func(g *link.Group, v string, _ time.Time) bool {
		return anyHas(append(slices.Clone(g.Boards), g.Last.Board), v)
	},
	"class": func(g *link.Group, v string, _ time.Time) bool { return has(g.Class, v) },
	"tag":   func(g *link.Group, v string, _ time.Time) bool { return anyHas(g.Verdict.Tags, v) },
	"errno": func(g *link.Group, v string, _ time.Time) bool { return has(g.Errno, v) },
	"status": func(g *link.Group, v string, _ time.Time) bool {
		return has(string(g.Verdict.Status), v) || g.Back && v == "back"
	},
	"since": func(g *link.Group, v string, now time.Time) bool { return !g.Last.At.Before(start(v, now)) },
}

// ParseFilter reads words: text that stands in the title, the function, the
// signature or a note; kernel:, board:, class:, tag:, errno: and status: with what
// to look for there; since: with a day (2026-11-20) or an age (7d, 12h) of the last
// time. A ! in front turns a word around.
func ParseFilter(words []string, now time.Time) (Filter, error) {
	var f Filter
	for _, text := range words {
		bare, not := strings.CutPrefix(text, "!")
		f.all = f.all || strings.HasPrefix(bare, "status:")
		if bare == "" {
			continue
		}
		name, value, named := strings.Cut(bare, ":")
		ask := names[name]
		switch {
		case !named || ask == nil:
			f.words = append(f.words, word{not, func(g *link.Group) bool { return mentions(g, bare) }})
			continue
		case name == "since" && start(value, now).IsZero():
			return f, fmt.Errorf("since:%s: give a day like 2026-11-20, or an age like 7d or 12h", value)
		case value == "":
			return f, fmt.Errorf("%s: what? Give what to look for behind it", bare)
		}
		f.words = append(f.words, word{not, func(g *link.Group) bool { return ask(g, value, now) }})
	}
	return f, nil
}

// Fits reports whether a signature is asked for.
func (f Filter) Fits(g *link.Group) bool {
	for _, w := range f.words {
		if w.fit(g) == w.not {
			return false
		}
	}
	return true
}

// Of returns those that are asked for, and how many of them were left out because
// nobody wants to hear of them.
func (f Filter) Of(groups []link.Group) (shown []link.Group, ignored int) {
	for i := range groups {
		switch g := &groups[i]; {
		case !f.Fits(g):
		case g.Verdict.Status == link.Ignore && !f.all:
			ignored++
		default:
			shown = append(shown, *g)
		}
	}
	return shown, ignored
}

func mentions(g *link.Group, text string) bool {
	if has(g.Title, text) || has(g.Class, text) || strings.HasPrefix(g.Key, text) || g.Bug != "" && strings.HasPrefix(g.Bug, text) {
		return true
	}
	return slices.ContainsFunc(g.Verdict.Notes, func(n link.Note) bool { return has(n.Text, text) })
}

func anyHas(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return has(s, text) })
}

// has looks for a text; small letters match both cases.
func has(s, text string) bool {
	if text == strings.ToLower(text) {
		s = strings.ToLower(s)
	}
	return strings.Contains(s, text)
}

// start reads a day or an age; the zero time is for what is neither.
func start(value string, now time.Time) time.Time {
	if day, err := time.ParseInLocation(time.DateOnly, value, now.Location()); err == nil {
		return day
	}
	if days, ok := strings.CutSuffix(value, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n)
		}
	}
	if age, err := time.ParseDuration(value); err == nil && age >= 0 {
		return now.Add(-age)
	}
	return time.Time{}
}
