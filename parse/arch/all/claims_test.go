package all

import (
	"slices"
	"strings"
	"testing"
)

// printedByOne are lines that only one architecture prints, as its show_regs(),
// die() and fault handler have them (arch/*/kernel/{traps,process,dumpstack}.c and
// arch/*/mm/fault.c, from 3.x to 6.18).
var printedByOne = map[string]string{
	"arm": `8<--- cut here ---
Unhandled prefetch abort: breakpoint debug exception (0x002) at 0x00000000
Unhandled fault: page domain fault (0x01b) at 0x000001c1
[000001c1] *pgd=41d11835, *pte=00000000, *ppte=00000000
Internal error: Oops: 5 [#1] PREEMPT SMP ARM
Internal error: Oops: 17 [#1] THUMB2
pc : [<bf19b018>]    lr : [<bf19ca58>]    psr: 20000193
sp : d9535b10  ip : d9535b30  fp : d9535b2c
r10: bf19f45c  r9 : bf19f418  r8 : bf19f3e4
r7 : 00000000  r6 : c1a05dc8  r5 : c0a7a000  r4 : c1a05dc8
Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none
Control: 10c5387d  Table: 8d040019  DAC: 00000051
Register r10 information: slab kmalloc-64 start c1e01500 pointer offset 0 size 64
Exception stack(0xd9535d70 to 0xd9535db8)
[<bf19b018>] (pru0_comm_receive_msg [shepherd]) from [<bf19ca58>] (coordinator_callback+0x9c/0x374 [shepherd])
 pru0_comm_receive_msg [shepherd] from coordinator_callback+0x40/0xc8 [shepherd]`,
	"arm64": `Mem abort info:
Data abort info:
  ESR = 0x0000000096000006
  EC = 0x25: DABT (current EL), IL = 32 bits
  SET = 0, FnV = 0
  EA = 0, S1PTW = 0
  FSC = 0x06: level 2 translation fault
  ISV = 0, ISS = 0x00000006
  CM = 0, WnR = 0
  Exception class = DABT (current EL), IL = 32 bits
user pgtable: 4k pages, 48-bit VAs, pgdp=00000000430a2000
Internal error: Oops: 0000000096000006 [#1] SMP
pstate: 000000c5 (nzcv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pmr_save: 000000e0
x29: ffff800008003e40 x28: ffff60ad5feb14c0 x27: ffff60ad5feb1480
pgd = ffff8000789f2000
[00000010] *pgd=00000000b8a1a003, *pud=00000000b8a1b003, *pmd=0000000000000000
SError Interrupt on CPU2, code 0x00000000be000011 -- SError
Exception stack(0xffff80007a1a3ac0 to 0xffff80007a1a3bf0)
 el0t_64_sync+0x18c/0x190
 el1h_64_irq+0x64/0x68
 el0_svc+0x34/0xdc
 el1_irq+0xb8/0x140
 el1_sync+0xb4/0x164
 el1_da+0x24/0x8c
 do_el0_svc+0x1c/0x28
 el1_interrupt+0x38/0x68
 el0_sync+0x170/0x180
 el1_abort+0x3c/0x5c`,
	"x86_64": `RIP: 0010:pru0_comm_receive_msg+0x5/0x30 [shepherd]
RIP  [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
RSP: 0018:ff876b6300003f00 EFLAGS: 00000046
RAX: 0000000000000000 RBX: ffffffffc02653e0 RCX: ff49cfc2df2235c0
R13: 0000000000000000 R14: ffffffffc02653e0 R15: ff49cfc2df2235c0
FS:  000000002b0b63c0(0000) GS:ff49cfc2df200000(0000) knlGS:0000000000000000
CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
CR2: 00000000000001c1 CR3: 000000000273a000 CR4: 0000000000751ef0
PGD 279f067 P4D 279e067 PUD 27ba067 PMD 0 
BUG: kernel NULL pointer dereference, address: 00000000000001c1
BUG: unable to handle page fault for address: ffffc90000a3f000
BUG: unable to handle kernel NULL pointer dereference at 0000000000000008
BUG: unable to handle kernel paging request at ffffc90000a3f000
 entry_SYSCALL_64_after_hwframe+0x6e/0xd8
 entry_SYSENTER_compat_after_hwframe+0x45/0x4d
 ret_from_fork_asm+0x1a/0x30`,
	"i386": `EIP: pru0_comm_receive_msg+0x6/0x30 [shepherd]
EIP is at pru0_comm_receive_msg+0x6/0x30 [shepherd]
EFLAGS: 00010246 CPU: 0
EAX: 00000000 EBX: e08032a0 ECX: 00000006 EDX: c132fcd8
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000046
 DS: 007b ES: 007b FS: 00d8 GS: 00e0 SS: 0068
CR0: 80050033 CR2: 000001c1 CR3: 011f5220 CR4: 00350ef0
*pde = 00000000 
*pdpt = 0000000001cf5001 *pde = 0000000000000000 
BUG: kernel NULL pointer dereference, address: 000001c1
BUG: unable to handle page fault for address: fead0122
BUG: unable to handle kernel paging request at f8a3c000
 entry_SYSENTER_32+0x98/0xfb
 entry_INT80_32+0xf0/0xf0
 do_SYSENTER_32+0x15/0x20`,
	"riscv": `epc : sensor_parse_header+0xe/0x1a [benchcrash]
epc: ffffffe0002f1a3c ra : ffffffe0002f1a30 sp : ffffffe03fd0bcd0
sepc: ffffffe0002f1a3c ra : ffffffe0002f1a30 sp : ffffffe03fd0bcd0
 gp : ffffffff81db6718 tp : ff60000002e38000 t0 : 0000000000000064
status: 0000000200000120 badaddr: 00000000000001c1 cause: 000000000000000d
sstatus: 0000000200000120 sbadaddr: 0000000000000000 scause: 000000000000000d
Unable to handle kernel access to user memory without uaccess routines at virtual address 00000000000001c1
Current sh pgtable: 4K pagesize, 39-bit VAs, pgdp=0x0000000081d7b000
Oops - illegal instruction [#1]
Oops - load access fault [#1]
Oops - load address misaligned [#1]
Oops - store (or AMO) address misaligned [#1]
Oops - store (or AMO) access fault [#1]
Oops - instruction access fault [#1]
Oops - instruction address misaligned [#1]
Oops - environment call from S-mode [#1]
Oops - environment call from M-mode [#1]`,
	"mips": `epc   : 80123450 do_one_initcall+0x34/0x1a0
ra    : 80123400 do_one_initcall+0x10/0x1a0
Hi    : 00000000
Lo    : 0a4e7a74
Acx    : 00000000
Status: 10002403	KERNEL EXL IE 
Cause : 10800008 (ExcCode 02)
BadVA : 000001c1
PrId  : 00018900 (MIPS 5KE)
Kernel bug detected[#1]:
Trap instruction in kernel code[#1]:
Integer overflow[#1]:
do_cpu invoked from kernel context![#1]:
do_msa invoked from kernel context![#1]:
CPU 0 Unable to handle kernel paging request at virtual address 000001c1, epc == c00a9118, ra == c00aa03c
Data bus error, epc == 80123450, ra == 80123400
Instruction bus error, epc == 80123450, ra == 80123400`,
	"powerpc": `BUG: Kernel NULL pointer dereference on read at 0x000001c1
BUG: Unable to handle kernel data access on write at 0xc008000000370108
BUG: Unable to handle kernel instruction fetch (NULL pointer?)
BUG: Unable to handle unknown paging fault at 0xc008000000370108
Faulting instruction address: 0xc008000000370108
Kernel attempted to read user page (1c1) - exploit attempt? (uid: 0)
Kernel attempted to execute user page (100) - exploit attempt? (uid: 0)
Unable to handle kernel paging request for data at address 0x000001c1
Unable to handle kernel paging request for instruction fetch
NIP:  c008000000370108 LR: c00800000037019c CTR: c008000000370148
NIP [c008000000370108] pru0_comm_receive_msg+0x8/0x48 [shepherd]
LR [c00800000037019c] coordinator_callback+0x54/0xc0 [shepherd]
REGS: c000000003f2eea0 TRAP: 0300   Not tainted  (6.1.0)
MSR:  8000000002803033 <SF,VEC,VSX,FP,ME,IR,DR,RI,LE>  CR: 44002280  XER: 2004011e
CFAR: c008000000370198 DAR: 00000000000001c1 DSISR: 40000000 IRQMASK: 3
GPR00: c00800000037019c c000000003f2f120 c008000000398000 0000000000000000 
GPR04: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
GPR08: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
GPR12: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
GPR16: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
GPR20: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
GPR24: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
GPR28: c000000003f2f120 c008000000398000 0000000000000000 0000000000000000 
[c000000003f2f1b0] [c00000000022ccd0] __hrtimer_run_queues+0x1c0/0x3a0
--- interrupt: 900 at mmap_region+0x74/0x890
---- interrupt: c00 at 0x7fff8a1b2c3c
--- Exception: 901 at .raw_local_irq_restore+0x74/0xa0
Instruction dump:
Oops: Kernel access of bad area, sig: 11 [#1]`,
	"s390": `Krnl PSW : 0704c00180000000 000003ff7fd0301a (buffer_check+0x3a/0x50 [benchcrash])
Krnl GPRS: 0000000000057fa8 0000000000e63e38 000000000000002e 0000000000e63e38
Krnl Code: 000003ff7fd0300a: e3e0f0980024	stg	%r14,152(%r15)
User PSW : 0705000180000000 000003ff9c1a2b3c
User GPRS: 0000000000000000 000003ff9c1a2b00 0000000000000003 000003ffe1b2c3d0
User Code: 000003ff9c1a2b2e: b9040021		lgr	%r2,%r1
Failing address: 0000000000000000 TEID: 0000000000000483
failing address: 0000000000000000 TEID: 0000000000000483
Last Breaking-Event-Address:
User process fault: interruption code 0011 ilc:3
Unable to handle kernel pointer dereference in virtual kernel address space
Unable to handle kernel paging request in virtual user address space
Fault in home space mode while using kernel ASCE.
Fault in primary space mode while using user ASCE.
Fault in secondary space mode while using secondary ASCE.
           R:0 T:1 IO:0 EX:0 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3
Oops: 0004 ilc:3 [#1] SMP 
([<000003ff7fd03016>] buffer_check+0x36/0x50 [benchcrash])`,
	"loongarch": `  ERA: ffff800002138108 pru0_comm_receive_msg+0x8/0x40 [shepherd]
 CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)
 PRMD: 00000004 (PPLV0 +PIE -PWE)
 EUEN: 00000000 (-FPE -SXE -ASXE -BTE)
 ECFG: 00071c1c (LIE=2-4,10-12 VS=7)
ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)
 BADV: 00000000000001c1
 PRID: 0014c010 (Loongson-64bit, Loongson-3A5000)
era   : ffff800002138108 pru0_comm_receive_msg+0x8/0x40 [shepherd]
CSR crmd: 000000b0	CSR prmd: 00000000	CSR euen: 00000000	CSR ecfg: 00071c1c	CSR estat: 00010000	
ExcCode : 1 (SubCode 0)
Kernel ade access[#1]:
Kernel ale access[#1]:
Bounds check error in kernel code[#1]:
do_lsx invoked from kernel context![#1]:
do_lasx invoked from kernel context![#1]:
Oops - BUG[#1]:
CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, era == ffff800002138108, ra == ffff8000021381a0
pc ffff800002138108 ra ffff8000021381a0 tp 9000000104a1c000 sp 9000000104a1fd10
t8 0000000000000000 u0 9000000101b2c3d0 s9 0000000000000000 s0 0000000000000001`,
	"m68k": `PC: [<0001b2c4>] do_one_initcall+0x34/0x1a0
Frame format=7 eff addr=000001c1 ssw=0505 faddr=000001c1
*** BUS ERROR ***   FORMAT=7
*** ADDRESS ERROR ***   FORMAT=2
d0: 00000000    d1: 00000001    d2: 0083e000    d3: 00000000
d4: 00000000    d5: 00000001    a0: 0083e000    a1: 00000000`,
	"sparc": `TSTATE: 0000004411001600 TPC: 00000000004a2b14 TNPC: 00000000004a2b18 Y: 00000000    Not tainted
TPC: <do_one_initcall+0x34/0x1a0>
RPC: <do_one_initcall+0x10/0x1a0>
I7: <kernel_init_freeable+0x200/0x2a0>
Caller[00000000004a2b14]: do_one_initcall+0x34/0x1a0
tsk->{mm,active_mm}->context = 00000000000001a5
tsk->{mm,active_mm}->pgd = fffff8003f0a4000
Instruction DUMP:
g0: 0000000000000000 g1: 0000000000000001 g2: 0000000000000000 g3: fffff8003f0a4000
l0: 0000000000000000 l1: 0000000000000001 l2: 0000000000000000 l3: fffff8003f0a4000
i0: 0000000000000000 i1: 0000000000000001 i2: 0000000000000000 i3: fffff8003f0a4000`,
	"parisc": `     YZrvWESTHLNXBCVMcbcbcbcbOGFRQPDI
IASQ: 0000000000000000 0000000000000000 IAOQ: 00000000401ca2a4 00000000401ca2a8
 IIR: 0f80109c    ISR: 0000000000000000  IOR: 00000000000001c1
 IAOQ[0]: do_one_initcall+0x34/0x1a0
 IAOQ[1]: do_one_initcall+0x38/0x1a0
 RP(r2): do_one_initcall+0x10/0x1a0
r00-03  000000ff0804ff0f 0000000040bc8bc0 00000000401ca2a4 000000005f7e8640
r04-07  0000000040b0cbc0 000000005f7e8640 000000005f7e8640 0000000000000000
r28-31  0000000000000000 000000005f7e8640 000000005f7e86e0 0000000040bc8bc0
sr00-03  0000000000000000 0000000000000000 0000000000000000 0000000000000000
Kernel Fault: Code=15 (Data TLB miss fault) at addr 00000000000001c1
Page fault: no context: Code=15 (Data TLB miss fault) at addr 00000000000001c1`,
	"xtensa": `a00: d000b2c4 d0831f50 00000000 d0830000 d0700000 00000001 00000000 d0000000
a08: d000b2c4 d0831f50 00000000 d0830000 d0700000 00000001 00000000 d0000000
lbeg: d0012340, lend: d001234c lcount: 00000000, sar: 0000001f
wb: 0, ws: 1, wmask: 00000000, syscall: -1`,
	"csky": `CURRENT PROCESS:
COMM=sh PID=77`,
	"nios2": `ea = c0012345, ra = c0012300, cause = 15`,
	"openrisc": `Oops#: 0000
CPU #: 0
RES: 00000000 oGPR11: ffffffff`,
	"arc": `ECR: 0x00050100 EFA: 0x000001c1 ERET: 0x8001b2c4
EFA: 0x000001c1
BTA: 0x8001b2c0	 SP: 0x9f831f50  FP: 0x00000000 BLK: do_one_initcall+0x34/0x1a0
STAT32: 0x80080402 : IE K     
[ECR   ]: 0x00050100 => Invalid Read @ 0x000001c1 by insn @ 0x8001b2c4
Invalid Read @ 0x000001c1 by insn @ 0x8001b2c4
Invalid Write @ 0x000001c1 by insn @ 0x8001b2c4
r00: 0x00000000	r01: 0x9f831f50	r02: 0x00000001
Stack Trace:`,
	"microblaze": ` Registers dump: mode=83D1BD50
 r1=00000000, r2=00000000, r3=00000001, r4=C0831F50
 r6=00000000, r7=00000000, r8=00000001, r9=C0831F50, r10=00000000
 r11=00000000, r12=00000000, r13=00000001, r14=C0831F50, r15=C0001234
 r16=00000000, r17=00000000, r18=00000001, r19=C0831F50, r20=00000000
 msr=000046A2, ear=000001C1, esr=00000D12, fsr=00000000
Kernel Stack:`,
	"sh": `PR is at do_one_initcall+0x34/0x1a0
R0  : 00000000 R1  : 8c31a000 R2  : 00000001 R3  : 8c400000
R4  : 00000000 R5  : 8c31a000 R6  : 00000001 R7  : 8c400000
R8  : 00000000 R9  : 8c31a000 R10 : 00000001 R11 : 8c400000
MACH: 00000000 MACL: 0000001c GBR : 29567450 PR  : 8c0012c4`,
	"alpha": `pc = [<fffffc0000312c50>]  ra = [<fffffc0000312d10>]  ps = 0000    Not tainted
pc is at do_one_initcall+0x34/0x1a0
ra is at do_one_initcall+0x10/0x1a0
v0 = 0000000000000000  t0 = fffffc00007e3c48  t1 = 0000000000000001
t5 = 0000000000000000  t6 = fffffc00007e3c48  t7 = 0000000000000001
a0 = 0000000000000000  a1 = fffffc00007e3c48  a2 = 0000000000000001`,
}

// TestPrintedByOne: such a line settles by itself whose report it is.
func TestPrintedByOne(t *testing.T) {
	for _, a := range List {
		if printedByOne[a.Name] == "" {
			t.Errorf("nothing is only printed by %s", a.Name)
		}
		for line := range strings.SplitSeq(printedByOne[a.Name], "\n") {
			own := a.Claims(line)
			if own < 5 {
				t.Errorf("%s claims %q with %d", a.Name, line, own)
			}
			for _, b := range List {
				if b != a && b.Claims(line) >= own {
					t.Errorf("%q is of %s, which claims it with %d, and %s with %d", line, a.Name, own, b.Name, b.Claims(line))
				}
			}
		}
	}
}

// printedByFew are lines that some architectures print alike.
var printedByFew = []struct {
	line  string
	archs string
}{
	{"Oops [#1]", "riscv csky"},
	{"Kernel BUG [#1]", "riscv csky"},
	{"Insufficient stack space to handle exception!", "riscv"},
	{"Backtrace:", "parisc"},
	{"Trace:", "alpha"},
	{"Stack from 8c31bf50:", "nios2"},
	{"PC is at do_one_initcall+0x34/0x1a0", "arm arm64 sh"},
	{"BUG: unable to handle kernel NULL pointer dereference at 00000008", "x86_64 sh"}, // and i386, which prints eight digits

	{"#PF: supervisor read access in kernel mode", "x86_64 i386"},
	{"#PF error: [normal kernel read fault]", "x86_64 i386"},
	{"invalid opcode: 0000 [#1] SMP", "x86_64 i386"},
	{"general protection fault: 0000 [#1] SMP PTI", "x86_64 i386"},
	{"Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI", "x86_64 i386"},
	{"Oops: general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP", "x86_64 i386"},
	{"Call trace:", "arm64"},
	{"Reserved instruction in kernel code[#1]:", "mips loongarch"},
	{"Stack : 00000000 80123450 00000000 00000001 00000000 80123450 00000000 00000001", "mips loongarch"},
	{"$ 0   : 0000000000000000 9000000000223450 9000000104a1c000 9000000104a1fd10", "mips loongarch"},
}

// TestPrintedByFew: such a line speaks for each of them, and settles nothing among
// them.
func TestPrintedByFew(t *testing.T) {
	for _, c := range printedByFew {
		for _, a := range List {
			speaks := slices.Contains(strings.Fields(c.archs), a.Name)
			if got := a.Claims(c.line); speaks && (got == 0 || got >= 5) {
				t.Errorf("%q: %s claims it with %d", c.line, a.Name, got)
			}
		}
	}
}

// TestOldLoongArchLooksLikeMIPS: 5.19 to 6.3 printed rows that were modelled on
// those of mips; what is in them is LoongArch's own.
func TestOldLoongArchLooksLikeMIPS(t *testing.T) {
	for line, want := range map[string]int{"BadVA : 00000000000001c1": 5, "PrId  : 0014c010 (Loongson-64bit)": 5, "PrId  : 00018900 (MIPS 5KE)": 0} {
		if got := ByName("loongarch").Claims(line); got != want {
			t.Errorf("loongarch claims %q with %d, not %d", line, got, want)
		}
		if got := ByName("mips").Claims(line); got != 5 {
			t.Errorf("mips claims %q with %d", line, got)
		}
	}
}
