package all

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
)

func reportOf(text string) (lines []arch.Line) {
	for i, l := range strings.Split(text, "\n") {
		lines = append(lines, arch.Line{N: i + 1, Text: l})
	}
	return lines
}

// TestJudge: reports without the lines that only one architecture prints.
func TestJudge(t *testing.T) {
	for _, c := range []struct{ name, want, reason, text string }{
		{"i386 by its addresses", "i386", arch.ByAddresses, "Call Trace:\n [<c15ad3a9>] ? dump_stack+0x48/0x68\n [<c1057c12>] ? __might_sleep+0xd2/0x110\n [<c10b8e45>] ? worker_thread+0x105/0x3c0"},
		{"mips by its addresses", "mips", arch.ByAddresses, "Call Trace:\n[<800143d4>] show_stack+0x54/0x88\n[<8017c1f0>] dump_header+0x60/0x1bc\n[<8011b0d8>] oom_kill_process+0xb4/0x474\n[<c0a71234>] ath9k_rx_tasklet+0x10/0x200 [ath9k]"},
		{"x86_64 without its indent", "x86_64", "", "[<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2\n[<ffffffff81055bde>] dump_stack+0x12/0x20\n[<ffffffffa0363294>] batadv_hardif_disable_interface+0x29a/0x3a6 [batman_adv]"},
		{"x86_64 by a system call at the margin", "x86_64", arch.ByEntries, "dump_stack+0x10/0x20\nksys_write+0x5a/0xe0\ndo_syscall_64+0x3c/0x90"},
		{"x86_64 by odd offsets", "x86_64", arch.ByAddresses, " rcu_blocking_is_gp+0x13/0x50\n synchronize_rcu+0x17/0x80\n worker_thread+0x35/0x3e0"},
		{"x86_64 by its direct map", "x86_64", arch.ByAddresses, "kworker/u24:6   D ffff88107fcd2e80     0   891      2 0x00000000\n ffff8810370ff950 0000000000000002 ffff88103853d940 0000000000012e80\n ffff8810370fffd8 0000000000012e80 ffff881053fc0000 ffff88103853d940"},
		{"i386 by a register behind a quotation", "i386", arch.ByRegisters, "    EAX: 00000000 EBX: e08032a0 ECX: 00000006 EDX: c132fcd8"},
		{"riscv by its addresses", "riscv", arch.ByAddresses, "[<ffffffff80002f1a>] dump_backtrace+0x1c/0x24\n[<ffffffff80a1c3be>] show_stack+0x2c/0x38\n[<ffffffff80a2b1e4>] dump_stack_lvl+0x3c/0x54"},
		{"arm64 of 4.4", "arm64", arch.ByErrorLine, "Unable to handle kernel NULL pointer dereference at virtual address 00000000\npgd = ffffffc0edcf1000\n[00000000] *pgd=0000000000000000, *pud=0000000000000000\nInternal error: Oops: 96000005 [#1] SMP\nPC is at f+0x1f8/0x2dc"},
		{"arm with LPAE", "arm", "", "Unable to handle kernel NULL pointer dereference at virtual address 00000000\npgd = c0003000\n[00000000] *pgd=80000040007003, *pmd=00000000\nInternal error: Oops: 206 [#1] SMP ARM"},
		{"x86_64 by one address of its text and one of its direct map", "x86_64", arch.ByAddresses, "ffff88801f552650 (&s->lock){.+.+}-{0:0}, at: pump_get+0x2ec/0x6b0\nffffffff8be89240 (fs_reclaim){+.+.}-{0:0}, at: pump_fill+0x0/0x30"},
		{"two addresses of the text", "", "", "[<ffffffff8109e1c6>] pump_get+0x2ec/0x6b0\n[<ffffffff8109e2c6>] pump_fill+0x0/0x30"},
		{"x86_64 by two odd offsets", "x86_64", arch.ByAddresses, "default_idle+0x1e/0x130\nkthread+0x107/0x120\nret_from_fork+0x35/0x40"},
		{"x86_64 by the name of a debug kernel", "x86_64", arch.ByRelease, "4.13.4-301.fc27.x86_64+debug #1 Not tainted\nCPU: 1 PID: 14637 Comm: sh Not tainted 4.13.4-301.fc27.x86_64+debug #1"},
		{"x86_64 by its modules", "x86_64", arch.ByModules, "Modules linked in: pump(O) kvm_amd ghash_clmulni_intel(E)"},
		{"arm64 by its modules", "arm64", arch.ByModules, "Modules linked in: pump aes_ce_blk aes_ce_cipher ghash_ce"},
		{"powerpc by its modules", "powerpc", arch.ByModules, "Modules linked in: pump vmx_crypto at24"},
		{"s390 by its sources", "s390", arch.BySources, "kernel BUG at arch/s390/mm/pgtable.c:291!"},
		{"i386 by its sources", "i386", arch.BySources, "? ret_from_fork (arch/x86/entry/entry_32.S:856)"},
		{"a list's poison is no address", "", "", "raw: 4000000000002000 dead000000000100 dead000000000122 0000000000000000"},
		{"nothing but a name of hardware", "", "", "Hardware name: Dell Inc. X/Y, BIOS A11 09/08/2009"},
		{"one address", "", "", "[<c15ad3a9>] dump_stack+0x48/0x68"},
		{"the same hint again and again", "", "", "[<00000000>] f+0x10/0x20\n[<00000000>] f+0x10/0x20\n[<00000000>] f+0x10/0x20"},
		{"sentences", "", "", "Code: see below\nprocess 12345678 of 87654321 failed at 0xdeadbeef"},
	} {
		j := Judge(reportOf(c.text))
		got := ""
		if j.Arch != nil {
			got = j.Name
		}
		if got != c.want || c.reason != "" && !slices.Contains(j.Reasons, c.reason) {
			t.Errorf("%s: %q with %d by %q, not %q by %q", c.name, got, j.Score, j.Reasons, c.want, c.reason)
		}
	}
}

// TestPoorReportsAreNobodyElses takes all but some kinds of lines out of real
// reports, and the blanks in front of them: what is left may tell nothing, but
// nothing wrong.
func TestPoorReportsAreNobodyElses(t *testing.T) {
	frame := func(l string) bool { return strings.Contains(l, "+0x") && !strings.Contains(l, ": ") }
	for name, keep := range map[string]func(string) bool{
		"frames":  frame,
		"no code": func(l string) bool { return !strings.HasPrefix(l, "Code") && !frame(l) },
		"system":  func(l string) bool { return strings.HasPrefix(l, "CPU: ") || strings.HasPrefix(l, "Hardware name: ") },
	} {
		told, of := 0, 0
		for _, a := range List {
			logs, _ := filepath.Glob("../../../testdata/" + a.Name + "/*.log")
			for _, log := range logs {
				b, err := os.ReadFile(log)
				if err != nil {
					t.Fatal(err)
				}
				var lines []arch.Line
				for i, l := range strings.Split(string(b), "\n") {
					_, text, stamped := strings.Cut(l, "] ")
					if !stamped || !strings.HasPrefix(l, "[") {
						text = l
					}
					if text = strings.TrimSpace(text); keep(text) {
						lines = append(lines, arch.Line{N: i + 1, Text: text})
					}
				}
				of++
				if j := Judge(lines); j.Arch == a {
					told++
				} else if j.Arch != nil {
					t.Errorf("%s of %s: %s with %d by %q", name, log, j.Name, j.Score, j.Reasons)
				}
			}
		}
		t.Logf("%s: %d of %d are told", name, told, of)
	}
}

// TestEntriesAreNobodyElses: a name that tells one architecture must not be in
// the entry code of another.
func TestEntriesAreNobodyElses(t *testing.T) {
	for _, a := range List {
		for _, name := range a.Evidence.Entries {
			for _, b := range List {
				if b != a && (b.Evidence.HasEntry(name) || b.Contexts.Entries[name] != "" && a.Contexts.Entries[name] == "") {
					t.Errorf("%s is in %s and in %s", name, a.Name, b.Name)
				}
			}
		}
	}
}
