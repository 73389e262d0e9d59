// Package mips is what MIPS prints, of 32 and 64 bits.
package mips

import (
	"debug/elf"
	"encoding/binary"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Arch is 32 and 64-bit MIPS (arch/mips/kernel/{traps,unaligned}.c,
// arch/mips/mm/fault.c). Register values and code words are printed as
// numbers; the byte order matters only for text in memory.
var Arch = &arch.Arch{
	Name: "mips", Bits: 32, Order: binary.LittleEndian,
	Moves:         true,
	FaultRegister: "BadVA",
	Contexts:      contexts, Lines: lines, Errno: errnos, ErrnoOwn: 35,
	Machines: []elf.Machine{elf.EM_MIPS}, Word: 4, Jumps: arch.Mnemonics([]string{"b", "j"}, "break", "bitswap"),
	Calls: arch.Mnemonics([]string{"jal", "jial", "bal"}), DelaySlots: true,
	Rewritten: arch.Mnemonics([]string{"nop", "lui", "break"}),
	StackSize: 16 << 10,
	Evidence: arch.Evidence{
		Entries:  []string{"handle_sys", "handle_sys64", "handle_ri_int", "handle_adel_int", "handle_tlbl", "handle_tlbm", "handle_tlbs", "r4k_wait", "r4k_wait_irqoff", "plat_irq_dispatch", "syscall_common", "stack_done", "except_vec_", "rollback_handle_int"},
		Folder:   "mips",
		Releases: []string{"-4kc-malta", "-5kc-malta", "-octeon", "-loongson-3", "-mips32r2el", "-mips64r2el"},
		Digits:   8,
		Text:     []arch.Area{{From: 0x80000000, To: 0x8fffffff, Name: "text"}},
		Other:    []arch.Area{{From: 0xc0000000, To: 0xdfffffff, Name: "modules"}},
	},
	Deliberate: deliberate,
	Claims:     claims,
	Heads:      arch.HeadsOf(own, []string{"CPU ", "$", "Stack : ", "[<"}),
	Anywhere:   []string{"[#", " bus error, epc == "},
	Read:       read,
	Finish:     finish,
	Region:     region,
	Flow:       flow.Machine{Effect: effect, Calls: convention},
	Samples: []string{
		"CPU 0 Unable to handle kernel paging request at virtual address 000001c1, epc == c00a9118, ra == c00aa03c",
		"Kernel bug detected[#1]:",
		"Trap instruction in kernel code[#1]:",
		"Hi    : 0a4e7a74ad0ce368",
		"epc   : ffffffffc0002114 sensor_parse_header+0x14/0x28 [benchcrash]",
		"ra    : ffffffffc0002fe4 sensor_read_frame.constprop.0+0x2c/0x40 [benchcrash]",
		"Status: 1000a4e3\tKX SX UX KERNEL EXL IE ",
		"Cause : 10800008 (ExcCode 02)",
		"PrId  : 00018900 (MIPS 5KE)",
	},
}

// state is where the reader is between lines.
type state struct {
	gpr   int  // the next register number while a row may go on, else -1
	code  bool // behind "Code:", whose words may come on lines of their own
	epoch bool // R3000: the three-level status register
	stack arch.StackRows
}

func stateOf(d *arch.Dump) *state { return arch.ScratchOf(d, state{gpr: -1}) }

func claims(text string) int {
	s := strings.TrimLeft(text, " ")
	if arch.Begins(s, own) {
		return 5
	}
	switch {
	case strings.HasPrefix(s, "CPU ") && strings.Contains(s, ", epc == "), strings.Contains(s, " bus error, epc == "):
		return 5
	case strings.HasPrefix(s, "$ 0   :"), strings.HasPrefix(s, "$ 4   :"), strings.HasPrefix(s, "$12   :"):
		return 4 // loongarch of 5.19 to 6.3 too
	case strings.HasSuffix(s, "]:") && strings.Contains(s, "[#"), strings.HasPrefix(s, "Stack : "):
		return 2 // loongarch too
	case strings.HasPrefix(text, "[<") && strings.Contains(s, ">] "): // not indented
		return 1
	}
	return 0
}

var own = []string{
	"epc   : ", "ra    : ", "Hi    : ", "Lo    : ", "Acx    : ", "Status: ", "Cause : ", "BadVA : ", "PrId  : ",
	"Kernel bug detected[#", "Trap instruction in kernel code[#", "Integer overflow[#",
	"do_cpu invoked from kernel context", "do_msa invoked from kernel context",
}

func read(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimSpace(l.Text)
	st := stateOf(d)
	if goesOn(d, st, s, l.N) {
		return true
	}
	st.gpr, st.code = -1, false
	switch {
	case st.stack.Begin(d, s, l.N):
		return true
	case strings.HasPrefix(s, "$"):
		return row(d, st, s, l.N)
	case strings.HasPrefix(s, "Code:"):
		st.code = d.CodeLine == 0 && !d.Repeat
		return arch.ReadCode(d, l, "Code:")
	case control(d, st, s, l.N), fault(d, s, l.N):
		return true
	}
	before, n, after, ok := arch.DieNumber(s)
	if !ok || after != ":" || before == "" {
		return false
	}
	d.Died(before, n, l.N)
	return true
}

// goesOn reads the lines that carry on what an earlier one began: the stack,
// and the values that 4.9 to 4.12 printed one a line for want of pr_cont.
func goesOn(d *arch.Dump, st *state, s string, line int) bool {
	switch {
	case st.stack.GoesOn(d, s, line):
		return true
	case st.gpr == 26 && s == "", st.gpr == 27 && s == "":
		st.gpr++ // k0 and k1 are printed as blanks
		return true
	case st.gpr >= 0 && arch.RegisterValue(s):
		values(d, st, s, line)
		return true
	case st.code && len(d.Words) < 9:
		words := arch.ParseWords(s)
		d.Words = append(d.Words, words...)
		return len(words) > 0
	}
	return false
}

// fault reads the headers:
//
//	CPU 0 Unable to handle kernel paging request at virtual address 000001c1, epc == c00a9118, ra == c00aa03c
//	Data bus error, epc == ffffffff80123456, ra == ffffffff80123440
func fault(d *arch.Dump, s string, line int) bool {
	epc, ok := arch.HexAfter(s, ", epc == ")
	if !ok {
		return false
	}
	if v, ok := arch.HexAfter(s, " at virtual address "); ok {
		d.FaultAt(v, line)
	} else if kind, _, ok := strings.Cut(s, ", epc"); ok && d.Fault.Detail == "" {
		d.Fault.Detail, d.Fault.Line = strings.ToLower(kind), line
	}
	if !d.PC.HasAddress {
		d.PC.Address, d.PC.HasAddress = epc, true
	}
	return true
}

func finish(d *arch.Dump) {
	d.CompletePlace(&d.PC, "epc")
	d.SP, _ = d.Register("sp")
	status(d, stateOf(d))
	cause(d)
	interrupted(d)
	code(d)
}

// interrupted finds the contexts. The frame behind the interrupt's entry is
// the interrupted instruction itself. Where the unwinder gave up before, $28
// still shows the thread whose stack this is not: handlers have one of their
// own. A stack that overflowed is still the thread's.
func interrupted(d *arch.Dump) {
	for i := range d.Chain {
		if contexts.Entries[d.Chain[i].Function] == arch.IRQ && d.Chain[i].HasOffset {
			if i+1 < len(d.Chain) {
				d.Chain[i+1].Exact = true
			}
			return
		}
	}
	gp, ok := d.Register("gp")
	if !ok || d.SP == 0 || d.UserMode || gp&0xfff != 0 || d.SP-gp < 64<<10 || gp-d.SP < 512<<10 {
		return
	}
	d.Context = arch.IRQ
	if len(d.Chain) > 0 {
		d.Chain[0].Context = arch.IRQ
	}
}

// region is fixed by the hardware: segments by the top bits.
func region(d *arch.Dump, v uint64) arch.Region {
	if d.Bits == 32 {
		return arch.Within(layout32, v)
	}
	return arch.Within(layout64, v)
}

var layout32 = []arch.Area{
	{From: 0x10000, To: 0x7fffffff, Name: "user", Holds: arch.UserMemory},
	{From: 0x80000000, To: 0x9fffffff, Name: "linear map (kseg0)", Holds: arch.LinearMap},
	{From: 0xa0000000, To: 0xbfffffff, Name: "uncached, device registers (kseg1)"},
	{From: 0xc0000000, To: 0xfffeffff, Name: "vmalloc, or a module (kseg2)", Holds: arch.VmallocArea | arch.ModuleArea},
}

var layout64 = []arch.Area{
	{From: 0x10000, To: 0x3fffffffffffffff, Name: "user", Holds: arch.UserMemory},
	{From: 0x8000000000000000, To: 0xbfffffffffffffff, Name: "linear map (xkphys)", Holds: arch.LinearMap},
	{From: 0xc000000000000000, To: 0xc000ffffffffffff, Name: "vmalloc", Holds: arch.VmallocArea}, // no CPU has more than 48 bits (SEGBITS)
	{From: 0xffffffff80000000, To: 0xffffffff9fffffff, Name: "kernel image (ckseg0)", Holds: arch.KernelImage},
	{From: 0xffffffffa0000000, To: 0xffffffffbfffffff, Name: "uncached, device registers (ckseg1)"},
	{From: 0xffffffffc0000000, To: 0xfffffffffffeffff, Name: "module (ckseg2)", Holds: arch.ModuleArea},
}

// name is a register's name in the ABI of the kernel's width: o32 has four
// argument registers, n64 eight.
func name(n, bits int) string {
	if bits == 64 && n >= 8 && n <= 15 {
		return [8]string{"a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3"}[n-8]
	}
	return o32[n&31]
}

var o32 = [32]string{
	"zero", "at", "v0", "v1", "a0", "a1", "a2", "a3",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7",
	"t8", "t9", "k0", "k1", "gp", "sp", "fp", "ra",
}

// row reads a row of general registers. $26 and $27 are left blank:
//
//	$ 8   : 0a64000000000000 9000000005eb3d62 0000000000000030 0000000000000001
//	$24   : 00000010 004206c0
func row(d *arch.Dump, st *state, s string, line int) bool {
	label, rest, ok := strings.Cut(s[1:], ":")
	n, err := strconv.Atoi(strings.TrimSpace(label))
	if !ok || err != nil || n < 0 || n > 31 {
		return false
	}
	st.gpr = n
	values(d, st, rest, line)
	return true
}

func values(d *arch.Dump, st *state, s string, line int) {
	for st.gpr <= 31 {
		v, digits, rest, ok := arch.TakeWord(d, s)
		if !ok {
			return
		}
		if digits == 16 && d.Bits == 0 {
			d.Bits = 64
		}
		d.SetRegister(name(st.gpr, d.Bits), v, digits, line)
		s = rest
		st.gpr++
	}
	st.gpr = -1
}

// contexts are from arch/mips/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries: map[string]string{"ret_from_irq": arch.IRQ, "rollback_handle_int": arch.IRQ, "handle_int": arch.IRQ, "except_vec_vi_end": arch.IRQ, "nmi_handler": arch.NMI},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Registers: []string{"$ ", "$1", "$2", "epc ", "ra ", "Status", "Cause", "BadVA", "PrId", "Hi ", "Lo ", "Acx"},
	Stack:     []string{"Stack :"},
	// arch/mips/mm/fault.c, kernel/traps.c: die(), __show_regs(), show_registers(); a WARN has the modules in front
	FromPC:   true,
	BareWarn: true, DieCode: true,
	Printed: []string{
		"CPU ", "Oops[", "CPU: ", "Hardware name", "$ 0 ", "$ 4 ", "$ 8 ", "$12 ", "$16 ", "$20 ", "$24 ", "$28 ", "Hi ", "Lo ", "epc ", "ra ",
		"Status", "Cause", "BadVA", "PrId", "Process ", "Stack :", "Call Trace:", arch.PrintedFrames, "Code: ", "---[ end trace",
	},
}
