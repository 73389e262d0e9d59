package parse_test

import (
	"strings"
	"testing"
)

// Messages of commits leave nothing but the names of a trace, and the place of death with it.
func TestFramesThatAreNames(t *testing.T) {
	const head = "kernel BUG at drivers/misc/pump.c:300!\ninvalid opcode: 0000 [#1] SMP\nCPU: 1 PID: 30 Comm: pump Not tainted 5.4.0 #1\n"
	for _, c := range []struct{ name, log, chain, title string }{
		{"with its place", head + "RIP: 0010:pump_check\nCall Trace:\n <TASK>\n pump_fill [pump]\n ? pump_guess\n pump_open()\n vfs_open\n do_exit\n </TASK>\n# \nbash_completion\n",
			"pump_check, pump_fill [pump], ? pump_guess, pump_open, vfs_open, do_exit", "kernel BUG in pump_check"},
		{"without", head + "Call Trace:\n pump_fill [pump]\n pump_open\n vfs_open\n", "pump_fill [pump], pump_open, vfs_open", "kernel BUG below pump_fill [pump]"},
		{"arm64", "Unable to handle kernel NULL pointer dereference at virtual address 0000000000000018\nInternal error: Oops: 0000000096000004 [#1] PREEMPT SMP\n" +
			"CPU: 2 PID: 88 Comm: kworker/2:1 Not tainted 6.1.55 #1\npc : pump_irq_work+0x38/0x90 [pump]\nlr : process_one_work+0x1e0/0x340\nCall trace:\n pump_irq_work [pump]\n process_one_work\n worker_thread\n kthread\n ret_from_fork\n",
			"pump_irq_work [pump], process_one_work, worker_thread, kthread, ret_from_fork", "NULL pointer dereference in pump_irq_work [pump]"},
		{"words are none", head + "RIP: 0010:pump_check+0x4/0x8 [pump]\nCall Trace:\nlogin\nboard_b login: root\n", "pump_check [pump]", "kernel BUG in pump_check [pump]"},
		{"behind whole frames", head + "RIP: 0010:pump_check+0x4/0x8 [pump]\nCall Trace:\n pump_fill+0x8/0x90 [pump]\npump_test\n", "pump_check [pump], pump_fill [pump]", "kernel BUG in pump_check [pump]"},
	} {
		crashes, _ := run(t, c.log)
		if len(crashes) != 1 {
			t.Errorf("%s: %d crashes", c.name, len(crashes))
			continue
		}
		var chain []string
		for _, f := range crashes[0].Chain {
			name := f.Function
			if !f.Reliable {
				name = "? " + name
			}
			if f.Module != "" {
				name += " [" + f.Module + "]"
			}
			chain = append(chain, name)
		}
		if got := strings.Join(chain, ", "); got != c.chain || !strings.HasPrefix(crashes[0].Title, c.title) {
			t.Errorf("%s: %q has the chain %s", c.name, crashes[0].Title, got)
		}
	}
}
