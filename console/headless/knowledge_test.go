package headless

import (
	"strings"
	"testing"

	"oopscope/parse/class"
	"oopscope/parse/triage"
)

// TestEverythingIsExplained: a class shows its words, meaning and samples, a
// rule what it finds; a class that is registered at run time does, too.
func TestEverythingIsExplained(t *testing.T) {
	var names, words []string
	for _, c := range class.All() {
		names, words = append(names, c.Name), append(words, c.Meaning)
	}
	for _, r := range triage.Rules() {
		names, words = append(names, r.Name), append(words, r.Says[1:])
	}
	for i, name := range names {
		var to, errs strings.Builder
		if status := Explain(name, &to, &errs); status != Done || !strings.Contains(to.String(), words[i]) || errs.Len() > 0 {
			t.Errorf("%s: status %d, %q, %q", name, status, to.String(), errs.String())
		}
	}
	for list, print := range map[string]func(to, errs *strings.Builder) int{
		"classes": func(to, errs *strings.Builder) int { return Classes(to, errs) },
		"rules":   func(to, errs *strings.Builder) int { return Rules(to, errs) },
	} {
		var to, errs strings.Builder
		if print(&to, &errs) != Done || strings.Count(to.String(), "\n") < 40 {
			t.Errorf("%s: %q %q", list, to.String(), errs.String())
		}
	}
}

func TestWhatIsNotKnownIsNotExplained(t *testing.T) {
	for given, hint := range map[string]string{"module-unload": "(module-unload-race?)", "null": "(null-member?)", "xyzzy": "`oopscope rules`"} {
		var to, errs strings.Builder
		if status := Explain(given, &to, &errs); status != Usage || to.Len() > 0 || !strings.Contains(errs.String(), hint) {
			t.Errorf("%s: status %d, %q", given, status, errs.String())
		}
	}
}
