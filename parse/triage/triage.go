// Package triage draws conclusions from a decoded crash: a table of rules, each
// with its evidence and the next step.
//
// A rule is one literal in the file of its theme; see [rule]. Rules look only
// at the [crash.Crash] they are given: they are pure, cheap and total. What a
// report does not prove is said with less confidence or not at all.
package triage

import (
	"slices"
	"sort"
	"strings"

	"oopscope/parse/crash"
)

// Triage runs every rule over the crash and returns what fired, the most
// specific first, contradictory ones suppressed, no more than a person reads.
func Triage(c *crash.Crash) []Finding {
	if c == nil {
		return nil
	}
	fired := fire(examine(c))
	sort.SliceStable(fired, func(i, j int) bool { return before(fired[i], fired[j]) })
	var findings []Finding
	for _, v := range fired {
		if !suppressed(v, fired) {
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

// verdict is a rule that fired and what it found.
type verdict struct {
	Finding
	rule *rule
}

// fire runs the rules of the crash's class.
func fire(x *exam) []verdict {
	var fired []verdict
	var f Finding // one for all: most find nothing
	for i := range table {
		r := &table[i]
		if r.classes != nil && !slices.Contains(r.classes, x.c.Class) {
			continue
		}
		f = Finding{Rule: r.id, Confidence: r.confidence}
		if r.fire(x, &f) && f.Text != "" {
			if rest, ok := strings.CutPrefix(f.Text, nobody); ok { // a function's name stays as it is
				f.Text = "The kernel" + rest
			}
			f.Evidence = x.within(f.Evidence)
			fired = append(fired, verdict{f, r})
		}
	}
	return fired
}

// before orders verdicts: the more specific rule first; of equals the surer.
func before(a, b verdict) bool {
	if a.rule.rank != b.rule.rank {
		return a.rule.rank > b.rule.rank
	}
	return sureness[a.Confidence] > sureness[b.Confidence]
}

var sureness = map[string]int{Certain: 3, Likely: 2, Possible: 1}

// suppressed tells that a rule which fired explains the verdict away. A rule
// that is itself suppressed still counts: what it explained stays explained. A
// guess never silences what is sure.
func suppressed(v verdict, fired []verdict) bool {
	for i := range fired {
		by := &fired[i]
		if by.rule == v.rule || !slices.Contains(by.rule.suppresses, v.Rule) {
			continue
		}
		if by.Confidence != Possible || v.Confidence == Possible {
			return true
		}
	}
	return false
}
