package x86

import (
	"debug/elf"
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
	"oopscope/parse/ascii"
)

// AMD64 is x86-64: arch/x86/kernel/{dumpstack,process_64,traps}.c.
var AMD64 = &arch.Arch{
	Name: "x86_64", Bits: 64, Order: binary.LittleEndian, StackSize: 16384,
	Moves:    true,
	Apart:    true,
	Contexts: contexts, Lines: lines, ClaimsFrames: true,
	Machines: []elf.Machine{elf.EM_X86_64}, Word: 1, Jumps: arch.Mnemonics([]string{"j", "call"}),
	Calls:     arch.Mnemonics([]string{"call"}),
	Rewritten: arch.Mnemonics([]string{"nop", "xchg", "data16", "endbr", "int3", "ud", "lock", "ret", "lfence", "clac", "stac"}), PerCPU: "%gs:", PerCPUBase: "GS",
	PoisonDelta: 0xdead000000000000, KASANShadow: []uint64{0xdffffc0000000000},
	Evidence: arch.Evidence{
		Entries: []string{"entry_SYSCALL_64", "entry_SYSCALL_64_", "entry_SYSCALL_compat_", "do_syscall_64", "__x64_sys_", "x64_sys_call", "x86_64_start_", "secondary_startup_64", "secondary_startup_64_", "system_call_fastpath", "ret_from_fork_asm", "stub_execve"},
		Modules: []string{"ghash_clmulni_intel", "crct10dif_pclmul", "aes_x86_64", "polyval_clmulni", "sha512_ssse3", "sha256_ssse3", "chacha_x86_64", "poly1305_x86_64", "curve25519_x86_64"},
		Kin:     kin, Folder: "x86",
		Releases: []string{".x86_64", "-amd64"},
		Digits:   16,
		Text:     []arch.Area{{From: 0xffffffff81000000, To: 0xffffffffbfffffff, Name: "text"}},
		Other: []arch.Area{
			{From: 0xffff880000000000, To: 0xffffc87fffffffff, Name: "direct map"}, {From: 0xffffc90000000000, To: 0xfffffeffffffffff, Name: "vmalloc"},
			{From: 0xff11000000000000, To: 0xffdfffffffffffff, Name: "direct map, vmalloc"}, {From: 0xffffffffc0000000, To: 0xffffffffffffffff, Name: "modules"},
		},
	},
	Deliberate: arch.Traps("ud2", "ud1"),
	Claims:     amd64Claims,
	Read:       amd64Read,
	Finish:     finish,
	Region:     amd64Region,
	Flow:       flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return amd64Calls }},
	Samples: []string{
		"BUG: kernel NULL pointer dereference, address: 00000000000001c1",
		"BUG: unable to handle kernel paging request at ffffc90000a3f000",
		"RIP: 0010:pru0_comm_receive_msg+0x5/0x30 [shepherd]",
		"RIP: 0010:[<ffffffff8109e1c6>]  [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2",
		"RSP: 0018:ff876b6300003f00 EFLAGS: 00000046",
		"RAX: 0000000000000000 RBX: ffffffffc02653e0 RCX: ff49cfc2df2235c0",
		"FS:  000000002b0b63c0(0000) GS:ff49cfc2df200000(0000) knlGS:0000000000000000",
		"CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033",
		"CR2: 00000000000001c1 CR3: 000000000273a000 CR4: 0000000000751ef0",
		"PGD 279f067 P4D 279e067 PUD 27ba067 PMD 0 ",
		" entry_SYSCALL_64_after_hwframe+0x6e/0xd8",
	},
}

var amd64Names = []string{
	"RAX", "RBX", "RCX", "RDX", "RSI", "RDI", "RBP", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15",
	"EFLAGS", "ORIG_RAX", "CS", "DS", "ES", "CR0", "CR2", "CR3", "CR4", "DR0", "DR1", "DR2", "DR3", "DR6", "DR7", "PKRU",
}

func amd64Claims(t string) int {
	if len(t) < 8 {
		return arch.When(t == " <TASK>" || t == " <IRQ>", 2)
	}
	switch t[0] {
	case 'R':
		return amd64ClaimsRow(t)
	case 'F':
		return arch.When(arch.Row(t, "FS: ", " GS:"), 5)
	case 'C':
		return arch.When(arch.Row(t, "CS: ", " CR0: "), 5) +
			arch.When(strings.HasPrefix(t, "CR2: ") && len(t) >= 21 && ascii.AllHexDigits(t[5:21]), 5)
	case 'P':
		return arch.When(arch.Row(t, "PGD ", " PUD "), 5) + arch.When(strings.HasPrefix(t, "PKRU: "), 3)
	case 'B', '#', 'g', 'i', 'O', '!':
		return claims(t, 16)
	case 'I':
		return claimsPlace(t, 16)
	case 'H':
		return arch.When(arch.Row(t, "Hardware name: ", ", BIOS ") && !strings.Contains(t, "QEMU KVM Virtual Machine"), 1)
	case 'W': // "Write of size 4 at addr ffff8881d586ca14 by task …": the direct map of no other
		return arch.When(arch.Row(t, "Write of size ", " at addr ffff888"), 1)
	case ' ':
		return amd64ClaimsIndented(t)
	}
	return 0
}

// claimsPlace claims where a fault's place is told by an address of so many digits, as x86
// did up to 4.9:
//
//	IP: [<ffffffff8109c7ab>] balance_pgdat+0x25b/0x4ff
func claimsPlace(t string, digits int) int {
	addr, ok := strings.CutPrefix(t, "IP: [<")
	return arch.When(ok && len(addr) > digits+2 && addr[digits:digits+2] == ">]" && ascii.AllHexDigits(addr[:digits]), 5)
}

// amd64ClaimsIndented weighs frames that no other architecture has.
func amd64ClaimsIndented(t string) int {
	if strings.HasPrefix(t, " entry_SYSCALL_64") || strings.HasPrefix(t, " entry_SYSENTER_compat") || strings.HasPrefix(t, " ret_from_fork_asm+") {
		return 5
	}
	return arch.When(strings.HasPrefix(t, " asm_exc_") || strings.HasPrefix(t, " asm_sysvec_") || strings.HasPrefix(t, " do_syscall_64"), 2) +
		amd64ClaimsBracket(strings.TrimLeft(t, " "))
}

// amd64ClaimsBracket weighs a frame of 4.9 and before, which is indented; mips
// and riscv, whose kernels lie there too, do not indent.
func amd64ClaimsBracket(t string) int {
	return arch.When(len(t) > 20 && strings.HasPrefix(t, "[<ffffffff") && t[18:20] == ">]", 2)
}

// amd64ClaimsRow weighs rows that begin with R.
func amd64ClaimsRow(t string) int {
	if strings.HasPrefix(t, "RIP: ") || strings.HasPrefix(t, "RIP  [<") {
		return 5
	}
	if strings.HasPrefix(t, "Read of size ") {
		return arch.When(strings.Contains(t, " at addr ffff888"), 1)
	}
	return arch.When(strings.HasPrefix(t, "RSP: ") || len(t) > 21 && t[3] == ':' && t[4] == ' ' && ascii.AllHexDigits(t[5:21]), 5)
}

func amd64Read(d *arch.Dump, l arch.Line) bool {
	t := l.Text
	if t == "" {
		return false
	}
	s := scratch(d)
	if d.Bits == 0 {
		d.Bits = 64
	}
	if strings.HasPrefix(t, " RIP: 0010:") { // indented where decode_stacktrace.sh made one row for each function inlined there
		l.Text = t[1:]
		t = l.Text
	}
	switch {
	case strings.HasPrefix(t, "RIP: "):
		return amd64ReadRIP(d, s, l)
	case strings.HasPrefix(t, "RIP  ["):
		return lastIP(d, s, t[len("RIP  "):], l)
	case strings.HasPrefix(t, " RSP <"):
		s.done = true
		return true
	case strings.HasPrefix(t, "IP: "):
		return d.PCLine != 0 || oldIP(d, t[len("IP: "):])
	case xenRow(d, l):
		return true
	case strings.HasPrefix(t, "RSP: "):
		return amd64ReadRSP(d, l)
	case strings.HasPrefix(t, "FS: "):
		return amd64ReadSegments(d, l)
	case strings.HasPrefix(t, "CR2: ") && len(t) <= 22:
		s.done = s.done || s.trace
		return true
	case arch.ReadRow(d, l, amd64Names):
		return true
	}
	return readHeader(d, s, l)
}

// xenRow reads a row of registers as the hypervisor prints it, in small letters
// (xen/arch/x86/x86_64/traps.c: _show_registers()):
//
//	rax: 0000000000000005   rbx: ffff830123456000   rcx: 0000000000000000
func xenRow(d *arch.Dump, l arch.Line) bool {
	if len(l.Text) < 20 || l.Text[0] != 'r' && l.Text[0] != 'c' || l.Text[3] != ':' {
		return false
	}
	return arch.ReadRow(d, arch.Line{N: l.N, Text: strings.ToUpper(l.Text)}, amd64Names)
}

// lastIP reads the line that repeats the PC at the end, up to 4.9. Where the
// register block is missing it is the only one.
//
//	RIP  [<ffffffffa0371852>] chip_purge+0x1c8/0x291 [chip]
//	EIP: [<f8a23b17>] chip_purge+0x17/0x20 [chip] SS:ESP 0068:f6d5fd60
func lastIP(d *arch.Dump, s *state, text string, l arch.Line) bool {
	s.done = true
	if d.PCLine == 0 && oldIP(d, text) {
		d.PCLine = l.N
	}
	return true
}

// oldIP reads the line that followed the fault up to 4.17; the RIP of the
// register block, which comes later, says more.
//
//	IP: [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
func oldIP(d *arch.Dump, text string) bool {
	addr, rest, bracketed := arch.TakeBracketed(text)
	sym, _, ok := arch.ParseSymbol(rest)
	if !ok {
		return false
	}
	if bracketed && !sym.HasAddress {
		sym.Address, sym.HasAddress = addr, true
	}
	d.PC = sym
	return true
}

// amd64ReadRIP reads the program counter:
//
//	RIP: 0010:pru0_comm_receive_msg+0x5/0x30 [shepherd]
//	RIP: 0033:0x47fbe9
//	RIP: 0010:[<ffffffff8109e1c6>]  [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
//	RIP: coordinator_callback+0x35/0x91 RSP: ffffc90000a3fd40     (end of 4.10 to 4.17)
func amd64ReadRIP(d *arch.Dump, s *state, l arch.Line) bool {
	t := strings.TrimLeft(l.Text[len("RIP: "):], " ")
	cs, n := arch.HexPrefix(t)
	if n != 4 || len(t) < 6 || t[4] != ':' {
		if d.PCLine == 0 && !strings.Contains(t, " RSP: ") { // decode_stacktrace.sh leaves the segment out
			place(d, s, t, l, false)
		}
		s.done = s.done || d.PCLine != l.N
		return true
	}
	place(d, s, t[5:], l, cs&3 == 3)
	return true
}

// amd64ReadRSP reads "RSP: 0018:ff876b6300003f00 EFLAGS: 00000046 ORIG_RAX: …".
func amd64ReadRSP(d *arch.Dump, l arch.Line) bool {
	t := l.Text[len("RSP: "):]
	if len(t) < 6 || t[4] != ':' {
		return false
	}
	v, digits, rest, ok := arch.TakeValue(t[5:])
	if !ok {
		return false
	}
	if !d.Repeat && d.SP == 0 {
		d.SP = v
	}
	d.SetRegister("RSP", v, digits, l.N)
	arch.ReadRow(d, arch.Line{N: l.N, Text: rest}, amd64Names)
	return true
}

// amd64ReadSegments reads the bases of FS and GS; in the short form for user
// space the selectors are not printed:
//
//	FS:  000000002b0b63c0(0000) GS:ff49cfc2df200000(0000) knlGS:0000000000000000
func amd64ReadSegments(d *arch.Dump, l arch.Line) bool {
	for _, name := range []string{"FS", "GS", "knlGS"} {
		i := strings.Index(l.Text, name+":")
		if i < 0 {
			continue
		}
		if v, n := arch.HexPrefix(strings.TrimLeft(l.Text[i+len(name)+1:], " ")); n == 16 {
			d.SetRegister(name, v, n, l.N)
		}
	}
	return true
}

// amd64Region names the parts of Documentation/arch/x86/x86_64/mm.rst. KASLR
// moves the direct map and vmalloc: what shares the upper bits of the per-CPU
// base (GS) or of the stack (vmalloc since 4.9) is known to be there.
func amd64Region(d *arch.Dump, v uint64) arch.Region {
	switch {
	case v < 1<<32:
		return arch.Region{Name: "number, or user", Holds: arch.Numbers | arch.UserMemory}
	case v < 0x0000800000000000:
		return arch.Region{Name: "user", Holds: arch.UserMemory}
	case v < 0xff00000000000000:
		return arch.Region{Name: "non-canonical", Holds: arch.NoAddress}
	case v >= 0xffffffffff600000 && v < 0xffffffffff601000:
		return arch.Region{Name: "vsyscall page"}
	case v >= 0xffffffffff000000:
		return arch.Region{Name: "fixmap"}
	case v >= 0xffffffffc0000000:
		return arch.Region{Name: "module", Holds: arch.ModuleArea}
	case v >= 0xffffffff80000000:
		return arch.Region{Name: "kernel text or data", Holds: arch.KernelImage}
	case v >= 0xffffff0000000000:
		return arch.Region{Name: "EFI or espfix"}
	case v >= 0xfffffe0000000000 && v < 0xfffffe8000000000:
		return arch.Region{Name: "CPU entry area (exception stacks)"}
	}
	const near = 34 // 16 GiB
	if gs, ok := d.Register("GS"); ok && gs>>near == v>>near && gs != 0 {
		return arch.Region{Name: "direct map", Holds: arch.LinearMap}
	}
	if d.SP>>near == v>>near {
		return arch.Region{Name: "vmalloc", Holds: arch.VmallocArea}
	}
	return amd64Fixed(v)
}

// amd64Fixed names areas by where they are without KASLR.
func amd64Fixed(v uint64) arch.Region {
	switch {
	case v >= 0xffff888000000000 && v < 0xffffc88000000000, v >= 0xff11000000000000 && v < 0xff91000000000000:
		return arch.Region{Name: "direct map", Holds: arch.LinearMap}
	case v >= 0xffffc90000000000 && v < 0xffffe90000000000, v >= 0xffa0000000000000 && v < 0xffd2000000000000:
		return arch.Region{Name: "vmalloc", Holds: arch.VmallocArea}
	case v >= 0xffffea0000000000 && v < 0xffffeb0000000000, v >= 0xffd4000000000000 && v < 0xffd6000000000000:
		return arch.Region{Name: "struct page (vmemmap)"}
	case v >= 0xffffec0000000000 && v < 0xfffffc0000000000:
		return arch.Region{Name: "KASAN shadow"}
	}
	return arch.Region{Name: "kernel memory"}
}
