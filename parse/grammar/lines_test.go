package grammar

import (
	"strings"
	"testing"

	"oopscope/parse/arch/all"
)

// printed are lines of reports as the architectures' show_regs(), die(), show_stack()
// and fault handlers print them, by what they are.
var printed = map[string]map[Kind]string{
	"arm": {
		Registers: `PC is at f+0x10/0x30 [m]
LR is at g+0x10/0x30 [m]
pc : [<bf19b018>]    lr : [<bf19ca58>]    psr: 20000193
lr : [<bf19ca58>]
sp : d9535b10  ip : d9535b30  fp : d9535b2c
psr: 20000193
xPSR: 61000000
Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none
Control: 10c5387d  Table: 8d040019  DAC: 00000051
Table: 8d040019  DAC: 00000051
Register r0 information: NULL pointer`,
		Fault: `pgd = c0003000
unwind: Unknown symbol address bf19b018
IRQ stack: [0xd0800000..0xd0802000]
Task stack:     [0xd0984000..0xd0986000]
Overflow stack: [0xdb6f0000..0xdb6f1000]`,
		Heading: `Function entered at [<c0101a0c>] from [<c01ad388>]`,
		Hex: `Stack: (0xd9535b10 to 0xd9536000)
Exception stack(0xd9535d70 to 0xd9535db8)`,
		Frame: `pru0_comm_receive_msg [shepherd] from coordinator_callback+0x40/0xc8 [shepherd]
[<bf19b018>] (pru0_comm_receive_msg [shepherd]) from [<bf19ca58>] (coordinator_callback+0x9c/0x374 [shepherd])`,
	},
	"arm64": {
		Registers: `pc : f+0x8/0x40 [m]
pc: ffff000008081234
lr : g+0x48/0xcc [m]
sp : ffff800080003e40
pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pmr_save: 000000e0
PC is at f+0x8/0x40
LR is at g+0x8/0x40`,
		Fault: `  ESR = 0x0000000096000006
  FAR = 0x0000000000000010
  EC = 0x25: DABT (current EL), IL = 32 bits
  SET = 0, FnV = 0
  EA = 0, S1PTW = 0
  FSC = 0x06: level 2 translation fault
  ISV = 0, ISS = 0x00000006
  CM = 0, WnR = 0
  GCS = 0, Overlay = 0, DirtyBit = 0, Xs = 0
  Access size = 8 byte(s)
  SSE = 0, SRT = 1
  SF = 1, AR = 0
Mem abort info:
Data abort info:
user pgtable: 4k pages, 48-bit VAs, pgdp=00000000430a2000
swapper pgtable: 4k pages, 48-bit VAs, pgdp=0000000041a2c000
IRQ stack:      [0xffff800080000000..0xffff800080004000]
Task stack:     [0xffff80008a1c0000..0xffff80008a1c4000]
Overflow stack: [0xffff0000ff6f0000..0xffff0000ff6f1000]
PHYS_OFFSET: 0x40000000
CPU features: 0x00,00000000,00000000,0200420b
Memory Limit: none`,
		Hex: `Exception stack(0xffff80007a1a3ac0 to 0xffff80007a1a3bf0)`,
	},
	"x86_64": {
		Registers: `RIP: 0010:f+0x5/0x30 [m]
RIP  [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
RSP: 0018:ff876b6300003f00 EFLAGS: 00000046
ORIG_RAX: 00000000000000b0
FS:  000000002b0b63c0(0000) GS:ff49cfc2df200000(0000) knlGS:0000000000000000
CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
DR0: 0000000000000000 DR1: 0000000000000000 DR2: 0000000000000000
CR2: 00000000000001c1 CR3: 000000000273a000 CR4: 0000000000751ef0
PKRU: 55555554`,
		Fault: `PGD 279f067 P4D 279e067 PUD 27ba067 PMD 0 
IP: [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
IDT: fffffe0000000000 (limit=0xfff)
#PF: supervisor read access in kernel mode`,
		Detail: `exception RIP: f+0x5`,
	},
	"i386": {
		Registers: `EIP: f+0x6/0x30 [m]
EIP is at f+0x6/0x30 [m]
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000046
 DS: 007b ES: 007b FS: 00d8 GS: 00e0 SS: 0068`,
		Fault: `*pde = 00000000 
*pdpt = 0000000001cf5001 *pde = 0000000000000000 `,
	},
	"riscv": {
		Registers: `epc : ffffffff01e6b10e ra : ffffffff01e6ba7e sp : ff200000002aba20
epc: ffffffe0002f1a3c ra : ffffffe0002f1a30 sp : ffffffe03fd0bcd0
ra : g+0x10/0x20 [m]
status: 0000000200000120 badaddr: 00000000000001c1 cause: 000000000000000d
sstatus: 0000000200000120 sbadaddr: 0000000000000000 scause: 000000000000000d`,
	},
	"mips": {
		Registers: `$ 0   : 00000000 10002400 00000000 00000000
$12   : 00000000 10002400 00000000 00000000
$28   : 8274a000 8274bd50 00000000 c00aa03c
epc   : 80123450 f+0x34/0x1a0
ra    : 80123400 g+0x10/0x1a0
Status: 10002403	KERNEL EXL IE 
Cause : 10800008 (ExcCode 02)
BadVA : 000001c1
PrId  : 00018900 (MIPS 5KE)
Hi    : 00000000
Lo    : 0a4e7a74
Acx    : 00000000`,
		Hex: `Stack : 00000000 80123450 00000000 00000001 00000000 80123450 00000000 00000001`,
	},
	"powerpc": {
		Registers: `NIP:  c008000000370108 LR: c00800000037019c CTR: c008000000370148
NIP [c008000000370108] f+0x8/0x48 [m]
LR [c00800000037019c] g+0x54/0xc0 [m]
MSR:  8000000002803033 <SF,VEC,VSX,FP,ME,IR,DR,RI,LE>  CR: 44002280  XER: 2004011e
CFAR: c008000000370198 DAR: 00000000000001c1 DSISR: 40000000 IRQMASK: 3
DAR: 000001c1, DSISR: 20000000
DEAR: 000001c1 ESR: 00000000
REGS: c000000003f2eea0 TRAP: 0300   Not tainted  (6.1.0)
GPR00: c00800000037019c c000000003f2f120 c008000000398000 0000000000000000 
CTR: c008000000370148 XER: 20000000
TRAP: 0300   Not tainted  (6.1.0)
IRQMASK: 3
SOFTE: 0
cpu 0x4: Vector: 300 (Data Access) at [c000000000737aa0]
  current = 0xc00000009fd537f0
  paca    = 0xc000000000641c00   softe: 0        irq_happened: 0x01
    pid   = 4330, comm = pump`,
		Detail: `enter ? for help`,
		Fault: `Faulting instruction address: 0xc008000000370108
LE PAGE_SIZE=64K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries
BE PAGE_SIZE=4K SMP NR_CPUS=24 QEMU e500
PREEMPT SMP NR_CPUS=32 NUMA PowerNV`,
		Code:  `Instruction dump:`,
		Frame: `[c000000003f2f1b0] [c00000000022ccd0] __hrtimer_run_queues+0x1c0/0x3a0`,
	},
	"s390": {
		Registers: `Krnl PSW : 0704c00180000000 000003ff7fd0301a (f+0x3a/0x50 [m])
Krnl GPRS: 0000000000057fa8 0000000000e63e38 000000000000002e 0000000000e63e38
User PSW : 0705000180000000 000003ff9c1a2b3c
           R:0 T:1 IO:0 EX:0 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3`,
		Fault: `AS:0000000001a2c007 R3:0000000000000024 
Failing address: 0000000000000000 TEID: 0000000000000483
Fault in home space mode while using kernel ASCE.`,
		Code:    `Krnl Code: 000003ff7fd0300a: e3e0f0980024	stg	%r14,152(%r15)`,
		Heading: `Last Breaking-Event-Address:`,
	},
	"loongarch": {
		Registers: `$ 0   : 0000000000000000 9000000000223450 9000000104a1c000 9000000104a1fd10
  ERA: ffff800002138108 f+0x8/0x40 [m]
era   : ffff800002138108 f+0x8/0x40 [m]
 CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)
 PRMD: 00000004 (PPLV0 +PIE -PWE)
 EUEN: 00000000 (-FPE -SXE -ASXE -BTE)
 ECFG: 00071c1c (LIE=2-4,10-12 VS=7)
ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)
 BADV: 00000000000001c1
 PRID: 0014c010 (Loongson-64bit, Loongson-3A5000)
CSR crmd: 000000b0	CSR prmd: 00000000	CSR euen: 00000000
ExcCode : 1 (SubCode 0)`,
		Hex: `Stack : 0000000000000000 9000000000223450 0000000000000000 0000000000000001`,
	},
	"m68k": {
		Registers: `PC: [<0001b2c4>] f+0x34/0x1a0`,
		Hex:       `Stack from 0083ff50:`,
	},
	"sparc": {
		Registers: `TSTATE: 0000004411001600 TPC: 00000000004a2b14 TNPC: 00000000004a2b18 Y: 00000000    Not tainted
TPC: <f+0x34/0x1a0>
RPC: <g+0x10/0x1a0>
I7: <h+0x200/0x2a0>`,
		Fault: "tsk->{mm,active_mm}->context = 000000000000004b\ncurrent->{active_,}mm->pgd = fff000133c930000",
		Detail: `              \|/ ____ \|/
              "@'/ .. \` + "`" + `@"
              /_| \__/ |_\
                 \__U_/`,
		Code: `Instruction DUMP: 9a102008  d45fbf37  80a2a000 <c4584000> 02400005`,
	},
	"parisc": {
		Registers: `IASQ: 0000000000000000 0000000000000000 IAOQ: 00000000401ca2a4 00000000401ca2a8
 IIR: 0f80109c    ISR: 0000000000000000  IOR: 00000000000001c1
 IAOQ[0]: f+0x34/0x1a0
 RP(r2): g+0x10/0x1a0
     YZrvWESTHLNXBCVMcbcbcbcbOGFRQPDI
PSW: 00001000000001001111111100001110 Not tainted
r00-03  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r04-07  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r08-11  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r12-15  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r16-19  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r20-23  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r24-27  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r28-31  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
sr00-03  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
sr04-07  000000ff0804ff0f 00000000413f57c0 00000000401e15c0 00000000451d8d60
r0-3     00000000 102ec550 10197d0c 26f24838
r4-7     00000000 102ec550 10197d0c 26f24838
r8-11     00000000 102ec550 10197d0c 26f24838
sr0-3     00000000 102ec550 10197d0c 26f24838
sr4-7     00000000 102ec550 10197d0c 26f24838`,
	},
	"xtensa": {Registers: `pc: d000b2c4, ps: 00000000, depc: 00000000, excvaddr: 000001c1`},
	"arc": {
		Registers: `ECR: 0x00050100 EFA: 0x000001c1 ERET: 0x8001b2c4
EFA: 0x000001c1
ERET: 0x8001b2c4
STAT32: 0x80080402 : IE K     `,
	},
	"sh": {
		Registers: `PC is at f+0x34/0x1a0
PR is at g+0x34/0x1a0
TEA : 00000008`,
	},
}

// TestLinesOfEveryArchitecture: what a line is shows before anybody knows whose
// report it is of, and every beginning in the lists of the architectures is that of
// one of these lines.
func TestLinesOfEveryArchitecture(t *testing.T) {
	var lines []string
	for name, kinds := range printed {
		for want, text := range kinds {
			for line := range strings.SplitSeq(text, "\n") {
				if got := KindOf(line); got != want {
					t.Errorf("%s: %q is %v, not %v", name, line, got, want)
				}
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	for _, a := range all.List {
		for _, list := range [][]string{a.Lines.Registers, a.Lines.Fault, a.Lines.Code, a.Lines.Stack, a.Lines.Headings, a.Lines.Details} {
			for _, begin := range list {
				if !beginsOne(lines, begin) {
					t.Errorf("%s: no line begins with %q", a.Name, begin)
				}
			}
		}
	}
}

func beginsOne(lines []string, begin string) bool {
	for _, l := range lines {
		if strings.HasPrefix(l, begin) {
			return true
		}
	}
	return false
}
