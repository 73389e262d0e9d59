package typed

import (
	"slices"
	"testing"

	"oopscope/parse/crash"
)

// TestOwnData: the CPU's own copy of per-CPU data has the data's name, where a system register
// says how far away it is; at any other distance it has none.
func TestOwnData(t *testing.T) {
	for _, name := range []string{"arm64", "arm", "riscv64", "s390x", "loongarch64"} {
		p := openPump(t, pumps+"own-"+name+".ko")
		for function, want := range map[string][]string{"own_weight": {"stats.last", "stats.last->weight"}, "own_lost": {"stats.lost"}, "others_lost": nil} {
			var got []string
			if !p.each(function, func(_, _ string, o *crash.Operand) {
				if o != nil && o.Struct != "" {
					got = append(got, o.Expression)
				}
			}) {
				t.Errorf("%s: %s cannot be read", name, function)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s works on %q, want %q", name, function, got, want)
			}
		}
	}
}
