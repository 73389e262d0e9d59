package all

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/minor"
)

// TestMinor reads what 6.18's sources of each architecture print.
func TestMinor(t *testing.T) {
	for _, c := range []struct {
		arch   *arch.Arch
		report string
		chain  string
		fault  uint64
		reg    string
		value  uint64
		die    string
	}{
		{minor.M68K, `
Unable to handle kernel NULL pointer dereference at virtual address 000001c1
Oops: 00000000
PC: [<0001b2c4>] foo+0x10/0x20
SR: 2000  SP: 0083df40  a2: 0083a000
d0: 00000000    d1: 00000001    d2: 0083e000    d3: 00000000
Call Trace: [<0001b300>] bar+0x20/0x40
 [<00002bb4>] do_one_initcall+0x0/0x1a0`, "foo bar do_one_initcall", 0x1c1, "d2", 0x83e000, "Oops"},
		{minor.SPARC, `
Unable to handle kernel NULL pointer dereference in mna handler at virtual address 00000000000001c1
swapper/0(1): Oops [#1]
TSTATE: 0000004411001600 TPC: 00000000004a2b14 TNPC: 00000000004a2b18 Y: 00000000    Not tainted
TPC: <foo+0x10/0x20>
g0: 0000000000000000 g1: 0000000000000001 g2: 0000000000000002 g3: 0000000000000003
Call Trace:
 [00000000004a2c00] bar+0x20/0x40
Caller[00000000004a2d00]: baz+0x20/0x40`, "foo bar baz", 0x1c1, "g3", 3, "Oops"},
		{minor.PARISC, `
Page fault: no context
modprobe (pid 1726): Data TLB miss fault (code 15) at addr 00000000000001c1
r00-03  000000ff0804ff0f 0000000040bc8bc0 00000000401ca2a4 000000005f7e8640
 IAOQ[0]: foo+0x10/0x20 [shepherd]
 RP(r2): bar+0x20/0x40
Backtrace:
 [<00000000401ca2a4>] bar+0x20/0x40`, "foo bar", 0x1c1, "r03", 0x5f7e8640, "Data TLB miss fault (code 15) at addr 00000000000001c1"},
		{minor.Xtensa, `
Unable to handle kernel paging request at virtual address 000001c1
Oops: sig: 9 [#1]
pc: d000b2c4, ps: 00060a10, depc: 00000000, excvaddr: 000001c1
Call Trace:
 [<d000b2c4>] foo+0x10/0x20
 [<d000b300>] bar+0x20/0x40`, "foo bar", 0x1c1, "ps", 0x60a10, "Oops"},
		{minor.CSKY, `
Unable to handle kernel paging request at virtual addr 0x000001c1, pc: 0x8001b2c4
Oops [#1]
PC: 0x8001b2c4 (foo+0x10/0x20)
LR: 0x8001b300 (bar+0x20/0x40)
SP: 0x9f831f50
Call Trace:
[<8001b2c4>] foo+0x10/0x20
[<8001b300>] bar+0x20/0x40`, "foo bar", 0x1c1, "SP", 0x9f831f50, "Oops"},
		{minor.SuperH, `
BUG: unable to handle kernel NULL pointer dereference at 000001c1
Oops: 0000 [#1]
PC is at foo+0x10/0x20
PR is at bar+0x20/0x40
PC  : 8c01b2c4 SP  : 8c831f50 SR  : 40008100 TEA : 000001c1
R0  : 00000000 R1  : 8c31a000 R2  : 00000001 R3  : 8c400000`, "foo", 0x1c1, "R3", 0x8c400000, "Oops"},
		{minor.OpenRISC, `
Unable to handle kernel NULL pointer dereference at virtual address 0x000001c1
Oops#: 0000
   PC: c00012c4    SR: 0000807f    SP: c1831f50`, "", 0x1c1, "SP", 0xc1831f50, "Oops"},
		{minor.MicroBlaze, `
Oops: kernel access of bad area, sig: 11
 Registers dump: mode=83D1BD50
 r1=C0831F50, r2=00000000, r3=00000001, r4=C0831F50
 msr=000046A2, ear=000001C1, esr=00000000, fsr=00000000`, "", 0x1c1, "msr", 0x46a2, "kernel access of bad area"},
		{minor.ARC, `
Path: /bin/busybox
[ECR   ]: 0x00050100 => Invalid Read @ 0x000001c1 by insn @ foo+0x10/0x20
ECR: 0x00050100 EFA: 0x000001c1 ERET: 0x8001b2c4
BTA: 0x8001b2c0	 SP: 0x9f831f50  FP: 0x00000000 BLK: bar+0x34/0x1a0
Stack Trace:
  foo+0x10/0x20
  bar+0x34/0x1a0`, "foo bar", 0x1c1, "SP", 0x9f831f50, ""},
		{minor.NIOS2, `
Unable to handle kernel NULL pointer dereference at virtual address 000001c1
ea = c0012345, ra = c0012300, cause = 15
Oops: Oops, sig: 9
r1: 00000000 r2: 00000001 r3: c0831f50 r4: 00000004`, "", 0x1c1, "r3", 0xc0831f50, "Oops"},
		{minor.Alpha, `
Unable to handle kernel paging request at virtual address 00000000000001c1
pc = [<fffffc0000312c50>]  ra = [<fffffc0000312d10>]  ps = 0000    Not tainted
pc is at foo+0x10/0x20
v0 = 0000000000000000  t0 = fffffc00007e3c48  t1 = 0000000000000001
Trace:
[<fffffc0000312d10>] bar+0x20/0x40`, "foo bar", 0x1c1, "t0", 0xfffffc00007e3c48, ""},
	} {
		t.Run(c.arch.Name, func(t *testing.T) {
			d := take(c.arch, c.report)
			if got := chainOf(d); got != c.chain {
				t.Errorf("chain %q, want %q", got, c.chain)
			}
			if !d.Fault.HasAddress || d.Fault.Address != c.fault {
				t.Errorf("fault %+v", d.Fault)
			}
			register(t, d, c.reg, c.value)
			if d.Die != c.die {
				t.Errorf("die %q, want %q", d.Die, c.die)
			}
		})
	}
}

// FuzzForeign: no text makes a reader panic, whatever came before it.
func FuzzForeign(f *testing.F) {
	for _, a := range foreign {
		for _, sample := range a.Samples {
			f.Add(sample)
		}
	}
	f.Add("$ 0   :\n 00000010\nCode: <\nCode:\n(0000)\nKrnl Code:>0: 0\n>0\nGPR31: 1234 1234\n--- interrupt: 900 at 0x")
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range foreign {
			d := take(a, text)
			d.FullChain()
			for _, r := range d.Registers {
				arch.Describe(d, a, r.Value)
			}
			for i, l := range []byte(text) {
				if l == '\n' {
					a.Claims(text[i:])
				}
			}
		}
	})
}
