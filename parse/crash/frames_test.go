package crash

import (
	"testing"

	"oopscope/parse/arch"
)

func chain(names ...string) (frames []arch.Frame) {
	for _, n := range names {
		frames = append(frames, arch.Frame{Symbol: arch.Symbol{Function: n}, Reliable: n[0] != '?'})
	}
	return frames
}

func TestWhereItHappened(t *testing.T) {
	pc := arch.Symbol{Function: "pc"}
	for _, c := range []struct {
		crash  Crash
		death  int
		caller string
	}{
		{Crash{}, -1, ""},
		{Crash{Dump: arch.Dump{PC: pc}}, -1, ""},
		{Crash{Dump: arch.Dump{PC: pc}, Chain: chain("pc", "?guess", "caller")}, 0, "caller"},
		{Crash{Chain: chain("dump_stack", "show_stack")}, -1, ""}, // who prints the trace did not die
		{Crash{Chain: chain("dump_stack", "mine", "caller"), Culprit: Culprit{Function: "mine"}}, 1, "caller"},
		{Crash{Chain: chain("?mine", "mine"), Culprit: Culprit{Function: "mine"}}, 1, ""},
	} {
		if got := c.crash.DeathFrame(); got != c.death {
			t.Errorf("%+v: death in frame %d, want %d", c.crash.Chain, got, c.death)
		}
		got := ""
		if f := c.crash.Caller(); f != nil {
			got = f.Function
		}
		if got != c.caller {
			t.Errorf("%+v: called by %q, want %q", c.crash.Chain, got, c.caller)
		}
	}
}
