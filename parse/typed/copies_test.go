package typed

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// copied are the functions of copies.c and what BTF alone says of one of their instructions.
var copied = []struct{ function, says, of, member string }{
	{"pipe_mark.constprop.0", "p->leaks", "pipe", "leaks"},
	{"pipe_wear.constprop.0", "main_pipe.seal->wear", "seal", "wear"},
	{"pipe_drain.constprop.0", "main_pipe.ops->drain(&main_pipe)", "pipe_ops", "drain"},
	{"pipe_set", "*main_pipe.gauge", "pipe", "gauge"},
	{"pipe_last.constprop.0.isra.0", "(*pp)->flow", "pipe", "flow"},
	{"rack_wear.constprop.0", "rack_find()->wear", "seal", "wear"},
	{"drop_size", "container_of(l, struct drop, link)->size", "drop", "size"},
	{"plant_state", "container_of(w, struct plant, work)->state", "plant", "state"},
	{"puddle_sum.constprop.0", "list_entry(…, struct drop, link)->id", "drop", "id"},
	{"drop_all", "d->id", "drop", "id"},
	{"seal_either", "((struct seal *)…)->wear", "seal", "wear"},
	{"drop_all", "d->below", "drop", "below"},
}

// TestCopiesOfFunctions: what BTF says of a function is said of the copies that GCC made of it,
// of the variables that are all that is left of a parameter, and of what lies around a link.
func TestCopiesOfFunctions(t *testing.T) {
	for _, machine := range []string{"amd64", "arm64"} {
		p := openPump(t, pumps+"copies-"+machine+".ko")
		for _, want := range copied {
			var said []string
			found := false
			p.each(want.function, func(_, _ string, o *crash.Operand) {
				if o != nil {
					found = found || o.Expression == want.says && o.Struct == want.of && o.Member == want.member
					said = append(said, o.Words())
				}
			})
			if !found {
				t.Errorf("%s: %s works on %s, but says %q", machine, want.function, want.says, said)
			}
		}
	}
}

// TestIndexesAreChecked: what the compiler calls when an index is too large says which array it was.
func TestIndexesAreChecked(t *testing.T) {
	p := openPump(t, pumps+"copies-amd64.ko")
	want, found := "rack_one.seals[]->batch", false
	p.each("rack_batch.constprop.0", func(_, _ string, o *crash.Operand) { found = found || o != nil && o.Expression == want })
	if !found {
		t.Errorf("nobody says %s", want)
	}
}

// TestSeveralAreNone: where a copy's register may hold the pointer or a member of what it points
// to, and where two structures are around a thing, nothing is said.
func TestSeveralAreNone(t *testing.T) {
	p := openPump(t, pumps+"copies-amd64.ko")
	for _, function := range []string{"drop_next.isra.0", "pipe_flow.isra.0", "kref_before"} {
		p.each(function, func(insn, _ string, o *crash.Operand) {
			if o != nil {
				t.Errorf("%s: %s is said to work on %s", function, insn, o.Words())
			}
		})
	}
}

// TestCallersSayWhatTheyPass: a caller that loads what it passes out of memory that it allocated in
// the size of a structure passes a member of that, and out of a variable of a pointer's size the
// pointer.
func TestCallersSayWhatTheyPass(t *testing.T) {
	p := openPump(t, pumps+"copies-amd64.ko")
	for _, want := range []struct{ function, says, member string }{
		{"drop_next.isra.0", "d->link.next->prev", "prev"},
		{"pipe_flow.isra.0", "p->flow", "flow"},
	} {
		if o := p.calledBy(want.function, "copies"); o == nil || o.Expression != want.says || o.Member != want.member {
			t.Errorf("%s works on %s, but says %s", want.function, want.says, o.Words())
		}
	}
}

// calledBy is what the first instruction of a function works on that another one calls.
func (p pump) calledBy(function, by string) *crash.Operand {
	at := map[string]symbol.Place{function: {Function: function, Exact: true}}
	caller := open(File{p.im, p.im}, symbol.Place{Function: by})
	for i := range caller.insns {
		if caller.callee[i] == function {
			at[by] = symbol.Place{Function: by, Offset: caller.end(i) - caller.start}
		}
	}
	c := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1}}
	for _, f := range []string{function, by} {
		sym := arch.Symbol{Function: f, Offset: at[f].Offset, HasOffset: true}
		c.Chain = append(c.Chain, arch.Frame{Symbol: sym, Exact: at[f].Exact, Reliable: true})
	}
	return Look{Crash: c, File: func(f *arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, at[f.Function] }}.Operand()
}
