// Package loongarch is what LoongArch prints, of 64 bits.
package loongarch

import (
	"debug/elf"
	"encoding/binary"
	"strconv"
	"strings"

	"golang.org/x/arch/loong64/loong64asm"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Arch is 64-bit LoongArch, since 5.19
// (arch/loongarch/kernel/traps.c, arch/loongarch/mm/fault.c). The register
// block of 5.19 to 6.3 was modelled on that of mips, the newer one has names.
var Arch = &arch.Arch{
	Name: "loongarch", Bits: 64, Order: binary.LittleEndian,
	Moves:         true,
	FaultRegister: "BADV",
	Contexts:      contexts, Lines: lines,
	Machines: []elf.Machine{elf.EM_LOONGARCH}, Word: 4, Jumps: arch.Mnemonics([]string{"b", "j"}, "bitrev", "bytepick", "bstr", "break"),
	Calls:     arch.Mnemonics([]string{"bl", "jirl"}, "blt", "ble"),
	Rewritten: arch.Mnemonics([]string{"nop", "break"}),
	StackSize: 16 << 10,
	Evidence: arch.Evidence{
		Entries:  []string{"handle_vint", "do_vint", "handle_syscall", "handle_loongarch_irq", "handle_tlb_protect", "ret_from_kernel_thread_asm"},
		Folder:   "loongarch",
		Releases: []string{".loongarch64", "-loongarch64"},
		Digits:   16,
		Text:     []arch.Area{{From: 0x9000000000000000, To: 0x9000ffffffffffff, Name: "text"}},
		Other:    []arch.Area{{From: 0x8000000000000000, To: 0x8000ffffffffffff, Name: "I/O"}, {From: 0xffff800000000000, To: 0xffff8000ffffffff, Name: "modules, vmalloc"}},
	},
	Claims: claims,
	Heads:  arch.HeadsOf(own, []string{"CPU ", "pc ", "t8 ", "a0 ", "s1 ", "$", "Stack : ", "[<"}), Anywhere: []string{"[#"},
	Read:   read,
	Finish: finish,
	Region: func(_ *arch.Dump, v uint64) arch.Region { return arch.Within(layout, v) },
	Flow:   flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return calls }},
	Samples: []string{
		"CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, era == ffff800002138108, ra == ffff8000021381a0",
		"pc ffff800002138108 ra ffff8000021381a0 tp 9000000104a1c000 sp 9000000104a1fd10",
		"  ERA: ffff800002138108 pru0_comm_receive_msg+0x8/0x40 [shepherd]",
		" CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)",
		"ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)",
		"CSR crmd: 000000b0\tCSR prmd: 00000000\tCSR euen: 00000000\tCSR ecfg: 00071c1c\tCSR estat: 00010000",
	},
}

// names are the registers of the rows without colons. r21 is u0, the
// kernel's per-CPU pointer; s9 is also the frame pointer.
var names = []string{
	"pc", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "u0", "s9",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
}

// old are $0 to $31 of the rows before 6.4.
var old = [32]string{
	"zero", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "u0", "s9",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
}

func claims(text string) int {
	s := strings.TrimLeft(text, " ")
	if arch.Begins(s, own) {
		return 5
	}
	switch {
	case strings.HasPrefix(s, "CPU ") && strings.Contains(s, ", era == "),
		strings.HasPrefix(s, "pc ") && strings.Contains(s, " tp ") && strings.Contains(s, " sp "),
		strings.HasPrefix(s, "t8 ") && strings.Contains(s, " u0 "):
		return 5
	case strings.HasPrefix(s, "a0 ") && strings.Contains(s, " a1 "), strings.HasPrefix(s, "s1 ") && strings.Contains(s, " s2 "):
		return 4
	case strings.HasPrefix(s, "$ 0   :"):
		return 3
	case strings.HasSuffix(s, "]:") && strings.Contains(s, "[#"), strings.HasPrefix(s, "Stack : "):
		return 2
	case strings.HasPrefix(s, "[<9000"): // nobody else's kernel lies in such a window
		return 4
	case strings.HasPrefix(s, "[<ffff8000"): // modules, and arm64's kernel
		return 1
	}
	return 0
}

var own = []string{
	"ERA: ", "CRMD: ", "PRMD: ", "EUEN: ", "ECFG: ", "ESTAT: ", "BADV: ", "PRID: ", "era   : ", "CSR crmd: ",
	"ExcCode : ", "BadVA : 0000000", "PrId  : 0014c", "Kernel ade access[#", "Kernel ale access[#",
	"Bounds check error in kernel code[#", "do_lsx invoked from kernel context", "do_lasx invoked from kernel context",
	"Oops - BUG[#",
}

func read(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimSpace(l.Text)
	rows := arch.ScratchOf(d, arch.StackRows{})
	switch {
	case rows.GoesOn(d, s, l.N), rows.Begin(d, s, l.N):
		return true
	case strings.HasPrefix(s, "$"):
		return row(d, s, l.N)
	case control(d, s, l.N), arch.ReadRow(d, l, names):
		return true
	case strings.HasPrefix(s, "Code:"):
		return arch.ReadCode(d, l, "Code:")
	case fault(d, s, l.N):
		return true
	case strings.HasPrefix(s, "Process ") && strings.Contains(s, "threadinfo="):
		return true
	}
	before, n, after, ok := arch.DieNumber(s)
	if !ok || after != ":" || before == "" {
		return false
	}
	d.Died(before, n, l.N)
	return true
}

// fault reads the header, mips's with another name for the PC.
func fault(d *arch.Dump, s string, line int) bool {
	era, ok := arch.HexAfter(s, ", era == ")
	if !ok {
		return false
	}
	if v, ok := arch.HexAfter(s, " at virtual address "); ok {
		d.FaultAt(v, line)
	}
	if !d.PC.HasAddress {
		d.PC.Address, d.PC.HasAddress = era, true
	}
	return true
}

// row reads "$ 4   : 0000000000000000 …" of 5.19 to 6.3.
func row(d *arch.Dump, s string, line int) bool {
	label, rest, ok := strings.Cut(s[1:], ":")
	n, err := strconv.Atoi(strings.TrimSpace(label))
	if !ok || err != nil || n < 0 {
		return false
	}
	for ; n <= 31; n++ {
		v, digits, tail, ok := arch.TakeWord(d, rest)
		if !ok {
			break
		}
		d.SetRegister(old[n], v, digits, line)
		rest = tail
	}
	return true
}

var layout = []arch.Area{
	{From: 0x10000, To: 0x0000ffffffffffff, Name: "user", Holds: arch.UserMemory},
	{From: 0x8000000000000000, To: 0x8000ffffffffffff, Name: "device registers, uncached (DMW0)", Holds: arch.DeviceArea},
	{From: 0x9000000000000000, To: 0x9000ffffffffffff, Name: "linear map, or the kernel image (DMW1)", Holds: arch.LinearMap | arch.KernelImage},
	{From: 0xa000000000000000, To: 0xa000ffffffffffff, Name: "write-combined (DMW2)"},
	{From: 0xffff800000000000, To: 0xffff80001fffffff, Name: "module, or I/O ports", Holds: arch.ModuleArea | arch.DeviceArea},
	{From: 0xffff800020000000, To: 0xfffffffffffff000, Name: "vmalloc", Holds: arch.VmallocArea},
}

// code decodes the words of the Code line and computes what the
// trapping load or store accessed.
func code(d *arch.Dump) {
	d.FixedWords(binary.LittleEndian, text)
	in := d.Trapping()
	if in == nil || in.Text == "" || d.Fault.Access == "execute" {
		return
	}
	code, _, _ := arch.WordBytes(arch.ParseWords(in.Bytes), binary.LittleEndian)
	inst, err := arch.Disassembled(loong64asm.Decode, code)
	if err != nil {
		return
	}
	effective(d, in, inst)
}

func text(code []byte, pc uint64) string {
	if len(code) != 4 {
		return ""
	}
	inst, err := arch.Disassembled(loong64asm.Decode, code)
	if err != nil {
		return ""
	}
	text := strings.ReplaceAll(loong64asm.GNUSyntax(inst), "$", "")
	if pc == 0 {
		return text
	}
	for _, a := range inst.Args {
		if off, ok := a.(loong64asm.OffsetSimm); ok && inst.Op != loong64asm.JIRL {
			if i := strings.LastIndexByte(text, ' '); i >= 0 {
				text = text[:i+1] + arch.Hex(pc+uint64(int64(off.Imm)))
			}
		}
	}
	return text
}

// effective: "ld.d rd, rj, si12", "ldptr.w rd, rj, si14", "ldx.d rd,
// rj, rk", "amadd.d rd, rk, rj".
func effective(d *arch.Dump, in *arch.Insn, inst loong64asm.Inst) {
	op := strings.ToLower(inst.Op.String())
	var regs []string
	offset, immediate := int64(0), false
	for _, a := range inst.Args {
		switch a := a.(type) {
		case loong64asm.Reg:
			regs = append(regs, strings.TrimPrefix(a.String(), "$"))
		case loong64asm.Simm16:
			offset, immediate = int64(a.Imm), true
		case loong64asm.Simm32:
			offset, immediate = int64(a.Imm), true
		}
	}
	op = strings.TrimPrefix(op, "f") // fld.d, fst.d
	memory := arch.Begins(op, accesses)
	switch {
	case len(regs) == 0:
	case strings.HasPrefix(op, "am") && len(regs) == 3:
		d.SetEffective(in, base(regs[2]), 0)
	case !memory:
	case immediate && len(regs) >= 1:
		d.SetEffective(in, base(regs[len(regs)-1]), offset)
	case len(regs) == 3:
		if index, ok := d.Register(base(regs[2])); ok {
			d.SetEffective(in, base(regs[1]), int64(index))
		}
	}
}

// accesses are how the mnemonics of loads and stores begin.
var accesses = []string{"ld", "st", "ll", "sc"}

// base is the name the register rows use: fp is s9, r21 is u0.
func base(name string) string {
	switch name {
	case "zero":
		return ""
	case "fp":
		return "s9"
	case "r21":
		return "u0"
	}
	return name
}

// contexts are from arch/loongarch/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries: map[string]string{"handle_vint": arch.IRQ},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Registers: []string{"$ ", "ERA: ", "era ", "CRMD: ", "PRMD: ", "EUEN: ", "ECFG: ", "ESTAT: ", "BADV: ", "PRID: ", "CSR ", "ExcCode"},
	Stack:     []string{"Stack :"},
	// arch/loongarch/mm/fault.c: no_context(), kernel/traps.c: die(), __show_regs(), show_registers()
	FromPC: true,
	Printed: []string{
		"CPU ", "Oops[", "CPU: ", "Hardware name", "pc ", "a0 ", "a4 ", "t0 ", "t4 ", "t8 ", "s1 ", "s5 ", "ra: ", "ERA: ", "CRMD: ", "PRMD: ", "EUEN: ",
		"ECFG: ", "ESTAT: ", "BADV: ", "PRID: ", "Process ", "Stack :", "Call Trace:", arch.PrintedFrames, "Code: ", "---[ end trace",
	},
}
