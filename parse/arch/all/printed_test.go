package all

import (
	"fmt"
	"strings"
	"testing"
)

// down writes register rows that begin with these names.
func down(format string, names ...string) (rows []string) {
	for _, n := range names {
		rows = append(rows, fmt.Sprintf(format, n))
	}
	return rows
}

// inOrder are the lines of an oops from the fault line to the end mark, as the
// fault handler, die() and show_regs() of each architecture call each other. Where
// versions differ in what begins a row of registers, each beginning is a line.
var inOrder = map[string][]string{
	"arm": concat([]string{
		"Unable to handle kernel NULL pointer dereference at virtual address 000001c1 when read",
		"Unhandled fault: page domain fault (0x01b) at 0x000001c1",
		"Internal error: Oops: 5 [#1] SMP ARM", "Modules linked in: shepherd(O)", "CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1",
		"Hardware name: Generic AM33XX (Flattened Device Tree)", "PC is at f+0x10/0x30 [m]", "LR is at g+0x10/0x30 [m]",
		"pc : [<bf19b018>]    lr : [<bf19ca58>]    psr: 20000193", "sp : d9535b10  ip : d9535b30  fp : d9535b2c",
		"r10: bf19f45c  r9 : bf19f418  r8 : bf19f3e4", "r7 : 00000000  r6 : c1a05dc8  r5 : c0a7a000  r4 : c1a05dc8",
		"r3 : 00000000  r2 : 00000000  r1 : bf002442  r0 : 00000000", "Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none",
		"Control: 10c5387d  Table: 8d040019  DAC: 00000051",
	}, down("Register %s information: NULL pointer", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12"), []string{
		"Process sh (pid: 77, stack limit = 0xd0984000)", "Stack: (0xd9535b10 to 0xd9536000)", " f from g+0x10/0x30",
		"Code: e34b4f1a e5943000 (e7d33006)", "---[ end trace 0000000000000000 ]---",
	}),
	"arm64": concat([]string{
		"Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c1", "Mem abort info:", "  ESR = 0x0000000096000006",
		"  EC = 0x25: DABT (current EL), IL = 32 bits", "  SET = 0, FnV = 0", "  EA = 0, S1PTW = 0", "  FSC = 0x06: level 2 translation fault",
		"Data abort info:", "  ISV = 0, ISS = 0x00000006", "  CM = 0, WnR = 0", "  GCS = 0, Overlay = 0, DirtyBit = 0, Xs = 0",
		"user pgtable: 4k pages, 48-bit VAs, pgdp=00000000430a2000", "swapper pgtable: 4k pages, 48-bit VAs, pgdp=0000000041a2c000",
		"Internal error: Oops: 0000000096000006 [#1] SMP", "Modules linked in: shepherd(O)", "CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1",
		"Hardware name: linux,dummy-virt (DT)", "pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)", "pc : f+0x8/0x40 [m]", "lr : g+0x48/0xcc [m]",
		"sp : ffff800080003e40",
	}, down("%-3s: 0000000000000000", "x29", "x28", "x27", "x26", "x25", "x24", "x23", "x22", "x21", "x20", "x19", "x18", "x17", "x16", "x15", "x14", "x13", "x12", "x11", "x10",
		"x9", "x8", "x7", "x6", "x5", "x4", "x3", "x2", "x1", "x0"), []string{
		"Call trace:", " f+0x8/0x40 [m]", "Code: aa1e03e9 d503201f (f8226821)", "---[ end trace 0000000000000000 ]---",
	}),
	"x86_64": {
		"BUG: kernel NULL pointer dereference, address: 00000000000001c1", "#PF: supervisor read access in kernel mode", "#PF: error_code(0x0000) - not-present page",
		"PGD 279f067 P4D 279e067 PUD 27ba067 PMD 0 ", "CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996)",
		"RIP: 0010:f+0x5/0x30 [m]", "Code: 48 89 e5 <48> 8b 07 c3", "RSP: 0018:ff876b6300003f00 EFLAGS: 00000046",
		"RAX: 0000000000000000 RBX: ffffffffc02653e0 RCX: ff49cfc2df2235c0", "RDX: 0000000000000000 RSI: ffffffffc02653e0 RDI: ff49cfc2df2235c0",
		"RBP: 0000000000000000 R08: ffffffffc02653e0 R09: ff49cfc2df2235c0", "R10: 0000000000000000 R11: ffffffffc02653e0 R12: ff49cfc2df2235c0",
		"R13: 0000000000000000 R14: ffffffffc02653e0 R15: ff49cfc2df2235c0", "FS:  000000002b0b63c0(0000) GS:ff49cfc2df200000(0000) knlGS:0000000000000000",
		"CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033", "DR0: 0000000000000000 DR1: 0000000000000000 DR2: 0000000000000000",
		"DR3: 0000000000000000 DR6: 00000000fffe0ff0 DR7: 0000000000000400", "PKRU: 55555554", "Call Trace:", " f+0x8/0x40 [m]", "---[ end trace 0000000000000000 ]---",
	},
	"i386": {
		"BUG: kernel NULL pointer dereference, address: 000001c1", "#PF: supervisor read access in kernel mode", "#PF: error_code(0x0000) - not-present page",
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996)", "EIP: f+0x6/0x30 [m]",
		"EAX: 00000000 EBX: e08032a0 ECX: 00000006 EDX: c132fcd8", "ESI: df9b0cb8 EDI: e0801130 EBP: c132fcf0 ESP: c132fcd0",
		"DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000046", "CR0: 80050033 CR2: 000001c1 CR3: 011f5220 CR4: 00350ef0",
		"Call Trace:", " f+0x8/0x40 [m]", "---[ end trace 0000000000000000 ]---",
	},
	"riscv": {
		"Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c1", "Oops [#1]", "Modules linked in: shepherd(O)",
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: riscv-virtio,qemu (DT)", "epc : f+0xe/0x1a [m]",
		" gp : ffffffff81db6718 tp : ff60000002e38000 t0 : 0000000000000064", " t1 : 0000000000000000 t2 : 0000000000000000 s0 : 0000000000000000",
		" s1 : 0000000000000000 a0 : 0000000000000000 a1 : 0000000000000000", " a2 : 0000000000000000 a3 : 0000000000000000 a4 : 0000000000000000",
		" a5 : 0000000000000000 a6 : 0000000000000000 a7 : 0000000000000000", " s2 : 0000000000000000 s3 : 0000000000000000 s4 : 0000000000000000",
		" s5 : 0000000000000000 s6 : 0000000000000000 s7 : 0000000000000000", " s8 : 0000000000000000 s9 : 0000000000000000 s10: 0000000000000000",
		" s11: 0000000000000000 t3 : 0000000000000000 t4 : 0000000000000000", " t5 : 0000000000000000 t6 : 0000000000000000",
		"status: 0000000200000120 badaddr: 00000000000001c1 cause: 000000000000000d", "[<ffffffff80002f1a>] f+0xe/0x1a [m]", "Code: 0000 0013 (4503) 1c15",
		"---[ end trace 0000000000000000 ]---",
	},
	"mips": concat([]string{
		"CPU 0 Unable to handle kernel paging request at virtual address 000001c1, epc == c00a9118, ra == c00aa03c", "Oops[#1]:",
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: mti,malta",
	}, down("%s   : 00000000 10002400 00000000 00000000", "$ 0", "$ 4", "$ 8", "$12", "$16", "$20", "$24", "$28"), []string{
		"Hi    : 00000000", "Lo    : 0a4e7a74", "epc   : 80123450 f+0x34/0x1a0", "ra    : 80123400 g+0x10/0x1a0", "Status: 10002403\tKERNEL EXL IE ",
		"Cause : 10800008 (ExcCode 02)", "BadVA : 000001c1", "PrId  : 00018900 (MIPS 5KE)", "Process sh (pid: 77, threadinfo=8274a000, task=82745a00, tls=77e3a4a0)",
		"Stack : 00000000 80123450 00000000 00000001 00000000 80123450 00000000 00000001", "Call Trace:", "[<80123450>] f+0x34/0x1a0",
		"Code: 00006025  000528f8 <dc820000>", "---[ end trace 0000000000000000 ]---",
	}),
	"powerpc": concat([]string{
		"BUG: Unable to handle kernel data access on read at 0x000001c1", "Faulting instruction address: 0xc008000000370108", "Oops: Kernel access of bad area, sig: 11 [#1]",
		"Modules linked in: shepherd(O)", "CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: IBM pSeries (emulated by qemu) POWER9",
		"NIP:  c008000000370108 LR: c00800000037019c CTR: c008000000370148", "REGS: c000000003f2eea0 TRAP: 0300   Not tainted  (6.1.0)",
		"MSR:  8000000002803033 <SF,VEC,VSX,FP,ME,IR,DR,RI,LE>  CR: 44002280  XER: 2004011e", "CFAR: c008000000370198 DAR: 00000000000001c1 DSISR: 40000000 IRQMASK: 3",
	}, down("%s: c00800000037019c c000000003f2f120 c008000000398000 0000000000000000", "GPR00", "GPR04", "GPR08", "GPR12", "GPR16", "GPR20", "GPR24", "GPR28"), []string{
		"NIP [c008000000370108] f+0x8/0x48 [m]", "LR [c00800000037019c] g+0x54/0xc0 [m]", "Call Trace:", "[c000000003f2f1b0] [c00000000022ccd0] h+0x1c0/0x3a0",
		"---[ end trace 0000000000000000 ]---",
	}),
	"s390": {
		"Unable to handle kernel pointer dereference in virtual kernel address space", "Failing address: 0000000000000000 TEID: 0000000000000483",
		"Fault in home space mode while using kernel ASCE.", "AS:0000000001a2c007 R3:0000000000000024 ", "Oops: 0004 ilc:3 [#1] SMP ", "Modules linked in: shepherd(O)",
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: QEMU 8561 QEMU (KVM/Linux)", "Krnl PSW : 0704c00180000000 000003ff7fd0301a (f+0x3a/0x50 [m])",
		"           R:0 T:1 IO:0 EX:0 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3", "Krnl GPRS: 0000000000057fa8 0000000000e63e38 000000000000002e 0000000000e63e38",
		"Krnl Code: 000003ff7fd0300a: e3e0f0980024\tstg\t%r14,152(%r15)", "Call Trace:", " [<000003ff7fd0301a>] f+0x3a/0x50 [m]", "Last Breaking-Event-Address:",
		"---[ end trace 0000000000000000 ]---",
	},
	"loongarch": {
		"CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, era == ffff800002138108, ra == ffff8000021381a0", "Oops[#1]:",
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1", "Hardware name: QEMU QEMU Virtual Machine, BIOS unknown",
		"pc ffff800002138108 ra ffff8000021381a0 tp 9000000104a1c000 sp 9000000104a1fd10", "a0 0000000000000000 a1 0000000000000000 a2 0000000000000000 a3 0000000000000000",
		"a4 0000000000000000 a5 0000000000000000 a6 0000000000000000 a7 0000000000000000", "t0 0000000000000000 t1 0000000000000000 t2 0000000000000000 t3 0000000000000000",
		"t4 0000000000000000 t5 0000000000000000 t6 0000000000000000 t7 0000000000000000", "t8 0000000000000000 u0 9000000101b2c3d0 s9 0000000000000000 s0 0000000000000001",
		"s1 0000000000000000 s2 0000000000000000 s3 0000000000000000 s4 0000000000000000", "s5 0000000000000000 s6 0000000000000000 s7 0000000000000000 s8 0000000000000000",
		"   ra: ffff8000021381a0 g+0x10/0x40 [m]", "  ERA: ffff800002138108 f+0x8/0x40 [m]", " CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)",
		" PRMD: 00000004 (PPLV0 +PIE -PWE)", " EUEN: 00000000 (-FPE -SXE -ASXE -BTE)", " ECFG: 00071c1c (LIE=2-4,10-12 VS=7)", "ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)",
		" BADV: 00000000000001c1", " PRID: 0014c010 (Loongson-64bit, Loongson-3A5000)", "Process sh (pid: 77, threadinfo=000000001b2c3d4e, task=000000005f6a7b8c)",
		"Stack : 0000000000000000 9000000000223450 0000000000000000 0000000000000001", "Call Trace:", "[<ffff800002138108>] f+0x8/0x40 [m]",
		"Code: 02bfc063  29c02061 <2a070484>", "---[ end trace 0000000000000000 ]---",
	},
}

func concat(lists ...[]string) (all []string) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// TestPrintedInOrder: a line further down in a report stands further down in the
// architecture's list, and each entry of the list is that of a line here.
func TestPrintedInOrder(t *testing.T) {
	hit := map[*string]bool{}
	for name, lines := range inOrder {
		a := ByName(name)
		order, last := Order{a}, 0
		for _, line := range lines {
			frame := strings.Contains(line, "+0x") && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "[")) && !strings.Contains(line, ": ")
			at := order.Place(line, frame)
			if at <= last {
				t.Errorf("%s: %q stands at %d, the line above it at %d", name, line, at, last)
				continue
			}
			last = at
			hit[&a.Lines.Printed[at-1]] = true
		}
	}
	for _, a := range List {
		for i := range a.Lines.Printed {
			if !hit[&a.Lines.Printed[i]] {
				t.Errorf("%s: no line begins with %q", a.Name, a.Lines.Printed[i])
			}
		}
		if (len(a.Lines.Printed) > 0) != (len(inOrder[a.Name]) > 0) {
			t.Errorf("%s: %d lines in order, %d in the list", a.Name, len(inOrder[a.Name]), len(a.Lines.Printed))
		}
	}
}

// TestWhatReportsHave: traces that begin with the PC's own function, WARNs that are
// no traps and show no registers, registers that are printed twice.
func TestWhatReportsHave(t *testing.T) {
	for name, want := range map[string][5]bool{ // from the PC, no registers in a WARN, no code in it, a summary behind the end
		"arm": {false, true, false, false}, "arm64": {true, false, true, false}, "x86_64": {false, false, false, true}, "i386": {false, false, false, true},
		"riscv": {true, false, true, false}, "mips": {true, true, false, false}, "powerpc": {}, "s390": {true}, "loongarch": {true},
	} {
		l := ByName(name).Lines
		if got := [5]bool{l.FromPC, l.BareWarn, l.NoWarnCode, l.Summary}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		order := Order{ByName(name)}
		if order.Warns(false) == want[1] || order.Warns(true) == (want[1] || want[2]) || order.Summary() != want[3] || order.FromPC() != want[0] {
			t.Errorf("%s: its order says something else", name)
		}
	}
}

// TestFaultAddress: the register with the address of the access, or the row.
func TestFaultAddress(t *testing.T) {
	for name, line := range map[string]string{
		"x86_64": "CR2: 00000000000001c1 CR3: 000000000273a000 CR4: 0000000000751ef0", "i386": "CR0: 80050033 CR2: 000001c1 CR3: 011f5220 CR4: 00350ef0",
		"riscv": "status: 0000000200000120 badaddr: 00000000000001c1 cause: 000000000000000d", "mips": "BadVA : 000001c1",
		"powerpc": "CFAR: c008000000370198 DAR: 00000000000001c1 DSISR: 40000000 IRQMASK: 3", "loongarch": " BADV: 00000000000001c1",
	} {
		if v, ok := (Order{ByName(name)}).FaultAddress(line); !ok || v != 0x1c1 {
			t.Errorf("%s: %#x, %v", name, v, ok)
		}
		if v, ok := (Order{ByName(name)}).FaultAddress("ordinary text"); ok {
			t.Errorf("%s: ordinary text has the address %#x", name, v)
		}
	}
	if v, ok := (Order{}).FaultAddress("CR2: 00000000000001c1"); ok {
		t.Errorf("%#x of nobody", v)
	}
}
