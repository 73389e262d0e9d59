package all

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/loongarch"
	"oopscope/parse/arch/mips"
	"oopscope/parse/arch/powerpc"
	"oopscope/parse/arch/riscv"
	"oopscope/parse/arch/s390"
	"oopscope/parse/arch/x86"
)

// TestOrigin reads the code of real reports backwards, one an architecture at
// least; what is wanted was worked out by hand from the instructions.
func TestOrigin(t *testing.T) {
	for _, tt := range []struct {
		name     string
		a        *arch.Arch
		text     string
		operands string
		agrees   arch.Agreement
		origin   []string
	}{
		{"armhf nested_oops", arm.Arch, `Unhandled fault: page domain fault (0x01b) at 0x000001c2
Internal error: : 1b [#1] SMP ARM
PC is at sensor_parse_tail+0xc/0x18 [benchcrash]
pc : [<bf00010c>]    lr : [<bf000b0c>]    psr: 60010013
sp : d0985eac  ip : d0985eb8  fp : d0985ea8
r3 : 000001c2  r2 : 00000000  r1 : bf002442  r0 : 00000000
Code: e52de004 e28dd004 e30031c2 (e19000b3)`,
			"base r0=0x0 index r3=0x1c2", arch.Same,
			[]string{"r0 is the first argument, as the caller passed it", "r3 is the constant 0x1c2"}},
		{"armhf through a copy and the stack", arm.Arch, `Internal error: Oops: 5 [#1] SMP ARM
PC is at f+0x20/0x40 [m]
pc : [<bf000120>]    lr : [<bf000b0c>]    psr: 60010013
sp : d0985ea0  ip : d0985eb8  fp : d0985ecc
r5 : d0985ea8  r4 : 6b6b6b6b  r3 : 6b6b6b6b  r2 : 00000000  r1 : bf002442  r0 : 00000000
Stack: (0xd0985ea0 to 0xd0986000)
5ea0: 00000051 bf001710 6b6b6b6b 6c6c756e 6165725f 00000064 00000000 00000000
Code: e59d4008 e1a03004 e3a00000 (e5931010)`,
			"base r3=0x6b6b6b6b offset 0x10", arch.NotCompared,
			[]string{"r3 was copied from r4", "r4 was loaded from the stack, [sp + 0x8] = 0xd0985ea8"}},
		{"the stack holds something else: another way led here", arm.Arch, `Internal error: Oops: 5 [#1] SMP ARM
PC is at f+0x20/0x40 [m]
pc : [<bf000120>]    lr : [<bf000b0c>]    psr: 60010013
sp : d0985ea0  ip : d0985eb8  fp : d0985ecc
r4 : 6b6b6b6b  r3 : 00000000  r2 : 00000000  r1 : bf002442  r0 : 00000000
Stack: (0xd0985ea0 to 0xd0986000)
5ea0: 00000051 bf001710 00000000 6c6c756e 6165725f 00000064 00000000 00000000
Code: e59d4008 e3a00000 (e5941010)`,
			"base r4=0x6b6b6b6b offset 0x10", arch.NotCompared, nil},
		{"a branch around", arm.Arch, `Internal error: Oops: 5 [#1] SMP ARM
pc : [<bf000120>]    lr : [<bf000b0c>]    psr: 60010013
r4 : 00000000  r3 : 00000000  r2 : 00000000  r1 : bf002442  r0 : 00000000
Code: e3500000 0a000000 e5914000 (e5943010)`,
			"base r4=0x0 offset 0x10", arch.NotCompared, nil},
		{"a branch that changes nothing of it", arm.Arch, `Internal error: Oops: 5 [#1] SMP ARM
pc : [<bf000120>]    lr : [<bf000b0c>]    psr: 60010013
r4 : 00000000  r3 : 00000000  r2 : 00000000  r1 : bf002442  r0 : 00000000
Code: e5914000 0a000000 e5912000 (e5943010)`,
			"base r4=0x0 offset 0x10", arch.NotCompared, []string{"r4 was loaded from [r1] = 0xbf002442, module"}},
		{"what a call returned", arm.Arch, `Internal error: Oops: 5 [#1] SMP ARM
pc : [<bf000120>]    lr : [<bf000b0c>]    psr: 60010013
r5 : c1000000  r4 : 00000000  r3 : 00000000  r2 : 00000000  r1 : bf002442  r0 : 00000000
Code: e1a00005 eb000010 (e5903010)`,
			"base r0=0x0 offset 0x10", arch.NotCompared, []string{"r0 is what the call before returned (0xbf000164)"}},
		{"Thumb-2", arm.Arch, `Unable to handle kernel NULL pointer dereference at virtual address 000001c1
Internal error: Oops: 5 [#1] SMP THUMB2
PC is at sensor_parse_header+0x8/0x14 [benchcrash]
pc : [<bf800128>]    lr : [<bf800180>]    psr: 60000033
r3 : 00000000  r2 : 00000002  r1 : 00000001  r0 : 00000000
Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA Thumb  Segment none
Code: b500 f85d eb04 46c0 (f890) 01c1`,
			"base r0=0x0 offset 0x1c1", arch.Same, []string{"r0 is the first argument, as the caller passed it"}},
		{"arm64, an integer as a pointer", arm64.Arch, `Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000000100000017
Internal error: Oops: 96000004 [#1] PREEMPT SMP
pc : f+0x88/0x100
sp : ffff80000a1c3a20
x23: ffff0000c68d24d0 x22: ffff0000c68d24a8 x21: 0000000000000000
x8 : 00000000ffffffff x1 : 0000000000000001
Code: f94002e8 (f9400d01)`,
			"base x8=0xffffffff offset 0x18", arch.Same, []string{"x8 was loaded from [x23] = 0xffff0000c68d24d0, linear map"}},
		{"arm64 constants and moved bases", arm64.Arch, `Internal error: Oops: 96000004 [#1] PREEMPT SMP
pc : f+0x88/0x100
sp : ffff80000a1c3a20
x2 : 0000000012345678 x1 : 0000000012345678 x0 : 0000000000000000
Code: d28acf01 f2a24681 aa0103e2 (f9400840)`,
			"base x2=0x12345678 offset 0x10", arch.NotCompared, []string{"x2 is a constant of the code: 0x12345678"}},
		{"KASAN's check on x86_64", x86.AMD64, `general protection fault: 0000 [#1] SMP KASAN
RIP: 0010:f+0x2c/0x100
RSP: 0018:ffffc90000a3fd40 EFLAGS: 00010202
RAX: dffffc0000000000 RBX: 0000000000000000 RCX: 0000000000000000
RDX: 0000000000000003 RSI: 0000000000000000 RDI: 000000000000001c
Code: 48 b8 00 00 00 00 00 fc ff df 48 83 c7 1c 48 89 fa 48 c1 ea 03 <0f> b6 14 02 48 89 f8`,
			"base RDX=0x3 index RAX=0xdffffc0000000000", arch.Same,
			[]string{"RDX was computed: shr $0x3,%rdx", "RDX was copied from RDI", "RDI is RDI + 0x1c = 0x1c", "RAX is the constant 0xdffffc0000000000, KASAN shadow of 0x0"}},
		{"a callee's argument saved over a call", x86.AMD64, `BUG: kernel NULL pointer dereference, address: 0000000000000018
Oops: 0000 [#1] SMP
RIP: 0010:f+0x10/0x100 [m]
RSP: 0018:ffffc90000a3fd40 EFLAGS: 00010202
RAX: 0000000000000001 RBX: 0000000000000000 RCX: 0000000000000000
Code: f3 0f 1e fa e8 00 00 00 00 53 48 89 fb e8 01 00 00 00 90 <48> 8b 43 18`,
			"base RBX=0x0 offset 0x18", arch.Same, []string{"RBX was copied from RDI"}},
		{"i386 memcpy", x86.I386, `BUG: kernel NULL pointer dereference, address: 00000048
#PF: supervisor read access in kernel mode
Oops: 0000 [#1] PREEMPT SMP NOPTI
EIP: memcpy+0x16/0x30
Code: cc 3e 8d 74 26 00 55 89 e5 57 56 89 d6 53 89 c3 89 c8 c1 e9 02 89 df <f3> a5 89 c1 83 e1 03 74 02 f3 a4
EAX: 000000c8 EBX: c1c6ac00 ECX: 00000032 EDX: 00000048
ESI: 00000048 EDI: c1c6ac00 EBP: c1ccfd88 ESP: c1ccfd7c`,
			"base ESI=0x48", arch.Same, []string{"ESI was copied from EDX", "EDX is the second argument, as the caller passed it"}},
		{"riscv64 null_read", riscv.Arch, `Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c1
Oops [#1]
epc : sensor_parse_header+0xe/0x1a [benchcrash]
epc : ffffffff01e6b10e ra : ffffffff01e6ba7e sp : ff200000002aba20
 s1 : ff200000002aba78 a0 : 0000000000000000 a1 : ffffffff01e8d1e0
Code: 0000 0000 0000 0013 0000 0013 0000 1141 e422 0800 (4503) 1c15`,
			"base a0=0x0 offset 0x1c1", arch.Same, []string{"a0 is the first argument, as the caller passed it"}},
		{"ppc64le null_write", powerpc.Arch, `BUG: Kernel NULL pointer dereference on write at 0x00000028
Oops: Kernel access of bad area, sig: 11 [#1]
NIP:  c0080000003111c4 LR: c0080000003111f8 CTR: c0080000003111b0
GPR00: c0080000003111f8 c00000000490b870 c008000000348100 0000000000000049
GPR04: c008000000320250 000000000000000b 000000006972775f ffffffffff000000
GPR08: ffffffffffffffff 0000000000000000 0000000000000048 c008000000315630
NIP [c0080000003111c4] ring_commit_slot.constprop.0+0x14/0x28 [benchcrash]
Instruction dump:
60000000 7c0802a6 f8010010 f821ffe1 4bffffcd 60000000 60420000 7c0802a6
60000000 7c691b78 39400048 38600049 <91490028> 4e800020 60420000 00036f28`,
			"base r9=0x0 offset 0x28 data r10=0x48", arch.Same,
			[]string{"r9 was copied from r3", "r3 is the first argument, as the caller passed it (the compiler changed which arguments there are)"}},
		{"mips64 wild_vmalloc", mips.Arch, `CPU 0 Unable to handle kernel paging request at virtual address c0000000000d3028, epc == ffffffffc0002144, ra == ffffffffc000218c
Oops[#1]:
$ 0   : 0000000000000000 ffffffffc0002790 ffffffffc0002128 ffffffff8274b3b8
$ 4   : c0000000000d3028 0000000000000028 0000000000000001 00000000000018d2
epc   : ffffffffc0002144 table_lookup+0x1c/0x30 [benchcrash]
Cause : 10800008 (ExcCode 02)
Code: 00006025  000528f8  0085202d <dc820000> 00021000  03e00008  24420001  00000000  67bdfff0`,
			"base a0=0xc0000000000d3028", arch.Same, []string{"a0 is a0 + a1 = 0xc0000000000d3028, vmalloc"}},
		{"loongarch", loongarch.Arch, `CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, era == ffff800002138108, ra == ffff8000021381a0
Oops[#1]:
pc ffff800002138108 ra ffff8000021381a0 tp 9000000100a4c000 sp 9000000100a4fc90
a0 0000000000000000 a1 ffff80000213c008 a2 0000000000000000 a3 0000000000000000
   ERA: ffff800002138108 sensor_parse_header+0xc/0x20 [benchcrash]
Code: 02bfc063  29c02061  02c04076 <2a070484> 004081ac  03403c00  4c000020`,
			"base a0=0x0 offset 0x1c1", arch.Same, []string{"a0 is the first argument, as the caller passed it"}},
		{"s390 strlen", s390.Arch, `Oops: 0038 ilc:2 [#1] SMP
Krnl PSW : 0704d00180000000 000003ff7fd24f4e (extra_label_len.constprop.0+0x1e/0x30 [benchextra])
Krnl GPRS: 0000000000000000 dead000000000122 0000000000000000 dead000000000122
Krnl Code: 000003ff7fd24f40: a7290000		lghi	%r2,0
           000003ff7fd24f44: e31011000004	lg	%r1,256(%r1)
           000003ff7fd24f4a: b9040031		lgr	%r3,%r1
          >000003ff7fd24f4e: b25e0023		srst	%r2,%r3`,
			"base r3=0xdead000000000122", arch.NotCompared,
			[]string{"r3 was copied from r1", "r1 was loaded from [r1 + 0x100]"}},
	} {
		d := dumpOf(tt.a, tt.text)
		if got := operandText(d); got != tt.operands {
			t.Errorf("%s: operands %q, want %q", tt.name, got, tt.operands)
		}
		if got, why := d.Agreement(); got != tt.agrees {
			t.Errorf("%s: agreement %d (%s), want %d", tt.name, got, why, tt.agrees)
		}
		if got, want := originText(d), strings.Join(tt.origin, "\n"); got != want {
			t.Errorf("%s: origin\n%s\nwant\n%s", tt.name, got, want)
		}
	}
}

// TestOriginOfTheSeed: the pointer lies in the module's data, where
// mem_interface_exit had cleared it.
func TestOriginOfTheSeed(t *testing.T) {
	d := seedDump(t)
	want := `r3 was loaded from [r4] = 0xbf1a0610, data of module shepherd
r4 is a constant of the code: 0xbf1a0610, data of module shepherd
r6 is the constant 0x1c1`
	if got := originText(d); got != want {
		t.Errorf("origin\n%s\nwant\n%s", got, want)
	}
	if s := d.Origin[0]; s.Insn != 3 || s.Address == nil || *s.Address != 0xbf1a0610 || !s.HasValue || s.Value != 0 {
		t.Errorf("%+v", s)
	}
	a := arm.Arch
	for v, want := range map[uint64]string{
		0xc01cee48: "return address in hrtimer_interrupt+0x140",
		0xc01cee50: "hrtimer_interrupt+0x148",
		0xbf19b000: "pru0_comm_receive_msg+0x10 [shepherd]",
		0xbf19b800: "text of module shepherd",
		0xbf1a0610: "data of module shepherd",
		0xbf100000: "module",
		0xbf800000: "module",
	} {
		if got := arch.Describe(d, a, v); got != want {
			t.Errorf("%#x: %q, want %q", v, got, want)
		}
	}
}

// TestNearMisses: a flipped bit is claimed only where the other value is known.
func TestNearMisses(t *testing.T) {
	text := `general protection fault: 0000 [#1] SMP PTI
RIP: 0010:f+0x2c/0x100
RSP: 0018:ffffc90000a3fd40 EFLAGS: 00010202
RAX: ffff888012345678 RBX: bfff888012345700 RCX: fdffc90000a3fd80
RDX: 1234567812345678 RSI: bffb888099945700 RDI: 0000000000000000
Code: 66 90 <48> 8b 43 08 c3`
	want := map[string]string{
		"RBX": "non-canonical, one bit away from 0xffff888012345700: direct map, where RAX points",
		"RCX": "non-canonical, one bit away from 0xffffc90000a3fd80: current stack",
		"RDX": "non-canonical", "RSI": "non-canonical",
	}
	for _, r := range dumpOf(x86.AMD64, text).Registers {
		if w, ok := want[r.Name]; ok && r.Meaning != w {
			t.Errorf("%s: %q, want %q", r.Name, r.Meaning, w)
		}
	}
}

// TestRegisterInformation uses what the kernel itself says of each register.
func TestRegisterInformation(t *testing.T) {
	d := dumpOf(arm.Arch, `PC is at table_lookup+0x8/0x14 [benchcrash]
LR is at table_check+0x10/0x20 [benchcrash]
pc : [<bf006108>]    lr : [<bf006164>]    psr: 20070193
sp : d0985eb0  ip : 00000000  fp : 00000000
r3 : bf009300  r2 : c1e01510  r1 : d0985ea0  r0 : 00000000
Register r0 information: NULL pointer
Register r1 information: 2-page vmalloc region starting at 0xd0984000 allocated at kernel_clone+0xac/0x3c4
Register r2 information: slab kmalloc-64 start c1e01500 pointer offset 16 size 64
Register r3 information: 4-page vmalloc region starting at 0xbf006000 allocated at load_module+0xa90/0x21c8`)
	for v, want := range map[uint64]string{
		0xbf009304: "module benchcrash", 0xbf006104: "table_lookup+0x4 [benchcrash]",
		0xc1e01520: "slab object of kmalloc-64 + 0x20", 0xd0985000: "current stack",
	} {
		if got := arch.Describe(d, arm.Arch, v); got != want {
			t.Errorf("%#x: %q, want %q", v, got, want)
		}
	}
}

func operandText(d *arch.Dump) string {
	var parts []string
	for _, o := range d.Operands {
		s := o.Role + " " + o.Name
		if o.Name != "" {
			s += "="
		}
		parts = append(parts, s+fmt.Sprintf("%#x", o.Value))
	}
	return strings.Join(parts, " ")
}

func originText(d *arch.Dump) string {
	var lines []string
	for _, s := range d.Origin {
		lines = append(lines, s.Text)
	}
	return strings.Join(lines, "\n")
}
