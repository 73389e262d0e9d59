package typed

import (
	"slices"
	"testing"

	"oopscope/parse/crash"
)

// shelved are the functions of shelf.c and what BTF alone says of one of their instructions.
var shelved = []struct{ function, says string }{
	{"shelf_find.constprop.0", "shelf_one.boxes[]"},
	{"shelf_refs.constprop.0", "shelf_find()->refs"},
	{"shelf_size.constprop.0", "shelf_one.boxes[]->size"},
	{"hold_crc", "h->tail.crc"},
}

// TestVariablesByTheirShape: a variable that is given to nobody whose parameters BTF has is what the
// only structure is that has its size and the array that the code goes through; where two structures
// have them nothing is said. Constants are loaded in two halves, out of tables, and with offsets in
// registers, according to machine.
func TestVariablesByTheirShape(t *testing.T) {
	for _, machine := range []string{"amd64", "arm64", "riscv64", "ppc64le", "s390x"} {
		p := openPump(t, pumps+"shelf-"+machine+".ko")
		says := func(function string) (all []string) {
			p.each(function, func(_, _ string, o *crash.Operand) {
				if o != nil {
					all = append(all, o.Expression)
				}
			})
			return all
		}
		for _, want := range shelved {
			if all := says(want.function); !slices.Contains(all, want.says) {
				t.Errorf("%s: %s works on %s, but says %q", machine, want.function, want.says, all)
			}
		}
		if all := says("crate_size.constprop.0"); len(all) > 0 {
			t.Errorf("%s: struct crate and struct chest are the same, but it says %q", machine, all)
		}
	}
}
