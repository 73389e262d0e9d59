package triage

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// reach are all the captures of the project.
func reach(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"kernels/*/*.log", "labelled/*", "*/*.log", "reports/*"} {
		names, err := filepath.Glob(data + pattern)
		if err != nil || len(names) == 0 {
			t.Fatal("no captures in ", pattern, err)
		}
		all = append(all, names...)
	}
	return all
}

// TestNothingIsCertainUnproved runs the gate over every capture in reach. What is
// certain must have claims, and lines that prove each of them; -v prints what was
// claimed, proved and refuted.
func TestNothingIsCertainUnproved(t *testing.T) {
	sum := tally{}
	said := map[string]int{}
	for _, name := range reach(t) {
		raw, err := os.ReadFile(name)
		if err != nil {
			continue // a folder
		}
		for _, c := range decode(parse.New(parse.Options{}), bytes.TrimLeft(raw, "\x00")) {
			x := examine(c)
			for _, f := range fire(x, &sum) {
				said[f.Confidence]++
				if f.Confidence != Certain {
					continue
				}
				if v, lines := x.checkAll(f.claims); v != proved || len(lines) == 0 || len(f.Claims) == 0 {
					t.Errorf("%s line %d: %s is certain without proof: %s", name, c.First, f.Rule, f.Text)
				}
			}
		}
	}
	var rows []string
	made, held, denied := 0, 0, 0
	for k, n := range sum {
		rows = append(rows, fmt.Sprintf("%-16s claimed %5d  proved %5d  open %5d  refuted %4d", k.name, n[0]+n[1]+n[2], n[proved], n[open], n[refuted]))
		if !slices.Contains(kinds, k) {
			t.Errorf("%s is not in the list of kinds", k.name)
		}
		made, held, denied = made+n[0]+n[1]+n[2], held+n[proved], denied+n[refuted]
	}
	slices.Sort(rows)
	t.Logf("%v\n%s\nclaims made %d, proved %d, refuted %d", said, strings.Join(rows, "\n"), made, held, denied)
	if denied == 0 {
		t.Error("nothing was refuted: the gate is open")
	}
}

// TestTheGate: a claim that the log contradicts takes its sentence with it; one
// that nothing proves makes it likely; no claims prove nothing.
func TestTheGate(t *testing.T) {
	body := []crash.BodyLine{{N: 7, Text: "Oops: 0002 [#1] SMP"}, {N: 8, Text: "RIP: 0010:f+0x1/0x2"}}
	x := examine(&crash.Crash{First: 7, Last: 8, Body: body, Class: "null-deref", Severity: crash.Oops})
	never := func(v verdict, lines ...int) Claim {
		return Claim{kind: &kind{name: "made-up", says: "for this test", check: func(*exam, *Claim) (verdict, []int) { return v, lines }}}
	}
	for _, c := range []struct {
		name       string
		claims     []Claim
		part       []Claim
		confidence string // "" is not said
		also       bool
	}{
		{"nothing claimed", nil, nil, Likely, false},
		{"proved", []Claim{says("Oops", 7)}, []Claim{says("RIP", 8)}, Certain, true},
		{"proved by no line", []Claim{never(proved)}, nil, Likely, false},
		{"proved by another report's line", []Claim{never(proved, 9)}, nil, Likely, false},
		{"one open", []Claim{says("Oops", 7), says("PGD", 0)}, []Claim{never(open, 7)}, Likely, false},
		{"one refuted", []Claim{says("Oops", 7), never(refuted, 8)}, []Claim{says("RIP", 8)}, "", false},
		{"a part refuted", []Claim{says("Oops", 7)}, []Claim{never(refuted, 8)}, Certain, false},
	} {
		f := draft{Finding: Finding{Rule: "r", Confidence: Certain, Text: "It is so."}}
		f.claim(c.claims...)
		f.also(" And more.", c.part...)
		got, ok := x.pass(&f, nil)
		switch {
		case ok != (c.confidence != ""):
			t.Errorf("%s: said is %v", c.name, ok)
		case ok && (got.Confidence != c.confidence || strings.Contains(got.Text, "more") != c.also):
			t.Errorf("%s: %s %q", c.name, got.Confidence, got.Text)
		case ok && c.also && !slices.Contains(got.Evidence, 8):
			t.Errorf("%s: what proves it is no evidence: %v", c.name, got.Evidence)
		}
	}
}
