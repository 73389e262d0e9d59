package all

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm64"
)

func noteOf(d *arch.Dump, name string) string {
	for _, n := range d.Notes {
		if n.Name == name {
			return n.Value
		}
	}
	return ""
}

// TestARM64New is 6.13: (P) marks, no PREEMPT in the die line.
func TestARM64New(t *testing.T) {
	d := dumpOf(arm64.Arch, `Unable to handle kernel paging request at virtual address ffff800080d00000
Mem abort info:
  ESR = 0x000000009600004f
  EC = 0x25: DABT (current EL), IL = 32 bits
  SET = 0, FnV = 0
  EA = 0, S1PTW = 0
  FSC = 0x0f: level 3 permission fault
Data abort info:
  Access size = 8 byte(s)
  ISV = 0, ISS = 0x0000004f, ISS2 = 0x00000000
  CM = 0, WnR = 1, TnD = 0, TagAccess = 0
  GCS = 0, Overlay = 0, DirtyBit = 0, Xs = 0
swapper pgtable: 4k pages, 48-bit VAs, pgdp=0000000041a2c000
[ffff800080d00000] pgd=1000000047fff003, p4d=1000000047fff003, pud=0000000000000000
Internal error: Oops: 000000009600004f [#1]  SMP
pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : f+0x8/0x40 [m]
lr : g+0x48/0xcc [m]
sp : ffff800080003e40
pmr: 000000e0
x29: ffff800080003e40 x28: ffff60ad5feb14c0 x27: ffff60ad5feb1480
x2 : 0000000000000000 x1 : ffff800080d00000 x0 : 0000000000000002
Call trace:
 f+0x8/0x40 [m] (P)
 h+0x148/0x304
 gic_handle_irq+0x64/0x90
 el1h_64_irq+0x64/0x68
 vsnprintf+0x4c/0x6f0 (P)
 el0t_64_sync+0x18c/0x190
Code: ???????? ???????? aa1e03e9 d503201f (f8226821) `)
	if d.Fault.Address != 0xffff800080d00000 || d.Fault.Access != "write" || d.Fault.Detail != "level 3 permission fault" {
		t.Errorf("fault %+v", d.Fault)
	}
	if d.Die != "Oops" || d.DieCode != 0x9600004f {
		t.Errorf("die %q %#x", d.Die, d.DieCode)
	}
	if got := noteOf(d, "ESR"); got != "0x9600004f: data abort (current EL), write, level 3 permission fault" {
		t.Errorf("ESR %q", got)
	}
	chain := d.FullChain()
	if got := chainOf(&arch.Dump{Chain: chain}); got != "f h gic_handle_irq el1h_64_irq vsnprintf el0t_64_sync" {
		t.Errorf("chain %s", got)
	}
	if chain[0].Context != arch.IRQ || chain[3].Context != arch.IRQ || chain[4].Context != arch.Task || !chain[4].Exact || chain[1].Exact {
		t.Errorf("contexts %+v", chain)
	}
	in := d.Trapping()
	if in == nil || in.Text != "str x1, [x1, x2]" || in.Effective == nil || *in.Effective != 0xffff800080d00000 {
		t.Errorf("trap %+v", in)
	}
	if len(d.Code) != 5 || d.Code[0].Text != "" || d.Code[2].Text != "mov x9, x30" {
		t.Errorf("code %+v", d.Code)
	}
	register(t, d, "pmr", 0xe0)
	register(t, d, "x2", 0)
}

// TestARM64Old is 4.9: addresses, rows of two, a stack dump of 64-bit words.
func TestARM64Old(t *testing.T) {
	d := dumpOf(arm64.Arch, `Unable to handle kernel NULL pointer dereference at virtual address 00000010
pgd = ffff8000789f2000
[00000010] *pgd=00000000b8a1a003, *pud=00000000b8a1b003, *pmd=0000000000000000
Internal error: Oops: 96000006 [#1] PREEMPT SMP
PC is at foo+0x24/0x90
LR is at bar+0x10/0x20
pc : [<ffff000008081234>] lr : [<ffff000008085678>] pstate: 60000145
sp : ffff80007a1a3c90
x29: ffff80007a1a3c90 x28: ffff80007a1a0000 
x1 : 0000000000000010 x0 : 0000000000000000 
Process sh (pid: 123, stack limit = 0xffff80007a1a0020)
Stack: (0xffff80007a1a3c90 to 0xffff80007a1a4000)
3c80:                                   ffff80007a1a3cb0 ffff000008085678
3ca0: 0000000000000001 ffff0000080a0000 0000000000000000 0000000000000001
Call trace:
Exception stack(0xffff80007a1a3ac0 to 0xffff80007a1a3bf0)
3ac0: ffff80007a1a3c90 0001000000000000 0000000000000000 0000000000000001
[<ffff000008081234>] foo+0x24/0x90
[<ffff000008085678>] bar+0x10/0x20
[<ffff000008083330>] el0_svc_naked+0x24/0x28
Code: aa1e03e9 d503201f f9400000 d503201f (b9401000) `)
	if d.PC.Function != "foo" || d.PC.Address != 0xffff000008081234 || d.LR.Function != "bar" {
		t.Errorf("pc %+v lr %+v", d.PC, d.LR)
	}
	if d.Fault.Address != 0x10 || d.Fault.Access != "read" || d.Fault.Detail != "level 2 translation fault" {
		t.Errorf("fault %+v", d.Fault)
	}
	chain := d.FullChain()
	if got := chainOf(&arch.Dump{Chain: chain}); got != "foo bar el0_svc_naked" {
		t.Errorf("chain %s", got)
	}
	if len(d.Stack) != 6 || d.Stack[0].Address != 0xffff80007a1a3c90 || d.Stack[2].Address != 0xffff80007a1a3ca0 || d.Stack[2].Value != 1 {
		t.Errorf("stack %+v", d.Stack)
	}
	if in := d.Trapping(); in == nil || in.Text != "ldr w0, [x0, #16]" || in.Address != 0xffff000008081234 || *in.Effective != 0x10 {
		t.Errorf("trap %+v", in)
	}
}

func TestARM64Others(t *testing.T) {
	d := dumpOf(arm64.Arch, "Internal error: synchronous external abort: 0000000096000010 [#1] SMP\npc : mmio_read_status+0x8/0x20 [m]\nx0 : ffff800008d00000\nCode: 88dffc00 (88dffc00)")
	if d.Die != "synchronous external abort" || d.Fault.Detail != "synchronous external abort" || d.Fault.Access != "read" {
		t.Errorf("%q %+v", d.Die, d.Fault)
	}
	if in := d.Trapping(); in == nil || in.Effective == nil || *in.Effective != 0xffff800008d00000 {
		t.Errorf("trap %+v", in)
	}
	bug := dumpOf(arm64.Arch, "Internal error: Oops - BUG: 00000000f2000800 [#1] SMP\npc : f+0x8/0x20\nCode: d503201f (d4210000)")
	if got := noteOf(bug, "trap"); got != "brk #0x800: BUG() or WARN()" {
		t.Errorf("trap %q", got)
	}
	if got := noteOf(bug, "ESR"); !strings.HasSuffix(got, "BRK, BUG() or WARN()") {
		t.Errorf("ESR %q", got)
	}
	user := dumpOf(arm64.Arch, "pstate: 80000000 (Nzcv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)\npc : 0000000000431a50\nlr : 0000000000431a40")
	if !user.UserMode || user.PC.Address != 0x431a50 || len(user.FullChain()) != 0 {
		t.Errorf("user %+v", user.PC)
	}
	serror := dumpOf(arm64.Arch, "SError Interrupt on CPU2, code 0x00000000be000011 -- SError")
	if got := noteOf(serror, "ESR"); got != "0xbe000011: SError" {
		t.Errorf("SError %q", got)
	}
}
