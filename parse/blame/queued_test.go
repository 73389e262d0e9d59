package blame

import (
	"strconv"
	"strings"
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
		{32, 0x6b6b6b6f, ""}, {64, 0x6b6b6b6b6b6b6b73, ""}, {64, 0xdead000000000122, ""},
	} {
		k := &crash.Crash{Class: "bad-access", Die: 1, Chain: chainOf("run_timer_softirq handle_softirqs"), LastUnloaded: []string{"bench"}}
		k.Chain = append(chainOf("__run_timers"), k.Chain...)
		k.Dump = arch.Dump{Bits: c.bits, PC: k.Chain[0].Symbol, Fault: arch.Fault{Address: c.at, HasAddress: true}}
		if got := culprit(k); got != (crash.Culprit{Module: c.want}) {
			t.Errorf("%#x: got %+v, want module %q", c.at, got, c.want)
		}
	}
}

// TestLeftInAList: who freed what a list held is told by the kernel or not at all; a
// notifier chain is called by those who may be to blame themselves.
func TestLeftInAList(t *testing.T) {
	const freed = "Register r5 information: slab kmalloc-128 start c3233a80 allocated at probe_it+0x28/0x70 [m]\n    probe_it+0x28/0x70 [m]\n Free path:\n    kfree+0x1/0x20\n    remove_it+0x64/0x70 [m]\n"
	for _, c := range []struct {
		chain, body, want string
		at                uint64
	}{
		{"__run_timers.part.0 run_timer_softirq handle_softirqs", "", "", 0x6b6b6b73},
		{"__run_timer_base run_timer_softirq handle_softirqs", freed, "remove_it", 0x6b6b6b73},
		{"__run_timer_base run_timer_softirq handle_softirqs", freed, "__run_timer_base", 8}, // NULL was left by nobody
		{"timerqueue_add hrtimer_start_range_ns tick_nohz_restart", "", "", 0x41414151},
		{"rb_insert_color timerqueue_add enqueue_hrtimer", freed, "remove_it", 0x41414151},
		{"rb_insert_color tree_put cam_put", "", "tree_put", 0x41414151},
		{"timeout_it call_timer_fn __run_timers run_timer_softirq", "", "timeout_it", 0x6b6b6b73},
		{"notifier_call_chain atomic_notifier_call_chain fire_it", freed, "remove_it", 0x6b6b6b73},
		{"notifier_call_chain atomic_notifier_call_chain fire_it", "", "notifier_call_chain", 0x6b6b6b73},
	} {
		k := &crash.Crash{Class: "bad-access", Die: 1, Chain: chainOf(c.chain)}
		k.Dump = arch.Dump{Bits: 32, PC: k.Chain[0].Symbol, Fault: arch.Fault{Address: c.at, HasAddress: true}}
		for _, l := range strings.Split(c.body, "\n") {
			k.Body = append(k.Body, crash.BodyLine{Text: l})
		}
		if got := culprit(k); got.Function != c.want {
			t.Errorf("%s: got %+v, want %q", c.chain, got, c.want)
		}
	}
}

// Who sits in a list of callbacks with a pointer that is none is not named by the jump
// to it, neither by the function that calls them all.
func TestTheCallerOfAllIsNotToBlame(t *testing.T) {
	for chain, want := range map[string]string{
		"0x8 notifier_call_chain raw_notifier_call_chain": "", "0x8 raw_notifier_call_chain dev_open": "", "0xbf00e000 call_timer_fn __run_timers": "", "0x8 port_start[port] port_open[port]": "port_start",
	} {
		k := &crash.Crash{Class: "exec-fault", Die: 1, Chain: chainOf(strings.SplitN(chain, " ", 2)[1])}
		pc, _ := strconv.ParseUint(strings.Fields(chain)[0], 0, 64)
		k.Dump = arch.Dump{Bits: 32, PC: arch.Symbol{Address: pc, HasAddress: true}, LR: k.Chain[0].Symbol, Fault: arch.Fault{Address: pc, HasAddress: true, Access: "execute"}}
		if got := culprit(k); got.Function != want {
			t.Errorf("%s: got %+v, want %q", chain, got, want)
		}
	}
}
