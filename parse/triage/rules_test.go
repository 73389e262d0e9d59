package triage

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// proof is a row of testdata/triage/rules.tsv.
type proof struct{ fires, silent string }

func proofs(t *testing.T) map[string]proof {
	t.Helper()
	f, err := os.Open(data + "triage/rules.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table := map[string]proof{}
	s := bufio.NewScanner(f)
	for s.Scan() {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		col := strings.Split(s.Text(), "\t")
		if len(col) != 3 {
			t.Fatalf("rules.tsv: %q has not three columns", s.Text())
		}
		table[col[0]] = proof{col[1], col[2]}
	}
	return table
}

// TestEveryRuleIsProven holds each rule to a log that fires it and one that
// does not; a rule without both does not ship.
func TestEveryRuleIsProven(t *testing.T) {
	logs := proofs(t)
	for i := range table {
		r := &table[i]
		p, ok := logs[r.id]
		if !ok {
			t.Errorf("%s: no log fires it; add a row to rules.tsv", r.id)
			continue
		}
		delete(logs, r.id)
		if words := strings.Fields(r.says); len(words) < 4 || strings.HasSuffix(r.says, ".") {
			t.Errorf("%s: says %q, which is no phrase for a list", r.id, r.says)
		}
		t.Run(r.id, func(t *testing.T) { prove(t, r, p) })
	}
	for id := range logs {
		t.Errorf("rules.tsv: no rule %s", id)
	}
}

func prove(t *testing.T, r *rule, p proof) {
	hit := false
	for _, c := range crashesOf(t, p.fires) {
		f := found(c, r.id)
		if f == nil {
			continue
		}
		hit = true
		sound(t, f, r, c.First, c.Last)
	}
	if !hit {
		t.Errorf("%s does not fire in %s", r.id, p.fires)
	}
	near := crashesOf(t, p.silent)
	if len(near) == 0 {
		t.Errorf("%s proves nothing: no crash in it", p.silent)
	}
	for _, c := range near {
		if found(c, r.id) != nil {
			t.Errorf("%s fires in %s", r.id, p.silent)
		}
	}
}

// sound checks what every finding must be: text, a next step, lines of the
// report, no more confidence than the rule has.
func sound(t *testing.T, f *Finding, r *rule, first, last int) {
	t.Helper()
	if f.Text == "" || f.Next == "" {
		t.Errorf("%s: text or next step missing: %+v", f.Rule, f)
	}
	if len(f.Evidence) == 0 {
		t.Errorf("%s: no evidence", f.Rule)
	}
	for _, n := range f.Evidence {
		if n < first || n > last {
			t.Errorf("%s: evidence line %d outside of %d-%d", f.Rule, n, first, last)
		}
	}
	if sureness[f.Confidence] == 0 || sureness[f.Confidence] > sureness[r.confidence] {
		t.Errorf("%s: confidence %q, at most %q", f.Rule, f.Confidence, r.confidence)
	}
	for _, bad := range []string{"%!", "  ", "()(", ".."} {
		if strings.Contains(f.Text+f.Next, bad) && !strings.Contains(f.Text, "Tainted") {
			t.Errorf("%s: %q in %q %q", f.Rule, bad, f.Text, f.Next)
		}
	}
}

// TestTableIsConsistent finds typing errors in the table.
func TestTableIsConsistent(t *testing.T) {
	ids := map[string]bool{}
	for i := range table {
		r := &table[i]
		if ids[r.id] {
			t.Errorf("rule %s is there twice", r.id)
		}
		ids[r.id] = true
		if r.fire == nil || sureness[r.confidence] == 0 {
			t.Errorf("rule %s: fire or confidence missing", r.id)
		}
	}
	for i := range table {
		for _, s := range table[i].suppresses {
			if !ids[s] {
				t.Errorf("rule %s suppresses %s, which does not exist", table[i].id, s)
			}
		}
	}
}

// TestOrder wants the specific before the general, and the sure one of equals first.
func TestOrder(t *testing.T) {
	for _, name := range []string{"arm/shepherd-panic", "triage/during-probe.fires", "triage/first-oops-not-this-one.fires", "triage/usercopy.fires"} {
		for _, c := range crashesOf(t, name) {
			rank := 1 << 20
			for _, f := range Triage(c) {
				r := ruleOf(f.Rule).rank
				if f.Confidence == Possible { // a guess stands behind what is known
					r = min(r, rankBefore+1)
				}
				if r > rank {
					t.Errorf("%s: %s stands too late", name, f.Rule)
				}
				rank = r
			}
		}
	}
}

func ruleOf(id string) *rule {
	for i := range table {
		if table[i].id == id {
			return &table[i]
		}
	}
	return nil
}
