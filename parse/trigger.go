package parse

// The trigger table finds the literals of all headers in one pass over the
// bytes, two bytes a step. A regexp never sees a line without one.

// trigger is a literal and the headers that want it.
type trigger struct {
	literal string
	rules   []*rule
}

// triggers are grouped by their first two bytes; pairs maps two bytes to a
// group, 0 for none.
var (
	triggers [][]trigger
	pairs    [1 << 16]uint8
)

func init() {
	triggers = append(triggers, nil)
	for _, r := range rules {
		addTrigger(r.literal, r)
	}
	for _, m := range bootMarkers {
		addTrigger(m.literal, bootRule)
	}
	for _, l := range bootLiterals {
		addTrigger(l, bootRule)
	}
	// a sequence inside a literal hides it: such lines are read in full
	addTrigger(escape+"[", escapeRule)
	for c := range 256 {
		pairs[pairKey(escape[0], byte(c))] = pairs[pairKey(escape[0], '[')]
	}
	triggers[pairs[pairKey(escape[0], '[')]][0].literal = escape
	for _, l := range leadLiterals {
		addTrigger(l, leadRule)
	}
	for _, w := range weakTrouble {
		addTrigger(w, weakRule)
	}
}

const escape = "\x1b"

var escapeRule = &rule{header: &header{role: leads}, class: &class{}}

// addTrigger files a literal of at least two bytes under its first two.
func addTrigger(literal string, r *rule) {
	key := pairKey(literal[0], literal[1])
	if pairs[key] == 0 {
		triggers = append(triggers, nil)
		pairs[key] = uint8(len(triggers) - 1)
	}
	group := &triggers[pairs[key]]
	for i := range *group {
		if (*group)[i].literal == literal {
			(*group)[i].rules = append((*group)[i].rules, r)
			return
		}
	}
	*group = append(*group, trigger{literal, []*rule{r}})
}

func pairKey(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) }

// findTrigger returns the offset of the first trigger at or behind from, or -1.
func findTrigger(p []byte, from int) int {
	for i := from; i+1 < len(p); i++ {
		if g := pairs[pairKey(p[i], p[i+1])]; g != 0 {
			for j := range triggers[g] {
				if l := triggers[g][j].literal; len(p)-i >= len(l) && string(p[i:i+len(l)]) == l {
					return i
				}
			}
		}
	}
	return -1
}

// candidates appends the rules whose literal stands in the text, each once.
func candidates(dst []*rule, p []byte) []*rule {
	for i := 0; i+1 < len(p); i++ {
		g := pairs[pairKey(p[i], p[i+1])]
		if g == 0 {
			continue
		}
		for j := range triggers[g] {
			t := &triggers[g][j]
			if len(p)-i >= len(t.literal) && string(p[i:i+len(t.literal)]) == t.literal {
				for _, r := range t.rules {
					dst = appendOnce(dst, r)
				}
			}
		}
	}
	return dst
}

func appendOnce(dst []*rule, r *rule) []*rule {
	for _, x := range dst {
		if x == r {
			return dst
		}
	}
	return append(dst, r)
}
