package crash

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// Telling tells the frames of the chain whose variables are worth a line beside them:
// that of the place of death, and that of the function to look at.
func (c *Crash) Telling(i int) bool {
	return i >= 0 && (i == c.DeathFrame() || i == c.CulpritFrame())
}

// VariablesOf says in one line what is known of a frame's variables, and which of its
// parameters are not: "id = 5, buf = NULL; not known: t". It is "" for none.
func VariablesOf(f *arch.Frame) string {
	const most = 8
	var known, lost []string
	for i := range f.Variables {
		v := &f.Variables[i]
		switch words := v.Words(); {
		case v.Known || v.Meaning != "":
			if !slices.Contains(known, words) {
				known = append(known, words)
			}
		case v.Parameter && v.Function == "":
			lost = append(lost, v.Name)
		}
	}
	if len(known) == 0 {
		return ""
	}
	if len(known) > most {
		known = append(known[:most], "…")
	}
	text := strings.Join(known, ", ")
	if len(lost) > 0 {
		text += "; not known: " + strings.Join(lost, ", ")
	}
	return text
}
