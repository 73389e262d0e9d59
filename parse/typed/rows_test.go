package typed

import (
	"testing"

	"oopscope/parse/crash"
)

// TestRowsAndArraysInThem: an index goes by whole structures or by elements in one; by which,
// the code says.
func TestRowsAndArraysInThem(t *testing.T) {
	for _, name := range []string{"amd64", "arm64", "riscv64"} {
		p := openPump(t, pumps+"rows-"+name+".ko")
		for function, want := range map[string]string{
			"row_last": "s[].last", "row_odd": "s[].last", "row_first": "s[].first", "row_next": "s[].last",
			"in_each": "s->each[]", "in_errors": "s->errors[]",
			"both": "meters[].errors[]", "both_odd": "odds[].each[]", "one_odd": "odds[].last",
		} {
			said := 0
			p.each(function, func(insn, _ string, o *crash.Operand) {
				if said++; o == nil || o.Expression != want {
					t.Errorf("%s: %s: %s works on %+v, want %s", name, function, insn, o, want)
				}
			})
			if said != 1 {
				t.Errorf("%s: %s accesses memory %d times", name, function, said)
			}
		}
	}
}
