package triage

import (
	"strings"
	"testing"
)

// A softirq that spins for a lock on top of a task of the same module is told with that
// task's function; on top of another's it is not.
func TestASpinOnTopOfTheOwner(t *testing.T) {
	for under, told := range map[string]bool{"bench_set_all+0x2c/0x50 [bench]": true, "other_set_all+0x2c/0x50 [other]": false} {
		f := found(readAll(`watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [bench-set:138]
Modules linked in: bench(O) other(O)
CPU: 0 UID: 0 PID: 138 Comm: bench-set Tainted: G           O       6.12.107 #1
Hardware name: linux,dummy-virt (DT)
pstate: 20000005 (nzCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : queued_spin_lock_slowpath+0x64/0x3d0
lr : bench_tick_work+0x50/0x60 [bench]
sp : ffff800080003e20
Call trace:
 queued_spin_lock_slowpath+0x64/0x3d0
 bench_tick_work+0x50/0x60 [bench]
 bench_tick+0x10/0x20 [bench]
 call_timer_fn+0x3c/0x150
 run_timer_softirq+0x44/0x88
 handle_softirqs+0x128/0x368
 __do_softirq+0x1c/0x28
 ____do_softirq+0x18/0x30
 call_on_irq_stack+0x30/0x48
 do_softirq_own_stack+0x24/0x38
 irq_exit_rcu+0x18/0x58
 el1_interrupt+0x38/0x58
 el1h_64_irq_handler+0x18/0x28
 el1h_64_irq+0x7c/0x80
 __delay+0x88/0x98
 ` + under + `
 kthread+0xe8/0xf8
 ret_from_fork+0x10/0x20
`)[0], "spinlock-stuck")
		if f == nil || strings.Contains(f.Text, "The softirq came on top of bench_set_all [bench]") != told || strings.Contains(f.Next, "spin_lock_bh()") != told {
			t.Errorf("%s: %+v", under, f)
		}
	}
}
