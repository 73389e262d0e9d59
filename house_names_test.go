package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"oopscope/parse/class"
)

// TestOnlyTheTableNamesClasses: what is known of a class stands in its literal.
// Triage and story may name one, too: their rules are about classes.
// Words that mean something else as well are not looked for.
func TestOnlyTheTableNamesClasses(t *testing.T) {
	words := []string{"panic", "warning", "reset", "trap", "alignment"}
	names := map[string]bool{}
	for _, c := range class.All() {
		names[c.Name] = !slices.Contains(words, c.Name)
	}
	for _, f := range sources(t) {
		if f.test || f.dir == "parse/class" || f.dir == "parse/triage" || f.dir == "parse/story" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, err := strconv.Unquote(l.Value); err == nil && names[text] {
					t.Errorf("%s: the class %s is named outside of parse/class", f.at(n), text)
				}
			}
			return true
		})
	}
}
