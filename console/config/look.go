package config

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/console/link"
)

// Look is how a person reads the console, and is told of a crash.
type Look struct {
	Filters    []link.Rule // by name; those that are on from the start say so
	Highlights []link.Rule
	on         []string // names of filters that are to be on
	Mouse      bool     // the wheel scrolls the log
	Bell       bool     // rings at a crash
	Title      bool     // of the window tells of a crash
	Notify     string   // how the terminal is asked for a notification: one of link.Notifications
	Links      string   // "off", "auto", "on", or a pattern
	Charset    string   // "auto", "utf-8" or "ascii"
	Strip      bool     // escape sequences are taken out of exported lines
}

// standardLook is that of a person who said nothing.
var standardLook = Look{Bell: true, Title: true, Notify: "off", Links: "auto", Charset: "auto"}

// assign sets one of its settings.
func (l *Look) assign(key, v string) (err error) {
	switch key {
	case "filters":
		for name := range strings.SplitSeq(v, ",") {
			l.on = append(l.on, strings.TrimSpace(name))
		}
	case "mouse":
		l.Mouse, err = yes(v)
	case "bell":
		l.Bell, err = yes(v)
	case "title":
		l.Title, err = yes(v)
	case "notify":
		l.Notify, err = oneOf(v, link.Notifications...)
	case "links":
		l.Links, err = linkPattern(v)
	case "charset":
		l.Charset, err = oneOf(v, "auto", "utf-8", "ascii")
	case "strip":
		l.Strip, err = yes(v)
	}
	return err
}

// linkPattern reads how a file is linked: a word, or an address with {path} in it.
func linkPattern(v string) (string, error) {
	if !strings.Contains(v, "{path}") {
		word, err := oneOf(v, "off", "auto", "on")
		if err != nil {
			err = fmt.Errorf("%w, and no address like vscode://file{path}:{line}", err)
		}
		return word, err
	}
	scheme, _, ok := strings.Cut(v, ":")
	if !ok || scheme == "" || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("%q is no address like vscode://file{path}:{line}", v)
	}
	return v, nil
}

// takeRules takes the filters and highlights of the tables, of which the nearer source
// wins by name.
func (l *Look) takeRules(tables []named) error {
	for _, t := range tables {
		var r link.Rule
		var err error
		switch t.table {
		case filterTable:
			r, err = link.ParseFilter(t.name, t.value)
			l.Filters = append(l.Filters, r)
		case highlightTable:
			r, err = link.ParseHighlight(t.name, t.value)
			l.Highlights = append(l.Highlights, r)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.from(), err)
		}
	}
	if max(len(l.Filters), len(l.Highlights)) > link.MostRules {
		return fmt.Errorf("there are %d filters and %d highlights; %d of each is the most", len(l.Filters), len(l.Highlights), link.MostRules)
	}
	for _, name := range l.on {
		i := slices.IndexFunc(l.Filters, func(r link.Rule) bool { return r.Name == name })
		if i < 0 {
			return fmt.Errorf("filters: there is no filter %q; give it in a [filter] table", name)
		}
		l.Filters[i].On = true
	}
	return nil
}
