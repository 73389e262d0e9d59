// Package triage draws conclusions from a decoded crash: a table of rules, each
// with its evidence and the next step.
//
// A rule is one literal in the file of its theme; see [rule]. Rules look only
// at the [crash.Crash] they are given: they are pure, cheap and total. What a
// report does not prove is said with less confidence or not at all.
//
// # Claims
//
// A rule does not decide how sure a sentence is. It writes a [draft]: the sentence
// in Text, and beside it what the sentence claims, as values of type [Claim]:
//
//	f.Text = fmt.Sprintf("%s used an object after it was freed.", subject(x))
//	f.claim(x.heads("use-after-free"), x.subjectRan())
//	f.also(fmt.Sprintf(" It was freed in %s.", at(o)), inStack("freed", o))
//
// THE GATE, [exam.pass], holds each claim to everything that was decoded: the
// status word, error codes, operands, the kernel's own words about a register, the
// rest of the report, what came later in the boot. A claim that the log contradicts
// takes its sentence with it. One that nothing proves makes the finding likely at
// most. A finding is certain when lines of the log prove every claim of it; they
// become its evidence. What [draft.also] adds is said when proved, else left out:
// put into a part of its own whatever can be wrong by itself ("freed in …",
// "interrupts were off", "the log goes on").
//
// A kind of claim is one literal with the one function that checks it, in the file
// of its theme (check*.go), and a constructor that reads like the claim: ran, says,
// irqsOff, nullMemberAt. A rule that has a weaker sentence for want of proof asks
// [exam.proves] first. A rule that claims nothing can not be certain.
package triage

import (
	"slices"
	"sort"
	"sync"

	"oopscope/parse/crash"
)

// Triage runs every rule over the crash and returns what fired, the most
// specific first, contradictory ones suppressed, no more than a person reads.
func Triage(c *crash.Crash) []Finding {
	if c == nil {
		return nil
	}
	all := fire(examine(c), nil)
	sort.SliceStable(all, func(i, j int) bool { return before(all[i], all[j]) })
	var findings []Finding
	for _, v := range all {
		if !suppressed(v, all) {
			findings = append(findings, v.Finding)
		}
	}
	return atMost(findings)
}

// most is how many findings are read: more is noise.
const most = 4

// atMost leaves out what is least specific. Two answers stay: whether this report
// is the one to read, and what became of the machine.
func atMost(findings []Finding) []Finding {
	if len(findings) <= most {
		return findings
	}
	stays := func(f Finding) bool { return f.Rule == notTheFirst || f.Rule == afterwards }
	room := most
	for _, f := range findings {
		if stays(f) {
			room--
		}
	}
	var kept []Finding
	for _, f := range findings {
		if stays(f) {
			kept = append(kept, f)
		} else if room > 0 {
			kept = append(kept, f)
			room--
		}
	}
	return kept
}

// Telling returns the finding that tells most about why, for a place that has
// room for one. It is never one that only frames the report: whose code it is
// in, what came before it, what became of the machine. ok is false when there
// is no other.
func Telling(findings []Finding) (f Finding, ok bool) {
	for _, f := range findings {
		if !framing[f.Rule] {
			return f, true
		}
	}
	return Finding{}, false
}

// Before returns the finding that another report came before this one.
func Before(findings []Finding) (f Finding, ok bool) {
	i := slices.IndexFunc(findings, func(f Finding) bool { return f.Rule == notTheFirst })
	if i < 0 {
		return Finding{}, false
	}
	return findings[i], true
}

// framing are the rules whose findings do not say why.
var framing = func() map[string]bool {
	ids := map[string]bool{}
	for i := range table {
		if table[i].frames {
			ids[table[i].id] = true
		}
	}
	return ids
}()

// fired is a rule that fired and what it found.
type fired struct {
	said
	rule *rule
}

// rulesOf returns the rules that look at a class of crash, in the order of the table.
func rulesOf(class string) []*rule {
	if of, known := rulesByClass()[class]; known {
		return of
	}
	return rulesByClass()[""] // those that look at every one
}

var rulesByClass = sync.OnceValue(func() map[string][]*rule {
	of := map[string][]*rule{"": nil}
	for i := range table {
		for _, class := range table[i].classes {
			of[class] = nil
		}
	}
	for class := range of {
		for i := range table {
			if r := &table[i]; r.classes == nil || slices.Contains(r.classes, class) {
				of[class] = append(of[class], r)
			}
		}
	}
	return of
})

// fire runs the rules of the crash's class and lets through the gate what holds.
func fire(x *exam, t *tally) []fired {
	var all []fired
	var f draft // one for all: most find nothing
	for _, r := range rulesOf(x.c.Class) {
		f = draft{Finding: Finding{Rule: r.id, Confidence: r.confidence}}
		if !r.fire(x, &f) || f.Text == "" {
			continue
		}
		if finding, ok := x.pass(&f, t); ok {
			all = append(all, fired{finding, r})
		}
	}
	return all
}

// before orders findings: the more specific rule first; of equals the surer.
func before(a, b fired) bool {
	if x, y := a.rank(), b.rank(); x != y {
		return x > y
	}
	return sureness[a.Confidence] > sureness[b.Confidence]
}

// rank is how early a finding is listed: a guess and a consequence stand behind
// what is known, however specific they are.
func (f *fired) rank() int {
	switch {
	case f.leads:
		return rankFirst
	case f.consequence:
		return min(f.rule.rank, rankBefore+2)
	case f.Confidence == Possible:
		return min(f.rule.rank, rankBefore+1)
	}
	return f.rule.rank
}

var sureness = map[string]int{Certain: 3, Likely: 2, Possible: 1}

// suppressed tells that a rule which fired explains the finding away. A rule
// that is itself suppressed still counts: what it explained stays explained. A
// guess never silences what is sure.
func suppressed(v fired, all []fired) bool {
	for i := range all {
		by := &all[i]
		if by.rule == v.rule || !slices.Contains(by.rule.suppresses, v.Rule) {
			continue
		}
		if by.Confidence != Possible || v.Confidence == Possible {
			return true
		}
	}
	return false
}
