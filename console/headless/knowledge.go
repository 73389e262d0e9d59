package headless

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"oopscope/console/out"
	"oopscope/parse/class"
	"oopscope/parse/triage"
)

// Classes prints every class of crash, the worst first.
func Classes(to, errs io.Writer) int {
	return listed(to, errs, func(w io.Writer) {
		fmt.Fprintln(w, "SEVERITY\tCLASS\tMEANING")
		for _, c := range BySeverity() {
			fmt.Fprintf(w, "%s\t%s\t%s\n", c.Severity, c.Name, c.Meaning)
		}
	})
}

// BySeverity returns the classes of the table, the worst first.
func BySeverity() []*class.Class {
	all := slices.Clone(class.All())
	slices.SortStableFunc(all, func(a, b *class.Class) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// Rules prints every rule of triage, theme by theme.
func Rules(to, errs io.Writer) int {
	return listed(to, errs, func(w io.Writer) {
		fmt.Fprintln(w, "RULE\tAT MOST\tWHAT IT FINDS")
		for _, r := range triage.Rules() {
			fmt.Fprintf(w, "%s\t%s\t%s\n", r.Name, r.Confidence, r.Says)
		}
	})
}

func listed(to, errs io.Writer, rows func(io.Writer)) int {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	rows(w)
	if err := w.Flush(); err != nil {
		return outputStatus(unwritten(err), errs)
	}
	return Done
}

// Explain prints what is known of the class or the rule with a name.
func Explain(name string, to, errs io.Writer) int {
	text := explained(name)
	if text == "" {
		out.Complain(errs, errors.New("no class and no rule is called "+name+meant(name)+"; `oopscope classes` and `oopscope rules` list them"))
		return Usage
	}
	return printed(text, to, errs)
}

// explained is empty when nothing has the name. A class and a rule may share one.
func explained(name string) string {
	var b strings.Builder
	for _, c := range class.All() {
		if c.Name == name {
			explainClass(&b, c)
		}
	}
	for _, r := range triage.Rules() {
		if r.Name == name {
			explainRule(&b, r)
		}
	}
	return b.String()
}

func explainClass(b *strings.Builder, c *class.Class) {
	fmt.Fprintf(b, "%s: a class, %s at least\n\n  %s: %s.\n\n  printed by  %s\n  family      %s\n", c.Name, c.Severity, c.Words, c.Meaning, c.Source, c.Family)
	var rules []string
	for _, r := range triage.Rules() {
		if slices.Contains(r.Classes, c.Name) {
			rules = append(rules, r.Name)
		}
	}
	wrapped(b, "rules", rules)
	for i, s := range c.Samples {
		if i == 0 {
			b.WriteString("\n  looks like\n")
		}
		fmt.Fprintf(b, "      %s\n", s)
	}
}

func explainRule(b *strings.Builder, r triage.Rule) {
	fmt.Fprintf(b, "%s: a rule, %s at most\n\n  %s.\n\n", r.Name, r.Confidence, strings.ToUpper(r.Says[:1])+r.Says[1:])
	if r.Classes == nil {
		b.WriteString("  looks at    every class\n")
	}
	wrapped(b, "looks at", r.Classes)
	wrapped(b, "replaces", r.Hides)
}

// wrapped writes names behind a heading, in lines of a terminal's width.
func wrapped(b *strings.Builder, heading string, names []string) {
	const indent, width = 14, 78
	line := fmt.Sprintf("  %-*s", indent-2, heading)
	for i, n := range names {
		if i > 0 && len(line)+len(n) > width {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = strings.Repeat(" ", indent)
		}
		line += n + " "
	}
	if len(names) > 0 {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// meant names what was probably meant.
func meant(name string) string {
	for _, r := range triage.Rules() {
		if resembles(r.Name, name) {
			return " (" + r.Name + "?)"
		}
	}
	for _, c := range class.All() {
		if resembles(c.Name, name) {
			return " (" + c.Name + "?)"
		}
	}
	return ""
}

// resembles tells whether a name holds another one or begins like it.
func resembles(known, given string) bool {
	return len(given) >= 3 && (strings.Contains(known, given) || strings.Contains(given, known) || strings.HasPrefix(known, given[:len(given)*2/3]))
}
