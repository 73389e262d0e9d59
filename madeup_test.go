package main

import (
	"strings"
	"testing"

	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// The made-up class: one literal, as the table has them. The test binary is the
// program, so what it prints of the class comes from the literal alone.
func init() {
	class.Register(class.Class{
		Name: "flux-leak", Severity: crash.Bug, Words: "flux leak",
		Meaning: "the flux capacitor lost charge", Family: "flux",
		Culprit: class.Allocator, Damages: true, Title: class.WordsAndDetailTitle,
		Facts:   []class.FactLine{{Name: "charge", Prefix: "capacitor ", Trim: "capacitor "}},
		Headers: []class.Header{{Literal: "BUG: flux capacitor leaks", Pattern: `^BUG: flux capacitor leaks (?P<what>\d+ GW)`}},
		Samples: []string{"BUG: flux capacitor leaks 3 GW"},
	})
}

const fluxLeak = `[    2.000000] BUG: flux capacitor leaks 3 GW
[    2.000001] capacitor 2 of 4
[    2.000003] CPU: 1 PID: 82 Comm: sh Not tainted 6.1.0 #1
[    2.000005] Call Trace:
[    2.000006]  <TASK>
[    2.000007]  do_anonymous_page+0xc7/0x3f0
[    2.000008]  flux_charge+0x12/0x40
[    2.000008]  </TASK>
[    2.000009] ---[ end trace 0000000000000000 ]---
`

// TestAMadeUpClass: a class is one literal; everything that shows a crash goes
// by it.
func TestAMadeUpClass(t *testing.T) {
	for how, want := range map[string][]string{
		"--json": {`"class":"flux-leak"`, `"severity":"bug"`, `"title":"flux leak: 3 GW in flux_charge"`, `"culprit":{"function":"flux_charge"}`,
			`"aftermath":"continues-damaged"`},
		"--text":     {"flux leak: 3 GW in flux_charge"},
		"--markdown": {`flux leak: 3 GW in flux\_charge`},
	} {
		status, out, errs := oopscope(t, fluxLeak, "scan", how, "-")
		if status != 0 {
			t.Errorf("%s: status %d, %s", how, status, errs)
		}
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s does not show %q:\n%s", how, w, out)
			}
		}
	}
}
