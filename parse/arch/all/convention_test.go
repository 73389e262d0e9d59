package all

import (
	"encoding/binary"
	"fmt"
	"slices"
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

// An abi is a calling convention as its document has it, and how to write three
// instructions by which a report shows what is known of it.
type abi struct {
	a      *arch.Arch
	names  string // of the general registers by number, "-" where the kernel prints none or nothing is to be tried
	args   string
	result string
	saved  string
	stack  string // stack and frame pointer

	set  func(r int) string // register = 5
	load func(r int) string // any register = [register + 8]
	call string
	pop  string // the last of saved = [stack pointer + 8]
	top  string // the stack pointer in the report + 8

	report func(values, code string, size int) string // the trap stands so many bytes into the function
}

const five = 5

func word(w uint32) string { return fmt.Sprintf("%08x", w) }

// halves writes instructions of riscv as its kernel prints them.
func halves(w uint32) string { return fmt.Sprintf("%04x %04x", w&0xffff, w>>16) }

func bytesOf(b ...byte) string { return fmt.Sprintf("% x", b) }

// rows writes registers, the stack pointers with an address on a stack.
func (c *abi) rows(format string) string {
	var all []string
	for _, name := range strings.Fields(c.names) {
		if name != "-" {
			all = append(all, fmt.Sprintf(format, name, five))
		}
	}
	return strings.Join(all, "\n")
}

var conventions = map[string]*abi{
	"AAPCS32": {
		a: arm.Arch, names: "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 fp ip - - -",
		args: "r0 r1 r2 r3", result: "r0", saved: "r4 r5 r6 r7 r8 r9 r10 fp", stack: "sp",
		set: func(r int) string { return word(0xe3a00005 | uint32(r)<<12) }, load: func(r int) string { return word(0xe5900008 | uint32(r)<<16) },
		call: "eb000010",
		pop:  "e59db008", top: "0xd0985ea8",
		report: func(values, code string, size int) string {
			return fmt.Sprintf("Internal error: Oops: 5 [#1] SMP ARM\nPC is at f+%#x/0x100 [m]\npc : [<%08x>]    lr : [<bf000b0c>]    psr: 60010013\nsp : d0985ea0  ip : 00000005  fp : 00000005\n%s\nCode: %s",
				size, uint32(0xbf000100+int64(size)), values, code)
		},
	},
	"AAPCS64": {
		a: arm64.Arch, names: "x0 x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11 x12 x13 x14 x15 x16 x17 - x19 x20 x21 x22 x23 x24 x25 x26 x27 x28 x29 - -",
		args: "x0 x1 x2 x3 x4 x5 x6 x7", result: "x0", saved: "x19 x20 x21 x22 x23 x24 x25 x26 x27 x28 x29", stack: "sp",
		set: func(r int) string { return word(0xd28000a0 | uint32(r)) }, load: func(r int) string { return word(0xf9400400 | uint32(r)<<5) },
		call: "94000010",
		pop:  "f94007fd", top: "0xffff80000a1c3a28",
		report: func(values, code string, size int) string {
			return fmt.Sprintf("Internal error: Oops: 96000004 [#1] PREEMPT SMP\npc : f+%#x/0x100\nsp : ffff80000a1c3a20\n%s\nCode: %s", size, values, code)
		},
	},
	"System V AMD64": {
		a: x86.AMD64, names: "RAX RCX RDX RBX - RBP RSI RDI R08 R09 R10 R11 R12 R13 R14 R15",
		args: "RDI RSI RDX RCX R08 R09", result: "RAX", saved: "RBX RBP R12 R13 R14 R15", stack: "RSP",
		set: func(r int) string { return bytesOf(byte(0x48|r>>3), 0xc7, byte(0xc0|r&7), 5, 0, 0, 0) },
		load: func(r int) string {
			if r == 12 { // needs a second byte for the base
				return "49 8b 44 24 08"
			}
			return bytesOf(byte(0x48|r>>3), 0x8b, byte(0x40|r&7), 8)
		},
		call: "e8 10 00 00 00",
		pop:  "4c 8b 7c 24 08", top: "0xffffc90000a3fd48",
		report: func(values, code string, size int) string {
			return fmt.Sprintf("BUG: kernel NULL pointer dereference, address: 000000000000000d\nOops: 0000 [#1] SMP\nRIP: 0010:f+%#x/0x100 [m]\nRSP: 0018:ffffc90000a3fd40 EFLAGS: 00010202\n%s\nCode: %s",
				size, values, code)
		},
	},
	"i386 with -mregparm=3": {
		a: x86.I386, names: "EAX ECX EDX EBX - EBP ESI EDI",
		args: "EAX EDX ECX", result: "EAX", saved: "EBX EBP ESI EDI", stack: "ESP",
		set: func(r int) string { return bytesOf(byte(0xb8|r), 5, 0, 0, 0) }, load: func(r int) string { return bytesOf(0x8b, byte(0x40|r), 8) },
		call: "e8 10 00 00 00",
		pop:  "8b 7c 24 08", top: "0xc1ccfd84",
		report: func(values, code string, size int) string {
			return fmt.Sprintf("BUG: kernel NULL pointer dereference, address: 0000000d\nOops: 0000 [#1] SMP\nEIP: f+%#x/0x100 [m]\n%s\nESP: c1ccfd7c\nCode: %s", size, values, code)
		},
	},
	"RISC-V psABI": {
		a: riscv.Arch, names: "- - - gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6",
		args: "a0 a1 a2 a3 a4 a5 a6 a7", result: "a0", saved: "gp tp s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11", stack: "sp",
		set: func(r int) string { return halves(0x00500013 | uint32(r)<<7) }, load: func(r int) string { return halves(0x00803503 | uint32(r)<<15) },
		call: halves(0x010000ef),
		pop:  halves(0x00813d83), top: "0xff200000002aba28",
		report: func(values, code string, size int) string {
			return fmt.Sprintf("Unable to handle kernel NULL pointer dereference at virtual address 000000000000000d\nOops [#1]\nepc : f+%#x/0x100 [m]\nepc : %016x ra : ffffffff01e6ba7e sp : ff200000002aba20\n%s\nCode: %s",
				size, 0xffffffff01e6b100+uint64(size), values, code)
		},
	},
	"Power ELFv2": {
		a: powerpc.Arch, names: "- - r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 r13 r14 r15 r16 r17 r18 r19 r20 r21 r22 r23 r24 r25 r26 r27 r28 r29 r30 r31",
		args: "r3 r4 r5 r6 r7 r8 r9 r10", result: "r3",
		saved: "r2 r13 r14 r15 r16 r17 r18 r19 r20 r21 r22 r23 r24 r25 r26 r27 r28 r29 r30 r31", stack: "r1",
		set: func(r int) string { return word(0x38000005 | uint32(r)<<21) }, load: func(r int) string { return word(0xe8600008 | uint32(r)<<16) },
		call: "48000041",
		pop:  "ebe10008", top: "0xc00000000490b878",
		report: func(_, code string, size int) string {
			s := fmt.Sprintf("BUG: Kernel NULL pointer dereference on read at 0x0000000d\nOops: Kernel access of bad area, sig: 11 [#1]\nNIP:  %016x LR: c0080000003111f8 CTR: c0080000003111b0\n",
				0xc008000000311100+uint64(size))
			for r := 0; r < 32; r += 4 {
				s += fmt.Sprintf("GPR%02d:", r)
				for i := range 4 {
					v := uint64(five)
					if r+i == 1 {
						v = 0xc00000000490b870
					}
					s += fmt.Sprintf(" %016x", v)
				}
				s += "\n"
			}
			return s + fmt.Sprintf("NIP [%016x] f+%#x/0x100 [m]\nInstruction dump:\n%s", 0xc008000000311100+uint64(size), size, code)
		},
	},
	"MIPS n64": {
		a: mips.Arch, names: "- at v0 v1 a0 a1 a2 a3 a4 a5 a6 a7 t0 t1 t2 t3 s0 s1 s2 s3 s4 s5 s6 s7 t8 t9 - - gp - fp -",
		args: "a0 a1 a2 a3 a4 a5 a6 a7", result: "v0", saved: "s0 s1 s2 s3 s4 s5 s6 s7 gp fp", stack: "sp",
		set: func(r int) string { return word(0x24000005 | uint32(r)<<16) }, load: func(r int) string { return word(0xdc020008 | uint32(r)<<21) },
		call: "0c000010 00000000",
		pop:  "dfbe0008", top: "0x980000000490b878",
		report: func(_, code string, size int) string {
			s := "CPU 0 Unable to handle kernel paging request at virtual address 000000000000000d, epc == ffffffffc0002144, ra == ffffffffc000218c\nOops[#1]:\n"
			for r := 0; r < 32; r += 4 {
				s += fmt.Sprintf("$%2d   :", r)
				for i := range 4 {
					v := uint64(five)
					if r+i == 29 {
						v = 0x980000000490b870
					}
					if r+i == 26 || r+i == 27 { // k0 and k1
						s += strings.Repeat(" ", 17)
						continue
					}
					s += fmt.Sprintf(" %016x", v)
				}
				s += "\n"
			}
			return s + fmt.Sprintf("epc   : %016x f+%#x/0x100 [m]\nCause : 10800008 (ExcCode 02)\nCode: %s", 0xffffffffc0002100+uint64(size), size, code)
		},
	},
	"LoongArch LP64": {
		a: loongarch.Arch, names: "- - tp - a0 a1 a2 a3 a4 a5 a6 a7 t0 t1 t2 t3 t4 t5 t6 t7 t8 u0 s9 s0 s1 s2 s3 s4 s5 s6 s7 s8",
		args: "a0 a1 a2 a3 a4 a5 a6 a7", result: "a0", saved: "tp u0 s9 s0 s1 s2 s3 s4 s5 s6 s7 s8", stack: "sp",
		set: func(r int) string { return word(0x02c01400 | uint32(r)) }, load: func(r int) string { return word(0x28c02004 | uint32(r)<<5) },
		call: "54004000",
		pop:  "28c0207f", top: "0x9000000100a4fc98",
		report: func(values, code string, size int) string {
			return fmt.Sprintf("CPU 0 Unable to handle kernel paging request at virtual address 000000000000000d, era == ffff800002138108, ra == ffff8000021381a0\nOops[#1]:\n"+
				"pc %016x ra ffff8000021381a0 sp 9000000100a4fc90\n%s\n   ERA: %016x f+%#x/0x100 [m]\nCode: %s", 0xffff800002138100+uint64(size), values, 0xffff800002138100+uint64(size), size, code)
		},
	},
	"s390x ELF": {
		a: s390.Arch, names: "- - r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 r13 r14 -",
		args: "r2 r3 r4 r5 r6", result: "r2", saved: "r6 r7 r8 r9 r10 r11 r12 r13", stack: "r15",
		set: func(r int) string { return fmt.Sprintf("a7%x90005		lghi	%%r%d,5", r, r) }, load: func(r int) string { return fmt.Sprintf("e310%x0080004	lg	%%r1,8(%%r%d)", r, r) },
		call: "c0e500000010	brasl	%r14,000003ff7fd24f80",
		pop:  "e3d0f0080004	lg	%r13,8(%r15)", top: "0x3800490b878",
		report: func(_, code string, size int) string {
			const at = int64(0x3ff7fd24f00)
			s := fmt.Sprintf("Oops: 0038 ilc:3 [#1] SMP\nKrnl PSW : 0704d00180000000 %016x (f+%#x/0x100 [m])\nKrnl GPRS:", at+int64(size), size)
			for r := range 16 {
				v := uint64(five)
				if r == 15 {
					v = 0x3800490b870
				}
				if s += fmt.Sprintf(" %016x", v); r%4 == 3 && r < 15 {
					s += "\n          "
				}
			}
			pc := 0
			for i, line := range strings.Split(code, "\n") {
				mark := " "
				if strings.HasPrefix(line, "<") {
					line, mark = strings.Trim(line, "<>"), ">"
				}
				label := "Krnl Code:"
				if i > 0 {
					label = strings.Repeat(" ", 10)
				}
				s += fmt.Sprintf("\n%s%s%016x: %s", label, mark, at+int64(pc), line)
				hex, _, _ := strings.Cut(line, "\t")
				pc += len(hex) / 2
			}
			return s
		},
	},
}

// code joins instructions and marks the last one as that which trapped. It returns
// where that stands from the first byte on.
func (c *abi) code(insns ...string) (text string, size int) {
	last := len(insns) - 1
	for _, in := range insns[:last] {
		hex, _, _ := strings.Cut(in, "\t")
		size += len(strings.ReplaceAll(hex, " ", "")) / 2
	}
	open, end, between := "(", ")", " "
	switch c.a.Name {
	case "x86_64", "i386", "mips", "powerpc":
		open, end = "<", ">"
	case "s390":
		insns[last] = "<" + insns[last] + ">"
		return strings.Join(insns, "\n"), size
	}
	first, rest, more := strings.Cut(insns[last], " ")
	insns[last] = open + first + end
	if more {
		insns[last] += " " + rest
	}
	return strings.Join(insns, between), size
}

// dump reads a report that died at the last of these instructions.
func (c *abi) dump(insns ...string) *arch.Dump {
	code, size := c.code(insns...)
	format := "%s: %016x"
	switch {
	case c.a == arm.Arch:
		format = "%-3s: %08x"
	case c.a.Bits == 32:
		format = "%s: %08x"
	case c.a == arm64.Arch || c.a == riscv.Arch:
		format = "%-3s: %016x"
	case c.a == loongarch.Arch:
		format = "%s %016x"
	}
	values := c.rows(format)
	if c.a == riscv.Arch {
		values = " " + strings.ReplaceAll(values, "\n", "\n ")
	}
	return dumpOf(c.a, c.report(values, code, size))
}

// TestArguments: at the first instruction of a function the registers that the
// document passes arguments in are its arguments, and no other is.
func TestArguments(t *testing.T) {
	ordinals := []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"}
	for name, c := range conventions {
		for r, register := range strings.Fields(c.names) {
			if register == "-" {
				continue
			}
			want := ""
			if i := slices.Index(strings.Fields(c.args), register); i >= 0 {
				want = register + " is the " + ordinals[i] + " argument, as the caller passed it"
			}
			d := c.dump(c.load(r))
			if len(d.Operands) == 0 {
				t.Errorf("%s: no operands at %+v", name, d.Code)
				break
			}
			if got := originText(d); got != want {
				t.Errorf("%s, %s: %q, want %q", name, register, got, want)
			}
		}
	}
}

// TestCallsKeepRegisters: over a call those registers keep their value that the
// document says a function preserves, one has its result, and nothing is known of
// the others.
func TestCallsKeepRegisters(t *testing.T) {
	for name, c := range conventions {
		for r, register := range strings.Fields(c.names) {
			if register == "-" {
				continue
			}
			d := c.dump(c.set(r), c.call, c.load(r))
			got := originText(d)
			switch {
			case slices.Contains(strings.Fields(c.saved), register):
				if want := register + " is the constant 0x5"; got != want {
					t.Errorf("%s, %s over a call: %q, want %q", name, register, got, want)
				}
			case register == c.result:
				if want := register + " is what the call before returned"; !strings.HasPrefix(got, want) {
					t.Errorf("%s, %s behind a call: %q, want %q", name, register, got, want)
				}
			case got != "":
				t.Errorf("%s, %s behind a call: %q, but a call may change it", name, register, got)
			}
			if d := c.dump(c.set(r), c.load(r)); originText(d) != register+" is the constant 0x5" {
				t.Errorf("%s, %s without a call: %q", name, register, originText(d))
			}
		}
	}
}

// TestCallsKeepTheStack: the stack pointer is the same after a call, so that what
// was loaded from the stack before is known to lie there.
func TestCallsKeepTheStack(t *testing.T) {
	for name, c := range conventions {
		saved := strings.Fields(c.saved)
		last := saved[len(saved)-1]
		r := slices.Index(strings.Fields(c.names), last)
		want := fmt.Sprintf("%s was loaded from the stack, [%s + 0x8] = %s", last, c.stack, c.top)
		for _, code := range [][]string{{c.pop, c.load(r)}, {c.pop, c.call, c.load(r)}} {
			if got := originText(c.dump(code...)); got != want {
				t.Errorf("%s: %q behind %q, want %q", name, got, code, want)
			}
		}
	}
}

// TestByteOrderOfRegisters: words of text in a register are read as they lie in
// memory.
func TestByteOrderOfRegisters(t *testing.T) {
	for _, a := range List {
		text := [8]byte{'s', 'h', 'e', 'p', 'h', 'e', 'r', 'd'}
		v, want := uint64(a.Order.Uint32(text[:])), `text "shep"`
		if a.Bits == 64 {
			v, want = a.Order.Uint64(text[:]), `text "shepherd"`
		}
		if got := arch.Describe(&arch.Dump{Bits: a.Bits}, a, v); got != want {
			t.Errorf("%s (%v): %q", a.Name, a.Order == binary.ByteOrder(binary.BigEndian), got)
		}
	}
}
