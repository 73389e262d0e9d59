// Package riscv is what RISC-V prints, of 32 and 64 bits.
package riscv

import (
	"debug/elf"
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Arch is RISC-V, 32 and 64 bits (arch/riscv/kernel/{traps,process}.c,
// arch/riscv/mm/fault.c). An oops has no "Call Trace:" heading: its frames
// follow the status row.
var Arch = &arch.Arch{
	Name:          "riscv",
	Moves:         true,
	FaultRegister: "badaddr",
	Contexts:      contexts, Lines: lines,
	Machines: []elf.Machine{elf.EM_RISCV}, Word: 2, Jumps: arch.Mnemonics([]string{"b", "j", "call"}, "bs"),
	Calls:       arch.Mnemonics([]string{"jal", "call"}),
	Rewritten:   arch.Mnemonics([]string{"nop", "ebreak"}),
	Bits:        64,
	PoisonDelta: 0xdead000000000000, StoreFaults: true,
	KASANShadow: []uint64{0xdfffffff00000000},
	StackSize:   16 << 10,
	Order:       binary.LittleEndian,
	Evidence: arch.Evidence{
		Entries:  []string{"__riscv_sys_", "do_trap_ecall_u", "do_trap_unknown", "do_trap_break", "do_trap_insn_", "handle_riscv_irq", "riscv_intc_irq"},
		Folder:   "riscv",
		Releases: []string{".riscv64", "-riscv64"},
		Digits:   16,
		Text:     []arch.Area{{From: 0xffffffe000000000, To: 0xffffffe0ffffffff, Name: "text"}, {From: 0xffffffff80000000, To: 0xffffffff82ffffff, Name: "text"}},
		Other: []arch.Area{
			{From: 0xffffffc000000000, To: 0xffffffdfffffffff, Name: "vmalloc, linear map"}, {From: 0xffffffe100000000, To: 0xffffffff7fffffff, Name: "linear map, modules"},
			{From: 0xffff8f8000000000, To: 0xfffffeffffffffff, Name: "vmalloc, linear map"}, {From: 0xff1bfffffee00000, To: 0xff9fffffffffffff, Name: "vmalloc, linear map"},
		},
	},
	Deliberate: arch.Traps("ebreak", "c.ebreak", "unimp", "c.unimp"),
	Claims:     claims,
	Heads:      arch.HeadsOf([]string{"epc", "EPC", "gp ", "sepc", "status", "Current ", "Oops", "Insufficient ", "Kernel BUG "}),
	Anywhere:   []string{"without uaccess routines"},
	Read:       read,
	Finish:     finish,
	Region:     region,
	Flow:       flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return calls }},
	Samples: []string{
		"epc : sensor_parse_header+0xe/0x1a [benchcrash]",
		"epc : ffffffff01e6b10e ra : ffffffff01e6ba7e sp : ff200000002aba20",
		" gp : ffffffff81db6718 tp : ff60000002e38000 t0 : 0000000000000064",
		"status: 0000000200000120 badaddr: 00000000000001c1 cause: 000000000000000d",
		"sstatus: 0000000200000120 sbadaddr: 0000000000000000 scause: 000000000000000d",
		"Unable to handle kernel access to user memory without uaccess routines at virtual address 00000000000001c1",
		"Oops - illegal instruction [#1]",
	},
}

// names are the registers of __show_regs, with the names of 5.4 and before.
var names = []string{
	"epc", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1",
	"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
	"t3", "t4", "t5", "t6", "ssp", "orig_a0",
	"status", "badaddr", "cause", "sepc", "sstatus", "sbadaddr", "scause",
}

func claims(text string) int {
	s := strings.TrimLeft(text, " ")
	switch {
	case strings.HasPrefix(s, "epc : "), strings.HasPrefix(s, "gp : ") && strings.Contains(s, " tp : "),
		strings.HasPrefix(s, "sepc: "), strings.HasPrefix(s, "epc: "),
		strings.HasPrefix(s, "status: ") && strings.Contains(s, " badaddr: "),
		strings.HasPrefix(s, "sstatus: "),
		strings.Contains(s, "without uaccess routines at virtual address"):
		return 5
	case strings.HasPrefix(s, "Current ") && strings.Contains(s, " pgtable: "):
		return 5
	case strings.HasPrefix(s, "EPC: ") && strings.Contains(s, " RA: "):
		return 5
	case strings.HasPrefix(s, "Oops - ") && strings.HasSuffix(s, "]"):
		return claimsDie(s)
	case s == "Insufficient stack space to handle exception!":
		return 2 // arm64 prints it too
	case strings.HasPrefix(s, "Oops [#") || strings.HasPrefix(s, "Kernel BUG [#"):
		return 2 // csky too
	}
	return 0
}

// claimsDie knows the names that only traps.c of riscv has behind "Oops - ".
func claimsDie(s string) int {
	for _, cause := range dieNames {
		if strings.HasPrefix(s[len("Oops - "):], cause) {
			return 5
		}
	}
	return 2
}

var dieNames = []string{
	"illegal instruction", "load access fault", "load address misaligned",
	"store (or AMO) a", "instruction access fault", "instruction address misaligned",
	"environment call from ",
}

func read(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimLeft(l.Text, " ")
	if loader(d, s, l.N) {
		return true
	}
	switch {
	case fault(d, s, l.N), symbol(d, s, l.N), arch.ReadRow(d, l, names):
		return true
	case arch.ReadCode(d, l, "Code:"):
		return true
	case note(d, s, l.N):
		return true
	}
	// "Oops [#1]", "Kernel BUG [#1]": the text has no keyword of its own.
	before, n, after, ok := arch.DieNumber(s)
	if !ok || after != "" || before == "" || strings.Contains(before, ": ") {
		return false
	}
	d.Died(before, n, l.N)
	return true
}

// loader reads what U-Boot prints of a trap (arch/riscv/lib/interrupts.c):
//
//	EPC: 00000000bff7a9c2 RA: 00000000bff7a9b8 TVAL: 0000000000000000
//	EPC: 00000000802109c2 RA: 00000000802109b8 reloc adjusted
func loader(d *arch.Dump, s string, line int) bool {
	if !strings.HasPrefix(s, "EPC: ") {
		return false
	}
	pc, _ := arch.HexAfter(s, "EPC: ")
	if strings.HasSuffix(s, "reloc adjusted") {
		d.LinkedAt(pc, line)
		return true
	}
	d.PlaceAt(pc, line)
	if v, ok := arch.HexAfter(s, " TVAL: "); ok {
		d.FaultAt(v, line)
	}
	return true
}

// fault reads the header:
//
//	Unable to handle kernel paging request at virtual address 000000000019c390
//	sh[123]: unhandled signal 11 code 0x1 at 0x0000000000000000 in sh[10000+9e000]
func fault(d *arch.Dump, s string, line int) bool {
	if strings.Contains(s, "]: unhandled signal ") {
		d.UserMode = true
		if v, ok := arch.HexAfter(s, " at "); ok {
			d.FaultAt(v, line)
		}
		return true
	}
	if !strings.HasPrefix(s, "Unable to handle ") {
		return false
	}
	v, ok := arch.HexAfter(s, "at virtual address ")
	if ok {
		d.FaultAt(v, line)
	}
	return ok
}

// symbol reads the places that show_regs prints in kernel mode since
// 5.11: "epc : sym+0xe/0x1a [mod]" and " ra : sym+0x18/0x22 [mod]". The same
// labels stand before plain numbers in the row that follows.
func symbol(d *arch.Dump, s string, line int) bool {
	label, rest, ok := strings.Cut(s, " : ")
	if !ok || label != "epc" && label != "ra" {
		return false
	}
	sym, _, ok := arch.ParseSymbol(rest)
	if !ok {
		return false
	}
	if label == "epc" && d.PCLine == 0 {
		d.PC, d.PCLine = sym, line
	}
	if label == "ra" && d.LRLine == 0 {
		d.LR, d.LRLine = sym, line
	}
	return true
}

// note keeps the stack ranges of an overflow and the page table walk that
// 6.14 prints ("Current insmod pgtable: 4K pagesize, 48-bit VAs, pgdp=0x…" and
// "[0000000000000000] pgd=…, p4d=…").
func note(d *arch.Dump, s string, line int) bool {
	switch {
	case s == "Insufficient stack space to handle exception!":
		d.Note("stack", "overflowed: the trap handler found no room to save the registers", line)
	case strings.HasPrefix(s, "Task stack:"), strings.HasPrefix(s, "Overflow stack:"):
		name, value, _ := strings.Cut(s, ":")
		d.Note(strings.ToLower(name), strings.TrimSpace(value), line)
	case strings.HasPrefix(s, "Current ") && strings.Contains(s, " pgtable: "):
		d.Note("page table", s[strings.Index(s, "pgtable: ")+len("pgtable: "):], line)
	case strings.HasPrefix(s, "[") && strings.Contains(s, "] pgd="):
		d.Note(arch.PageTableWalk, s, line)
	default:
		return false
	}
	return true
}

func finish(d *arch.Dump) {
	for _, name := range []string{"epc", "sepc"} {
		d.CompletePlace(&d.PC, name)
	}
	d.CompletePlace(&d.LR, "ra")
	d.SP, _ = d.Register("sp")
	cause(d)
	walk(d)
	status(d)
	code(d)
}

// eitherRegister returns a control register under its new or its old name.
func eitherRegister(d *arch.Dump, name string) (uint64, bool) {
	if v, ok := d.Register(name); ok {
		return v, true
	}
	return d.Register("s" + name)
}

// region is the layout of Documentation/arch/riscv/vm-layout.rst. The
// kernel image and the modules lie at the same place for sv39, sv48 and sv57
// since 5.13; before that the image lay in the direct map.
func region(d *arch.Dump, v uint64) arch.Region {
	if d.Bits == 32 {
		return riscv32Region(v)
	}
	return arch.Within(layout, v)
}

func riscv32Region(v uint64) arch.Region {
	switch {
	case v < 0x10000:
		return arch.Region{}
	case v < 0x9c000000:
		return arch.Region{Name: "user", Holds: arch.UserMemory}
	case v >= 0xc0000000 && v <= 0xffffffff:
		return arch.Region{Name: "linear map", Holds: arch.LinearMap}
	}
	return arch.Region{Name: "kernel"}
}

var layout = []arch.Area{
	{From: 0x10000, To: 0x003fffffffff, Name: "user", Holds: arch.UserMemory},
	{From: 0x004000000000, To: 0x00ffffffffffffff, Name: "user", Holds: arch.UserMemory}, // sv48, sv57
	{From: 0xff1c000000000000, To: 0xff1fffffffffffff, Name: "struct page"},
	{From: 0xff20000000000000, To: 0xff5fffffffffffff, Name: "vmalloc", Holds: arch.VmallocArea},
	{From: 0xff60000000000000, To: 0xffdeffffffffffff, Name: "linear map", Holds: arch.LinearMap},
	{From: 0xffff8d8000000000, To: 0xffff8f7fffffffff, Name: "struct page"},
	{From: 0xffff8f8000000000, To: 0xffffaf7fffffffff, Name: "vmalloc", Holds: arch.VmallocArea},
	{From: 0xffffaf8000000000, To: 0xffffef7fffffffff, Name: "linear map", Holds: arch.LinearMap},
	{From: 0xffffffc500000000, To: 0xffffffc5ffffffff, Name: "struct page"},
	{From: 0xffffffc600000000, To: 0xffffffd5ffffffff, Name: "vmalloc", Holds: arch.VmallocArea},
	{From: 0xffffffd600000000, To: 0xfffffff5ffffffff, Name: "linear map", Holds: arch.LinearMap},
	{From: 0xffffffff00000000, To: 0xffffffff7fffffff, Name: "module", Holds: arch.ModuleArea},
	{From: 0xffffffff80000000, To: 0xfffffffffffff000, Name: "kernel image", Holds: arch.KernelImage},
}

// contexts are from arch/riscv/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Handlers: map[string]string{"handle_riscv_irq": arch.IRQ, "riscv_intc_irq": arch.IRQ, "do_irq": arch.IRQ},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Status:    []string{"status:"},
	Registers: []string{"epc ", "epc:", "ra ", "status: ", "sstatus: "},
	// arch/riscv/mm/fault.c: die_kernel_fault(), kernel/traps.c: die(), kernel/process.c: __show_regs()
	FromPC:     true,
	NoWarnCode: true,
	Printed: []string{
		"Unable to handle ", "Oops ", "Modules linked in:", "CPU: ", "Hardware name: ", "epc : ", "gp : ", "t1 : ", "s1 : ", "a2 : ", "a5 : ",
		"s2 : ", "s5 : ", "s8 : ", "s11: ", "t5 : ", "status: ", arch.PrintedFrames, "Code: ", "---[ end trace",
	},
}
