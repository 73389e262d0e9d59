package typed

import (
	"encoding/hex"
	"path/filepath"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// TestWhatThePersonWrote: the words are those of the caller of a helper, not the helper's; a
// structure that is copied is named, not the members under a piece of it; and of an array
// that a pointer walks no element is said to be the one.
func TestWhatThePersonWrote(t *testing.T) {
	paths, _ := filepath.Glob(pumps + "gauge-*.ko")
	if len(paths) < 3 {
		t.Fatalf("%d modules", len(paths))
	}
	for _, path := range paths {
		p := openPump(t, path)
		for _, c := range []struct{ function, is, never string }{
			{"gauge_use", "g->users.n", "v->n"},
			{"gauge_copy", "g->last[1]", "g->last[1].kind"},
			{"gauge_sum", "g->parts[]->weight", "(*g->parts)->weight"},
		} {
			got := map[string]bool{}
			if !p.each(c.function, func(_, _ string, o *crash.Operand) {
				if o != nil {
					got[o.Expression] = true
				}
			}) {
				t.Errorf("%s: %s cannot be read", p.name, c.function)
			}
			if !got[c.is] || got[c.never] {
				t.Errorf("%s: %s works on %v", p.name, c.function, got)
			}
		}
	}
}

// TestUnlocked: a kernel for several CPUs that runs on one writes over the prefix that locks
// the bus; any other difference is one of the build.
func TestUnlocked(t *testing.T) {
	p := openPump(t, pumps+"gauge-amd64.ko")
	c := open(File{p.im, p.im}, symbol.Place{Function: "gauge_use"})
	for printed, want := range map[string]string{"\xf0": "g->users.n", "\x3e": "g->users.n", "\x3e\xfe": ""} {
		code := p.im.Bytes(c.start, c.insns[0].Length())
		copy(code, printed)
		sym := arch.Symbol{Function: "gauge_use", HasOffset: true}
		died := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1, PC: sym, Code: []arch.Insn{{Bytes: hex.EncodeToString(code), Trap: true}}}}
		died.Chain = []arch.Frame{{Symbol: sym, Exact: true, Reliable: true}}
		at := symbol.Place{Function: "gauge_use", Exact: true}
		o := Look{Crash: died, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, at }}.Operand()
		if got := expression(o); got != want {
			t.Errorf("% x: %q, want %q", code, got, want)
		}
	}
}

func expression(o *crash.Operand) string {
	if o == nil {
		return ""
	}
	return o.Expression
}
