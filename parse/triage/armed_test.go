package triage

import (
	"strings"
	"testing"
)

// wheel is what riscv prints of a timer whose memory is the one at the address.
func wheel(addr string) string {
	return `Unable to handle kernel paging request at virtual address ` + addr + `
Oops [#1]
CPU: 0 UID: 0 PID: 0 Comm: swapper/0 Tainted: G           OE      6.12.107 #1
epc : __run_timers+0x170/0x2ba
 ra : __run_timers+0x13e/0x2ba
status: 0000000200000100 badaddr: ` + addr + ` cause: 000000000000000f
[<ffffffff800f21a8>] __run_timers+0x170/0x2ba
[<ffffffff800f2346>] run_timer_softirq+0x54/0x98
[<ffffffff8001d34e>] handle_softirqs+0x11c/0x2d2
---[ end trace 0000000000000000 ]---
Kernel panic - not syncing: Fatal exception in interrupt
`
}

// A timer that was armed when its memory went is found by whoever runs timers next:
// that is said, and neither the timer core nor the idle task is blamed.
func TestWhoFindsADeadTimerIsNotToBlame(t *testing.T) {
	for addr, why := range map[string]string{"ffffffff01edf508": "when its init failed half way", "4141414141414151": "was given back while it was armed, or that it was overwritten"} {
		all := readAll(wheel(addr))
		f := found(all[0], "timer-left-armed")
		if f == nil || f.Confidence != Likely || !strings.Contains(f.Text, why) || !strings.Contains(f.Text, "Who armed it is not in the report") {
			t.Errorf("%s: %+v", addr, f)
		}
		if Triage(all[0])[0].Rule != "timer-left-armed" || all[0].Culprit.Function != "" {
			t.Errorf("%s: first %+v, culprit %+v", addr, Triage(all[0])[0], all[0].Culprit)
		}
	}
	// a timer of NULL was never set up, and slab poison has words of its own
	for _, addr := range []string{"0000000000000008", "6b6b6b6b6b6b6b73"} {
		if f := found(readAll(wheel(addr))[0], "timer-left-armed"); f != nil {
			t.Errorf("%s: %+v", addr, f)
		}
	}
}

// The same where the timer lies well and its function is gone: the jump goes where modules
// are loaded.
func TestATimerWhoseFunctionIsGone(t *testing.T) {
	c := readAll(`8<--- cut here ---
Unable to handle kernel paging request at virtual address bf00e000 when execute
[bf00e000] *pgd=42529811, *pte=00000000, *ppte=00000000
Internal error: Oops: 80000007 [#1] SMP ARM
Modules linked in: lab(O)
CPU: 0 UID: 0 PID: 136 Comm: insmod Tainted: G           O       6.12.107 #1
Hardware name: Generic DT based system
PC is at 0xbf00e000
LR is at call_timer_fn+0x38/0x188
pc : [<bf00e000>]    lr : [<c03f8b50>]    psr: 200f0113
sp : e0801e90  ip : 00000000  fp : c1705d40
Flags: nzCv  IRQs on  FIQs on  Mode SVC_32  ISA ARM  Segment none
Process insmod (pid: 136, stack limit = 0x32c3505b)
Call trace: 
 call_timer_fn from __run_timers+0x1c4/0x2d0
 __run_timers from run_timer_softirq+0x68/0xa8
 run_timer_softirq from handle_softirqs+0x104/0x364
---[ end trace 0000000000000000 ]---
Kernel panic - not syncing: Fatal exception in interrupt
`)[0]
	if first := Triage(c)[0]; first.Rule != "timer-left-armed" || c.Culprit.Function != "" {
		t.Errorf("culprit %+v, first %+v", c.Culprit, first)
	}
	silent(t, Triage(c)[0].Text, nil, "call_timer_fn jumped to 0xbf00e000", "init failed half way")
}
