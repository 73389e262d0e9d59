package unwrap

import (
	"strings"
	"testing"
)

// TestJoined: lines that lost their ends begin where the kernel begins its lines, and
// not where a line names a place.
func TestJoined(t *testing.T) {
	for _, lines := range [][]string{
		{ // of an ARM926, as a wiki has it
			"You've just got something like that:", "Unable to handle kernel NULL pointer dereference at virtual address 00000000", "pgd = c0004000", "[00000000] *pgd=00000000",
			"Internal error: Oops: 817 [#1] PREEMPT", "Modules linked in:", "CPU: 0 Not tainted (2.6.23.1 #14)", "pc : [<c0025720>] lr : [<c019dca0>] psr: 20000013", "sp : c037dcfc ip : c037dd0c fp : c037dd08",
			"r10: 00000000 r9 : 003c0000 r8 : 003c0000", "Process pdflush (pid: 64, stack limit = 0xc037c258)", "Stack: (0xc037dcfc to 0xc037e000)", "dce0: c037dd18",
			"Backtrace:", "Function entered at [<c00256e0>] from [<c019dca0>]",
		},
		{
			"BUG: kernel NULL pointer dereference, address: 0000000000000010", "Oops: 0000 [#1] SMP", "CPU: 0 PID: 231 Comm: pump Not tainted 6.1.0 #1", "RIP: 0010:[<ffffffff8107c0c8>]  [<ffffffff8107c0c8>] pump_read+0x10/0x40",
			"RSP: 0018:ffff8801be95eb20 EFLAGS: 00010286", "RAX: 0000000000000054 RBX: ffff8801d359f240 RCX: 0000000000000000", "Call Trace:", "<TASK>", "[<ffffffff8107c0c8>] ? vfs_read+0x10/0x40", "ksys_read+0x10/0x40 [pump]",
			"---[ end Kernel panic - not syncing: Fatal exception ]---",
		},
		{"[    1.000001] one", "[    1.000002] two with a word", "[    1.000003] three", "[    1.000004]  four", "[    1.000005] five", "[    1.000006] " + strings.Repeat("six ", 80)},
		{"Oct  3 11:02:01 bench kernel: one", "Oct  3 11:02:01 bench kernel: [ 2.000001] two", "Oct  3 11:02:01 bench kernel: three", "Oct  3 11:02:02 bench kernel: four", "Oct  3 11:02:02 bench kernel: " + strings.Repeat("five ", 80)},
	} {
		joined := strings.Join(lines, " ") + "\n"
		if got, want := string(part(nil, []byte(joined))), strings.Join(lines, "\n")+"\n"; got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if tellJoined([]byte("words\n"+joined), true) != yes {
			t.Errorf("not told: %s", joined)
		}
	}
}

// TestNotJoined: a long line stays one in which a console wrote two at once, or that
// talks of a report.
func TestNotJoined(t *testing.T) {
	long := strings.Repeat(" a_module_of_many", 30)
	for _, line := range []string{
		"Modules linked in:" + long, "[    1.000001] Modules linked in:[    1.000001] Modules linked in:" + long,
		"A report has a Call Trace: and Code: and says RIP: and BUG: and CPU: of it, then Modules linked in: and what not, Stack: too." + long,
		"BUG: short RIP: 0010:a+0x1/0x2 RSP: 0 RAX: 0 Call Trace: b+0x1/0x2 c+0x1/0x2",
	} {
		if at := begins([]byte(line)); at != nil {
			t.Errorf("parted at %d: %s", at, line)
		}
	}
}
