package triage

import (
	"strings"
	"testing"
)

// leaving is what do_exit() says when the count of a task that ends is not 0, until 5.16.
func leaving(callers string) string {
	return `Kernel panic - not syncing: Aiee, killing interrupt handler!
CPU: 0 PID: 73 Comm: sh Tainted: G           OE     5.10.0 #1
Hardware name: Bench (DT)
Call Trace:
 dump_stack+0x6b/0x83
 panic+0x114/0x2f1
 do_exit.cold+0xc/0xb3
` + callers + `---[ end Kernel panic - not syncing: Aiee, killing interrupt handler! ]---
`
}

// do_exit() knows an interrupt by the task's count alone: a task that ends by itself and
// whose count was left up was in none, and nothing in its stack is to blame. A handler of
// a trap that calls it is another matter.
func TestATaskThatEndedWithItsCountUp(t *testing.T) {
	for _, callers := range []string{
		" do_group_exit+0x33/0xa0\n __x64_sys_exit_group+0x14/0x20\n do_syscall_64+0x33/0x80\n",
		" __se_sys_exit+0x10/0x14\n el0_svc+0x8/0xc\n",
		" kthread+0x11c/0x140\n ret_from_fork+0x22/0x30\n",
	} {
		c := readAll(leaving(callers))[0]
		f := found(c, "left-atomic")
		if f == nil || f.Confidence != Certain || !strings.Contains(f.Text, "sh[73] ended by itself") || c.Culprit.Function != "" || Triage(c)[0].Rule != f.Rule {
			t.Errorf("%s: %+v, culprit %+v", callers, f, c.Culprit)
		}
		if f := found(c, "interrupt-death"); f != nil {
			t.Errorf("%s: %+v", callers, f)
		}
	}
	c := readAll(leaving(" die+0x2b0/0x2e4\n __do_kernel_fault+0x68/0x78\n do_page_fault+0x2f0/0x3b8\n"))[0]
	if f := found(c, "left-atomic"); f != nil || c.Context != "irq" {
		t.Errorf("context %q, %+v", c.Context, f)
	}
}
