package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/ui/edit"
	"oopscope/ui/logpane"
	"oopscope/ui/match"
	"oopscope/ui/rulelist"
)

// A person's named filters and highlights: of the configuration, and those that were
// added on the screen, which stay with the session.

// matcherOf finds what a rule does; nil for a regexp that is none.
func matcherOf(r *link.Rule) *match.Matcher {
	return matcher(link.Sought{Text: r.Text, Regexp: r.Regexp})
}

// conditions are the named filters that are on. While the keys go to the board none
// hides its answers but those that are there to hide.
func (a *app) conditions() (named []logpane.Condition) {
	for i := range a.rules.filters {
		r := &a.rules.filters[i]
		if m := matcherOf(r); r.On && m != nil && (r.Not || !a.typing) {
			named = append(named, logpane.Condition{Name: r.Name, Match: m, Hides: r.Not})
		}
	}
	return named
}

// applyRules has the log read by the rules as they are now.
func (a *app) applyRules() {
	var lights []logpane.Light
	for i := range a.rules.highlights {
		r := &a.rules.highlights[i]
		if m := matcherOf(r); r.On && m != nil {
			lights = append(lights, logpane.Light{Match: m, Colour: r.Colour})
		}
	}
	a.log.SetLights(lights)
	f := a.log.Filter()
	if named := a.conditions(); len(named)+len(f.Named) > 0 {
		f.Named = named
		a.log.SetFilter(f)
	}
}

// takeRules takes the rules of a session that is taken up over those of the configuration.
func takeRules(configured, left []link.Rule) []link.Rule {
	all := slices.Clone(configured)
	for _, r := range left {
		if i := slices.IndexFunc(all, func(x link.Rule) bool { return x.Name == r.Name }); i >= 0 {
			all[i] = r
		} else {
			all = append(all, r)
		}
	}
	return all
}

func (a *app) showFilters() {
	a.overlay = rulelist.New(a.th, &a.keys.Rules, a.ruleActs(&a.rules.filters, rulelist.Acts{
		Mode: "FILTERS", None: "no named filter yet",
		Title: func() string {
			return "filters · a line is shown that none with ! hides, and one of the others finds"
		},
	}, "filter", "NAME = TEXT, /REGEXP/, or !TEXT to hide: ", link.ParseFilter))
}

func (a *app) showHighlights() {
	a.overlay = rulelist.New(a.th, &a.keys.Rules, a.ruleActs(&a.rules.highlights, rulelist.Acts{
		Mode: "HIGHLIGHTS", None: "no highlight yet",
		Title: func() string { return "highlights · " + strings.Join(link.Colours, " ") },
	}, "highlight", "NAME = COLOUR TEXT, or COLOUR /REGEXP/: ", link.ParseHighlight))
}

// ruleActs are what can be done with a list of rules.
func (a *app) ruleActs(of *[]link.Rule, acts rulelist.Acts, table, label string, parse func(name, text string) (link.Rule, error)) rulelist.Acts {
	replace := func(list []link.Rule) {
		*of = list
		a.applyRules()
	}
	acts.All = func() []link.Rule { return *of }
	acts.Turn = func(i int) {
		list := slices.Clone(*of)
		list[i].On = !list[i].On
		replace(list)
	}
	acts.Drop = func(i int) {
		was := (*of)[i]
		replace(slices.Delete(slices.Clone(*of), i, i+1))
		a.say(fmt.Sprintf("%s is gone: %s", was.Name, was))
	}
	acts.Edit = func(i int) tea.Cmd {
		a.askRule(i, *of, label, parse, replace)
		return nil
	}
	acts.Copy = func() tea.Cmd { return copyText(a.cfg.Clipboard, ruleTable(table, *of)) }
	return acts
}

// askRule asks how a rule is to be, of -1 for a new one. What is wrong with it is said
// while it is written.
func (a *app) askRule(i int, list []link.Rule, label string, parse func(name, text string) (link.Rule, error), replace func([]link.Rule)) {
	text := ""
	if i >= 0 {
		text = list[i].Name + " = " + list[i].String()
	}
	read := func(text string) (link.Rule, error) {
		name, pattern, ok := strings.Cut(text, " = ")
		if !ok {
			name, pattern = strings.TrimLeft(text, "!"), text
		}
		r, err := parse(strings.TrimSpace(name), pattern)
		same := slices.IndexFunc(list, func(x link.Rule) bool { return x.Name == r.Name })
		switch {
		case err != nil:
		case same >= 0 && same != i:
			err = fmt.Errorf("there is a %s already", r.Name)
		case i < 0 && len(list) >= link.MostRules:
			err = fmt.Errorf("there are %d already, which is the most", len(list))
		}
		return r, err
	}
	a.line = edit.Ask(text, edit.Prompt{Mode: "RULE", Label: label,
		Done: func(p *edit.Prompt) tea.Cmd {
			r, err := read(p.Text())
			if err != nil {
				a.complain(err.Error())
				return nil
			}
			if r.On = true; i >= 0 {
				r.On = list[i].On
			}
			changed := slices.Clone(list)
			if i >= 0 {
				changed[i] = r
			} else {
				changed = append(changed, r)
			}
			replace(changed)
			return nil
		}})
}

// ruleTable writes rules as the configuration has them.
func ruleTable(table string, list []link.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[default.%s]\n", table)
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for _, r := range list {
		fmt.Fprintf(&b, "\"%s\" = \"%s\"\n", quote.Replace(r.Name), quote.Replace(r.String()))
	}
	return b.String()
}
