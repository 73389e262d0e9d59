package typed

import (
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// known are the functions of pump.c and what BTF alone can say of them: what is
// reached from their parameters.
var known = map[string][]string{
	"pump_pressure":    {"bank->valves[2].pressure"},
	"pump_pressure_at": {"bank->valves[].pressure"},
	"pump_chain":       {"p->bank", "p->bank->used"},
	"pump_spare":       {"p->spare[]", "p->spare[]->when.hi"},
	"pump_where":       {"p->where"},
	"pump_start":       {"p->ops", "p->ops->start(p, 3)"},
	"pump_count":       {"p->counter", "*p->counter"},
	"big_crc":          {"b->end.crc"},
	"pump_pp":          {"*pp", "(*pp)->rpm"},
	"pump_inlined":     {"p->spare[1]", "p->rpm"},
	"pump_after_calls": {"j->id", "j->target", "p->rpm"},
	"job_copy":         {"j->target"},
	"job_hook":         {"j->target", "j->target->hook(5)"},
}

// flat is a path without the arrays of arrays, which pahole writes down as one
// array.
func flat(path string) string {
	return strings.NewReplacer("screen[1][1]", "screen[3]").Replace(path)
}

// TestBTFSaysWhatDWARFSays: every instruction of a module works on the same
// member with BTF only, or on nothing that is known.
func TestBTFSaysWhatDWARFSays(t *testing.T) {
	paths, _ := filepath.Glob(pumps + "stripped-*.ko")
	if len(paths) < 6 {
		t.Fatalf("%d modules", len(paths))
	}
	for _, path := range paths {
		p, whole := openPump(t, path), openPump(t, strings.Replace(path, "stripped-", "pump-", 1))
		for function := range want {
			var all []*crash.Operand
			whole.each(function, func(_, _ string, o *crash.Operand) { all = append(all, o) })
			got, i := map[string]bool{}, 0
			p.each(function, func(insn, _ string, o *crash.Operand) {
				w := all[i]
				i++
				if o == nil {
					return
				}
				got[o.Expression] = true
				if o.Struct != "" && (w == nil || w.Struct != o.Struct || flat(w.Member) != flat(o.Member) || w.Offset != o.Offset) {
					t.Errorf("%s: %s: %s works on %s, with DWARF on %s", p.name, function, insn, o.Words(), w.Words())
				}
			})
			for _, e := range known[function] {
				if !got[e] {
					t.Errorf("%s: %s works on %s, but says %v", p.name, function, e, got)
				}
			}
		}
	}
}

// TestUnionsAreNotFollowed: which of its members a union held only a variable
// of DWARF tells.
func TestUnionsAreNotFollowed(t *testing.T) {
	p := openPump(t, pumps+"stripped-amd64.ko")
	at := symbol.Place{Function: "pump_chain"}
	c := open(File{p.im, p.im}, at)
	pump := c.seen(0)[0]
	for _, place := range []struct {
		member string
		known  bool
	}{{"bank", true}, {"culprit", false}} {
		var off int64 = -1
		for i := range pump.Type.Pointee().Bytes() {
			for _, m := range pump.Type.Pointee().Exactly(i, 8) {
				if m.Path() == place.member {
					off = i
				}
			}
		}
		s := (&looker{Look: p.lookAt("pump_chain", 0)}).search()
		if got := s.contents(c, named(&pump).plus(off), 8); off < 0 || (len(got) == 1) != place.known {
			t.Errorf("what p->%s at %d points to: %d answers", place.member, off, len(got))
		}
	}
}
