package all

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/loongarch"
	"oopscope/parse/arch/minor"
	"oopscope/parse/arch/mips"
	"oopscope/parse/arch/powerpc"
	"oopscope/parse/arch/riscv"
	"oopscope/parse/arch/s390"
)

// foreign are the architectures of the rooms riscv, mips, powerpc, s390,
// loongarch and minor.
var foreign = []*arch.Arch{
	riscv.Arch, mips.Arch, powerpc.Arch, s390.Arch, loongarch.Arch,
	minor.M68K, minor.SPARC, minor.PARISC, minor.Xtensa, minor.CSKY, minor.NIOS2, minor.OpenRISC, minor.ARC, minor.MicroBlaze, minor.SuperH, minor.Alpha,
}

// TestForeignSamples: each architecture claims its own samples most strongly.
func TestForeignSamples(t *testing.T) {
	for _, a := range foreign {
		if len(a.Samples) == 0 {
			t.Errorf("%s has no samples", a.Name)
		}
		for _, sample := range a.Samples {
			own := a.Claims(sample)
			for _, b := range List {
				if b != a && b.Claims(sample) >= own {
					t.Errorf("%q: %s claims it with %d, %s with %d", sample, a.Name, own, b.Name, b.Claims(sample))
				}
			}
		}
	}
}

// take reads a report given as text.
func take(a *arch.Arch, report string) *arch.Dump {
	d := new(arch.Dump)
	for i, text := range strings.Split(strings.Trim(report, "\n"), "\n") {
		a.Take(d, arch.Line{N: i + 1, Text: text})
	}
	a.Close(d)
	return d
}

func register(t *testing.T, d *arch.Dump, name string, want uint64) {
	t.Helper()
	if v, ok := d.Register(name); !ok || v != want {
		t.Errorf("%s is %#x (printed: %v), want %#x", name, v, ok, want)
	}
}

func status(d *arch.Dump, name string) string {
	for _, f := range d.Status {
		if f.Name == name {
			return f.Meaning
		}
	}
	return ""
}

func chainOf(d *arch.Dump) string {
	var names []string
	for _, f := range d.FullChain() {
		if f.Reliable {
			names = append(names, f.Function)
		}
	}
	return strings.Join(names, " ")
}

func trapOf(t *testing.T, d *arch.Dump) string {
	t.Helper()
	in := d.Trapping()
	if in == nil {
		t.Fatal("no trapping instruction")
	}
	if in.Effective == nil {
		return in.Text
	}
	return fmt.Sprintf("%s @%#x", in.Text, *in.Effective)
}

// The register block of 5.4 has no symbols: the first frame has them.
func TestRISCVOld(t *testing.T) {
	d := take(riscv.Arch, `
Unable to handle kernel paging request at virtual address ffffffe0fed09482
Oops [#1]
sepc: ffffffe00022affe ra : ffffffe00022afea sp : ffffffe086d3fe30
 gp : ffffffe0018416a8 tp : ffffffe080735040 t0 : ffffffe086d3fcc0
sstatus: 0000000200000100 sbadaddr: ffffffe0fed09482 scause: 000000000000000f
[<ffffffe00022affe>] xas_store+0x1e/0x2c0
[<ffffffe00022b100>] xas_create+0x10/0x20`)
	if d.PC.Function != "xas_store" || d.Fault.Access != "write" || d.Fault.Address != 0xffffffe0fed09482 {
		t.Errorf("PC %+v, fault %+v", d.PC, d.Fault)
	}
	if got := chainOf(d); got != "xas_store xas_create" {
		t.Errorf("chain %s", got)
	}
	if got := status(d, "SIE"); got != "interrupts off" {
		t.Errorf("SIE %q", got)
	}
}

func TestRISCV32UserAndPageTable(t *testing.T) {
	d := take(riscv.Arch, `
sh[123]: unhandled signal 11 code 0x1 at 0x00000010 in sh[10000+9e000]
epc : 00012344 ra : 00012300 sp : 9dfffd10
status: 00000020 badaddr: 00000010 cause: 0000000d`)
	if d.Bits != 32 || !d.UserMode || d.Fault.Address != 0x10 || d.Fault.Access != "read" {
		t.Errorf("bits %d user %v fault %+v", d.Bits, d.UserMode, d.Fault)
	}
	d = take(riscv.Arch, `
Current insmod pgtable: 4K pagesize, 48-bit VAs, pgdp=0x0000000084a7c000
[00000000000001c1] pgd=0000000020fff401, p4d=0000000020fff401, pud=0000000000000000`)
	if len(d.Notes) != 2 {
		t.Errorf("notes %+v", d.Notes)
	}
}

func TestPowerPCOldException(t *testing.T) {
	d := take(powerpc.Arch, `
Unable to handle kernel paging request for data at address 0x00000010
Faulting instruction address: 0xc0008a30
Oops: Kernel access of bad area, sig: 11 [#1]
NIP: c0008a30 LR: c0008a20 CTR: 00000000
REGS: cf82fda0 TRAP: 0300   Not tainted  (3.10.0)
MSR: 00029032 <EE,ME,IR,DR,RI>  CR: 24000024  XER: 00000000
DAR: 00000010, DSISR: 22000000
GPR00: c0008a20 cf82fe50 cf830000 00000000 00000001 00000000 00000000 00000000
NIP [c0008a30] foo_irq+0x10/0x40
LR [c0008a20] bar+0x20/0x30
Call Trace:
[cf82fe50] [c0008a20] bar+0x20/0x30 (unreliable)
[cf82fe60] [c0006fd0] timer_interrupt+0x90/0x200
--- Exception: 901 at cpu_idle+0x98/0xf0
    LR = cpu_idle+0x98/0xf0
[cf82ffc0] [c0003f10] start_kernel+0x2a0/0x2b4
Instruction dump:
7c0802a6 90010014 bf810010 7c7f1b78 7c9e2378 38600000 48000001 2f830000
419e0010 81230010 <81290010> 2f890000`)
	if got := chainOf(d); got != "foo_irq timer_interrupt cpu_idle start_kernel" {
		t.Errorf("chain %s", got)
	}
	chain := d.FullChain()
	if chain[0].Context != arch.IRQ || chain[len(chain)-1].Context != arch.Task {
		t.Errorf("contexts %q … %q", chain[0].Context, chain[len(chain)-1].Context)
	}
	register(t, d, "r1", 0xcf82fe50)
	if d.Bits != 32 || d.Fault.Access != "write" || d.Fault.Address != 0x10 {
		t.Errorf("bits %d fault %+v", d.Bits, d.Fault)
	}
	if got := d.Trapping().Text; got != "lwz r9,16(r9)" {
		t.Errorf("trap %q", got)
	}
}

// Since 6.2 the words stand on one line, since 6.17 the marker has four dashes.
func TestPowerPCNewMarkers(t *testing.T) {
	d := take(powerpc.Arch, `
NIP:  c0080000003104c8 LR: c008000000310514 CTR: c008000000310538
REGS: c000000004566fc0 TRAP: 0380   Not tainted  (6.17.0)
MSR:  8000000000001033 <SF,ME,IR,DR,RI,LE>  CR: 42088827  XER: 200400ad
CFAR: c008000000310510 IRQMASK: 3
GPR00: c008000000310514 c000000004567260 c008000000348100 6b6b6b6b6b6b6b6b
NIP [c0080000003104c8] dma_chan_head+0x8/0x28 [benchcrash]
Call Trace:
[c000000004567280] [c008000000310558] irq_timer_cb+0x20/0x50 [benchcrash]
---- interrupt: 900 at do_mmap+0x74/0x890
NIP:  c00000000046ce34 LR: c00000000046da7c CTR: c0000000003b5a60
GPR00: c00000000046da7c c000000004567750 c000000001148100 c000000003951400
---- interrupt: 900
[c000000004567890] [c00000000046d9b8] vm_mmap+0x368/0x6a0
---- interrupt: 0 at 0x0
NIP:  0000000000000000 LR: 0000000000000000 CTR: 0000000000000000
---- interrupt: 0
Code: 7c0802a6 60000000 <80630000> 38630001 7863002a 4e800020`)
	if got := chainOf(d); got != "dma_chan_head irq_timer_cb do_mmap vm_mmap" {
		t.Errorf("chain %s", got)
	}
	register(t, d, "r3", 0x6b6b6b6b6b6b6b6b)
	if got := trapOf(t, d); got != "lwz r3,0(r3) @0x6b6b6b6b6b6b6b6b" {
		t.Errorf("trap %s", got)
	}
	if d.Context != arch.IRQ {
		t.Errorf("context %q", d.Context)
	}
}

func TestMIPSDelaySlotAndBusError(t *testing.T) {
	d := take(mips.Arch, `
Data bus error, epc == 80123458, ra == 80123440
Oops[#1]:
$ 0   : 00000000 00000001 bf000000 00000000
$28   : 83482000 83483da8 00000000 80123440
epc   : 80123458 probe+0x18/0x40 [flash]
ra    : 80123440 probe+0x0/0x40 [flash]
Status: 1000a403	KERNEL EXL IE
Cause : 9080001c (ExcCode 07)
Code: 27bdfff8  00000000  3c02bf00 <10000003> 8c430010  00000000`)
	if d.Fault.Detail != "data bus error" || d.PC.Module != "flash" || d.Die != "Oops" {
		t.Errorf("fault %+v PC %+v die %q", d.Fault, d.PC, d.Die)
	}
	if got := trapOf(t, d); got != "lw v1,16(v0) @0xbf000010" {
		t.Errorf("trap %s", got)
	}
	if status(d, "BD") == "" {
		t.Error("branch delay not told")
	}
}

// From 4.9 to 4.12 the values came one a line, k0 and k1 as blanks.
func TestMIPSBrokenRows(t *testing.T) {
	d := take(mips.Arch, "$24   :\n 00000010\n 004206c0\n         \n         \n$28   :\n 83482000\n 83483da8\n 005c7888\n c00aa03c\nHi    : 00000010")
	register(t, d, "t9", 0x4206c0)
	register(t, d, "gp", 0x83482000)
	register(t, d, "ra", 0xc00aa03c)
}

// A scan of the stack is told apart by the empty line; a stack that overflowed
// below its thread_info is no interrupt's.
func TestMIPSRawScanAndOverflow(t *testing.T) {
	d := take(mips.Arch, "epc   : 00000000 0x0\nCall Trace:\n\n[<c00aa03c>] foo+0x30/0x40\n")
	if len(d.Notes) != 1 || chainOf(d) != "foo" {
		t.Errorf("notes %+v, chain %s", d.Notes, chainOf(d))
	}
	d = take(mips.Arch, "$28   : 83482000 83481fa8 00000000 80123440\nStatus: 1000a403\tKERNEL EXL IE \nCall Trace:\n[<c00aa03c>] foo+0x30/0x40\n")
	if d.Context != arch.Task {
		t.Errorf("context %q", d.Context)
	}
}

func TestS390Versions(t *testing.T) {
	d := take(s390.Arch, `
Unable to handle kernel pointer dereference at virtual kernel address 0000000000001000
Oops: 0011 [#1] SMP
Krnl PSW : 0704e00180000000 00000000001c5e2a (foo+0x12/0x40)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:2 PM:0 EA:3
Krnl GPRS: 0000000000000000 0000000000001000 0000000000000002 0000000000000003
           0000000000000004 0000000000000005 0000000000000006 0000000000000007
           0000000000000008 0000000000000009 000000000000000a 000000000000000b
           000000000000000c 000000000000000d 00000000001c5e20 0000000001fefc00
Krnl Code: 00000000001c5e24: a7190000            lghi    %r1,0
          >00000000001c5e2a: e32010080004        lg      %r2,8(%r1)
Call Trace:
([<00000000001c5e20>] foo+0x8/0x40)
 [<00000000001c5f00>] bar+0x30/0x50
Last Breaking-Event-Address:
 [<00000000001c5e10>] baz+0x10/0x40`)
	if got := chainOf(d); got != "foo bar" { // what stands in round brackets is a guess
		t.Errorf("chain %s", got)
	}
	register(t, d, "r7", 7)
	if got := trapOf(t, d); got != "lg %r2,8(%r1) @0x1008" {
		t.Errorf("trap %s", got)
	}
	if d.Fault.Address != 0x1000 || d.Fault.Detail != "page translation" || d.DieNumber != 1 {
		t.Errorf("fault %+v die %q %d", d.Fault, d.Die, d.DieNumber)
	}
}

func TestLoongArch(t *testing.T) {
	d := take(loongarch.Arch, `
CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, era == ffff800002138108, ra == ffff8000021381a0
Oops[#1]:
pc ffff800002138108 ra ffff8000021381a0 tp 9000000104a1c000 sp 9000000104a1fd10
a0 0000000000000000 a1 0000000000000001 a2 0000000000000002 a3 0000000000000003
t8 0000000000000000 u0 9000000001000000 s9 0000000000000000 s0 ffff80000213a000
   ra: ffff8000021381a0 coordinator_callback+0x40/0xa0 [shepherd]
  ERA: ffff800002138108 pru0_comm_receive_msg+0x8/0x40 [shepherd]
 CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)
 PRMD: 00000004 (PPLV0 +PIE -PWE)
 EUEN: 00000000 (-FPE -SXE -ASXE -BTE)
 ECFG: 00071c1c (LIE=2-4,10-12 VS=7)
ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)
 BADV: 00000000000001c1
 PRID: 0014c010 (Loongson-64bit, Loongson-3A5000)
Modules linked in: shepherd(OE-)
Process rmmod (pid: 80, threadinfo=00000000d54c72bc, task=0000000039569dbf)
Stack : 0000000000000000 24027a519534f14f ffffffffc000b140 9000000001003100
        ...
Call Trace:
[<ffff800002138108>] pru0_comm_receive_msg+0x8/0x40 [shepherd]
[<ffff8000021381a0>] coordinator_callback+0x40/0xa0 [shepherd]
[<9000000000296ff4>] hrtimer_interrupt+0x134/0x2b0
[<9000000001037d7c>] handle_vint+0x3c/0x60
[<9000000000283d44>] mod_exit+0x18/0x40 [shepherd]

Code: 02bfc063  29c02061  02c04076 <2a070484> 004081ac  03403c00  4c000020  00000000  00000000`)
	if d.PC.Function != "pru0_comm_receive_msg" || d.LR.Function != "coordinator_callback" || d.Die != "Oops" {
		t.Errorf("PC %+v LR %+v die %q", d.PC, d.LR, d.Die)
	}
	if got := chainOf(d); got != "pru0_comm_receive_msg coordinator_callback hrtimer_interrupt handle_vint mod_exit" {
		t.Errorf("chain %s", got)
	}
	if d.Context != arch.IRQ || d.Fault.Access != "read" || d.Fault.Address != 0x1c1 {
		t.Errorf("context %q fault %+v", d.Context, d.Fault)
	}
	if got := trapOf(t, d); got != "ld.bu a0, a0, 449 @0x1c1" {
		t.Errorf("trap %s", got)
	}
	if status(d, "PPLV") != "came from kernel mode (PLV0)" || len(d.Stack) != 4 {
		t.Errorf("status %+v, %d stack words", d.Status, len(d.Stack))
	}
}

func TestLoongArchOld(t *testing.T) {
	d := take(loongarch.Arch, `
$ 0   : 0000000000000000 9000000000223d00 9000000104a1c000 9000000104a1fd10
$ 4   : 0000000000000000 0000000000000001 0000000000000002 0000000000000003
era   : 9000000000223d44 foo+0x8/0x10
ra    : 9000000000223d00 bar+0x8/0x10
CSR crmd: 000000b0	CSR prmd: 00000004	CSR euen: 00000000	CSR ecfg: 00071c1c	CSR estat: 00020000
ExcCode : 2 (SubCode 0)
BadVA : 0000000000000010
PrId  : 0014c010 (Loongson-64bit)`)
	if d.PC.Function != "foo" || d.Fault.Address != 0x10 || d.Fault.Access != "write" {
		t.Errorf("PC %+v fault %+v", d.PC, d.Fault)
	}
	register(t, d, "sp", 0x9000000104a1fd10)
	register(t, d, "a1", 1)
}
