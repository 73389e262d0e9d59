package triage

import (
	"slices"
	"strings"

	"oopscope/parse/mangled"
)

// A draft is a finding that is not said yet. Its first sentence and every part
// behind it stand with their claims, so that each is checked by itself: what one
// of them gets wrong does not take the rest along.
type draft struct {
	Finding // Confidence is the most that the rule lets it claim

	claims []Claim // of Text
	parts  []part  // what is said behind Text, in order

	consequence bool // of what another finding tells: it stands behind that
	leads       bool // whatever else is found
}

// A part is said or not said by itself.
type part struct {
	text   string // with the blank or the punctuation in front of it
	claims []Claim
}

// said is a finding that passed, with what it claims.
type said struct {
	Finding
	claims      []Claim
	consequence bool
	leads       bool
}

// claim says what the draft's Text claims.
func (f *draft) claim(claims ...Claim) { f.claims = append(f.claims, claims...) }

// also adds a part. It is said where its claims are proved, and left out where
// they are not: a finding is never made weaker by what it adds.
func (f *draft) also(text string, claims ...Claim) {
	if text != "" {
		f.parts = append(f.parts, part{text, claims})
	}
}

// pass is THE GATE: the one place where a draft becomes a finding. Its claims are
// held to everything that was decoded. A refuted one is not said; an open one is
// likely at most; certain is what named lines prove.
func (x *exam) pass(f *draft, t *tally) (said, bool) {
	v, lines := x.checkAll(f.claims)
	t.count(x, f.claims)
	if v == refuted {
		return said{}, false
	}
	out := said{Finding: f.Finding, claims: f.claims, consequence: f.consequence, leads: f.leads}
	if v == open && out.Confidence == Certain {
		out.Confidence = Likely
	}
	out.Evidence, out.Claims = append(out.Evidence, lines...), names(nil, f.claims)
	for i := range f.parts {
		p := &f.parts[i]
		t.count(x, p.claims)
		if v, lines := x.checkAll(p.claims); v == proved {
			out.Text += p.text
			out.claims = append(out.claims, p.claims...)
			out.Evidence, out.Claims = append(out.Evidence, lines...), names(out.Claims, p.claims)
		}
	}
	out.Text, out.Next = mangled.Within(out.Text), mangled.Within(out.Next)
	if rest, ok := strings.CutPrefix(out.Text, "the "); ok { // a function's name stays as it is
		out.Text = "The " + rest
	}
	out.Evidence = x.within(out.Evidence)
	if slices.ContainsFunc(f.claims, func(c Claim) bool { return c.kind.access }) && len(x.contradictions()) > 0 { // one of the two places is wrong, and nobody knows which
		out.Confidence = Possible
	}
	if out.Confidence == Certain && x.c.Contested(out.Evidence) { // another CPU may have printed what proves it
		out.Confidence = Likely
	}
	return out, true
}

// names adds the names of the claims' kinds, each once.
func names(all []string, claims []Claim) []string {
	for i := range claims {
		if n := claims[i].kind.name; !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// A tally counts what became of claims, by kind; nil counts nothing.
type tally map[*kind]*[3]int

func (t *tally) count(x *exam, claims []Claim) {
	if t == nil {
		return
	}
	for i := range claims {
		k := claims[i].kind
		if (*t)[k] == nil {
			(*t)[k] = new([3]int)
		}
		v, _ := x.check(&claims[i])
		(*t)[k][v]++
	}
}
