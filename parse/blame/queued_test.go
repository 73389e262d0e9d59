package blame

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// TestTimerOfAModuleThatIsGone: a timer in memory that was unmapped is the unloaded
// module's; with a poisoned or a user's address, nothing says so.
func TestTimerOfAModuleThatIsGone(t *testing.T) {
	for _, c := range []struct {
		bits int
		at   uint64
		want string
	}{
		{32, 0xbf03308c, "bench"}, {32, 0xe0804154, "bench"}, {64, 0xffffffffc0513488, "bench"},
		{32, 0x6b6b6b6f, ""}, {64, 0x6b6b6b6b6b6b6b73, ""}, {64, 0xdead000000000122, ""}, {64, 0x1c1, ""},
	} {
		k := &crash.Crash{Class: "bad-access", Chain: chainOf("run_timer_softirq handle_softirqs"), LastUnloaded: []string{"bench"}}
		k.Chain = append(chainOf("__run_timers"), k.Chain...)
		k.Dump = arch.Dump{Bits: c.bits, PC: k.Chain[0].Symbol, Fault: arch.Fault{Address: c.at, HasAddress: true}}
		if got := culprit(k); got != (crash.Culprit{Module: c.want}) {
			t.Errorf("%#x: got %+v, want module %q", c.at, got, c.want)
		}
	}
}
