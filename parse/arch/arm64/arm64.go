// Package arm64 is what arm64 prints.
package arm64

import (
	"debug/elf"
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Arch is arch/arm64/kernel/{traps,process,stacktrace}.c and mm/fault.c.
var Arch = &arch.Arch{
	Name: "arm64", Bits: 64, Order: binary.LittleEndian, StackSize: 16384,
	Moves:    true,
	Contexts: contexts, Lines: lines, ClaimsFrames: true,
	Machines: []elf.Machine{elf.EM_AARCH64}, Word: 4, Jumps: arch.Mnemonics([]string{"b", "cb", "tb"}, "bic", "bf", "brk", "bti"),
	Calls:       arch.Mnemonics([]string{"bl"}),
	Rewritten:   arch.Mnemonics([]string{"nop", "hint", "bti", "pac", "aut", "ret", "brk"}),
	PoisonDelta: 0xdead000000000000,
	// arch/arm64/Kconfig, for 48, 47, 42, 39 and 36 bits of addresses; the first row up to 5.10
	KASANShadow: []uint64{
		0xdfffa00000000000, 0xdfffd00000000000, 0xdffffe8000000000, 0xdfffffd000000000, 0xdffffffa00000000,
		0xdfff800000000000, 0xdfffc00000000000, 0xdffffe0000000000, 0xdfffffc000000000, 0xdffffff800000000, 0xefff800000000000,
	},
	Evidence: arch.Evidence{
		Entries:  []string{"el0_", "el1_", "el0t_", "el1t_", "el1h_", "__arm64_sys_", "do_el0_", "invoke_syscall", "do_mem_abort"},
		Modules:  []string{"aes_ce_blk", "aes_ce_cipher", "ghash_ce", "sha2_ce", "sha1_ce", "crct10dif_ce", "sha256_arm64", "sha512_arm64"},
		Folder:   "arm64",
		Releases: []string{".aarch64", "-arm64"},
		Digits:   16,
		Text: []arch.Area{
			{From: 0xffff000000000000, To: 0xffff0000ffffffff, Name: "text"}, {From: 0xffff800000000000, To: 0xffff87ffffffffff, Name: "text"},
			{From: 0xffffffc000000000, To: 0xffffffdfffffffff, Name: "text"}, {From: 0xffffff8000000000, To: 0xffffff80ffffffff, Name: "text"},
		},
		Other: []arch.Area{
			{From: 0xffff000100000000, To: 0xffff7fffffffffff, Name: "linear map"}, {From: 0xffffa00000000000, To: 0xffffdfffffffffff, Name: "image with KASLR"},
			{From: 0xffffff8100000000, To: 0xffffffbfffffffff, Name: "linear map"}, {From: 0xffffffe000000000, To: 0xfffffffeffffffff, Name: "fixmap"},
		},
	},
	Deliberate: arch.Traps("brk #0x1", "brk #0x3e8"),
	Claims:     claims,
	Read:       read,
	Finish:     finish,
	Disagree:   disagree,
	Region:     region,
	BugCounts:  "Oops - BUG", // debug_exception_enter() of arch/arm64/mm/fault.c, 5.3 to 6.16
	Flow:       flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return calls }},
	Samples: []string{
		"Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c1",
		"Mem abort info:",
		"  ESR = 0x0000000096000006",
		"  EC = 0x25: DABT (current EL), IL = 32 bits",
		"  CM = 0, WnR = 0",
		"user pgtable: 4k pages, 48-bit VAs, pgdp=00000000430a2000",
		"Internal error: Oops: 0000000096000006 [#1] SMP",
		"Internal error: Oops: 96000005 [#1] PREEMPT SMP",
		"pstate: 000000c5 (nzcv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)",
		"pc : pru0_comm_receive_msg+0x8/0x40 [shepherd]",
		"pc : [<ffff000008081234>] lr : [<ffff000008085678>] pstate: 60000145",
		"sp : ffff800008003e40",
		"x29: ffff800008003e40 x28: ffff60ad5feb14c0 x27: ffff60ad5feb1480",
		" el0t_64_sync+0x18c/0x190",
	},
}

var names = []string{
	"x29", "x28", "x27", "x26", "x25", "x24", "x23", "x22", "x21", "x20", "x19", "x18", "x17", "x16", "x15",
	"x14", "x13", "x12", "x11", "x10", "x9", "x8", "x7", "x6", "x5", "x4", "x3", "x2", "x1", "x0",
	"sp", "pstate", "pmr_save", "pmr", "pc", "lr",
}

// state is what the reader keeps between lines.
type state struct {
	memory arch.MemoryBlock
	esr    uint64
	hasESR bool
	line   int // of the ESR
}

func scratch(d *arch.Dump) *state { return arch.ScratchOf(d, state{}) }

func read(d *arch.Dump, l arch.Line) bool {
	t := l.Text
	if t == "" {
		return false
	}
	s := scratch(d)
	if s.memory.Row(d, l) {
		return true
	}
	if d.Bits == 0 {
		d.Bits = 64
	}
	if readFirmware(d, s, l) {
		return true
	}
	switch t[0] {
	case ' ':
		return readAbort(d, s, l)
	case 'p', 'l', 'P', 'L':
		return readPlace(d, l)
	case 'x', 's':
		return readRow(d, l)
	}
	return readHeader(d, s, l)
}

func readRow(d *arch.Dump, l arch.Line) bool {
	if strings.HasPrefix(l.Text, "swapper pgtable: ") {
		d.Note("page table", l.Text, l.N)
		return true
	}
	if !arch.ReadRow(d, l, names) {
		return false
	}
	if sp, ok := d.Register("sp"); ok {
		d.SP = sp
	}
	return true
}

// readPlace reads the program counter and what stands beside it. The
// forms of 4.14 and later, of 4.12 and before, and of user space:
//
//	pc : pru0_comm_receive_msg+0x8/0x40 [shepherd]
//	pc : [<ffff000008081234>] lr : [<ffff000008085678>] pstate: 60000145
//	pc : 0000000000431a50
func readPlace(d *arch.Dump, l arch.Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "pc : [<"):
		if !arch.ReadRow(d, l, names) {
			return false
		}
		d.CompletePlace(&d.PC, "pc")
		d.CompletePlace(&d.LR, "lr")
	case strings.HasPrefix(t, "pc : "):
		symbol(&d.PC, &d.PCLine, t[len("pc : "):], l.N)
	case strings.HasPrefix(t, "lr : "):
		symbol(&d.LR, &d.LRLine, t[len("lr : "):], l.N)
	case strings.HasPrefix(t, "PC is at "):
		arch.ReadPlace(&d.PC, &d.PCLine, t[len("PC is at "):], l.N)
	case strings.HasPrefix(t, "LR is at "):
		arch.ReadPlace(&d.LR, &d.LRLine, t[len("LR is at "):], l.N)
	case strings.HasPrefix(t, "Process ") && strings.Contains(t, "stack limit = "):
	default:
		return arch.ReadRow(d, l, names)
	}
	return true
}

// symbol reads a symbol or the bare number that is printed for user space.
func symbol(sym *arch.Symbol, line *int, text string, n int) {
	if *line != 0 {
		return
	}
	if v, digits := arch.HexPrefix(text); digits == 16 && strings.TrimSpace(text[digits:]) == "" {
		*sym, *line = arch.Symbol{Address: v, HasAddress: true}, n
		return
	}
	arch.ReadPlace(sym, line, text, n)
}

// readHeader takes the lines before the registers, and the code.
func readHeader(d *arch.Dump, s *state, l arch.Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "Unable to handle kernel "):
		readFault(d, l)
	case strings.HasPrefix(t, "Internal error: "):
		arch.ReadInternalError(d, l)
	case strings.HasPrefix(t, "Unhandled fault"):
		readUnhandled(d, s, l)
	case strings.HasPrefix(t, "SError Interrupt on CPU"), strings.HasPrefix(t, "Bad mode in "), strings.HasPrefix(t, "Unhandled "):
		s.readESR(l, ", code 0x", ", ESR 0x")
	case strings.HasPrefix(t, "ESR: 0x"):
		s.readESR(l, "ESR: 0x")
	case strings.HasPrefix(t, "FAR: 0x"):
		if v, ok := arch.HexAfter(t, "FAR: 0x"); ok {
			d.FaultAt(v, l.N)
		}
	case strings.HasPrefix(t, "Mem abort info:"), strings.HasPrefix(t, "Data abort info:"), strings.HasPrefix(t, "Call trace:"):
	case strings.HasPrefix(t, "user pgtable: "), strings.HasPrefix(t, "pgd = "):
		d.Note("page table", t, l.N)
	case t[0] == '[' && len(t) > 20 && t[17] == ']':
		d.Note(arch.PageTableWalk, strings.TrimSpace(t[18:]), l.N)
	case strings.HasPrefix(t, "Stack: (0x"), strings.HasPrefix(t, "Exception stack("):
		return s.memory.Open(l)
	case strings.HasPrefix(t, "Code:"):
		return arch.ReadCode(d, l, "Code:")
	default:
		return arch.ReadStackBounds(d, l)
	}
	return true
}

// readESR takes the syndrome from behind the first of the labels that is there.
func (s *state) readESR(l arch.Line, labels ...string) {
	for _, label := range labels {
		if v, ok := arch.HexAfter(l.Text, label); ok {
			s.setESR(v, l.N)
			return
		}
	}
}

// readFault reads the line of a page fault; what the kernel tells there of
// the access is more than the address.
func readFault(d *arch.Dump, l arch.Line) {
	const at = " at virtual address "
	head, tail, ok := strings.Cut(l.Text, at)
	if !ok || d.Fault.Line != 0 {
		return
	}
	if v, n := arch.HexPrefix(tail); n > 0 {
		d.FaultAt(v, l.N)
	}
	switch {
	case strings.HasSuffix(head, "execution of user memory"), strings.HasSuffix(head, "execute from non-executable memory"):
		d.Fault.Access = "execute"
	case strings.HasSuffix(head, "write to read-only memory"):
		d.Fault.Access = "write"
	}
}

// readUnhandled reads the faults that have no text of their own:
//
//	Unhandled fault: synchronous external abort (0x96000010) at 0xffff000008d00000   up to 4.14
//	Unhandled fault at 0xffff000008d00000                                            4.18 to 5.x
func readUnhandled(d *arch.Dump, s *state, l arch.Line) {
	if i := strings.LastIndex(l.Text, " at 0x"); i > 0 {
		if v, n := arch.HexPrefix(l.Text[i+6:]); n > 0 {
			d.FaultAt(v, l.N)
		}
	}
	if v, ok := arch.HexAfter(l.Text, " (0x"); ok {
		s.setESR(v, l.N)
	}
}

// region names the halves of the kernel's address range. Their order
// changed in 5.4 and KASLR moves the image, so the stack, which is vmalloc
// memory since 4.14, tells which half is which.
func region(d *arch.Dump, v uint64) arch.Region {
	if v>>55&1 == 0 {
		switch {
		case v < 1<<32:
			return arch.Region{Name: "number, or user", Holds: arch.Numbers | arch.UserMemory}
		case v < 1<<48:
			return arch.Region{Name: "user", Holds: arch.UserMemory}
		case v>>60 == 0 && v<<8>>8 < 1<<48: // MTE
			return arch.Region{Name: "user, tagged", Holds: arch.UserMemory}
		}
		return arch.Region{Name: "between user and kernel addresses", Holds: arch.NoAddress}
	}
	tagged := v>>56 != 0xff
	if tagged && untagged(d) {
		return arch.Region{Name: "between user and kernel addresses", Holds: arch.NoAddress}
	}
	v |= 0xff << 56
	if v < 0xffff<<48 {
		return arch.Region{Name: "between user and kernel addresses", Holds: arch.NoAddress}
	}
	r := half(d, v)
	if tagged {
		r.Name += ", tagged"
	}
	return r
}

// untagged tells a kernel that puts no tags into its pointers, since it said of one with a
// top byte of a tag's that it is no address: show_pte(), arch/arm64/mm/fault.c, takes tags
// off before it looks.
func untagged(d *arch.Dump) bool {
	if v := d.Fault.Address; !d.Fault.HasAddress || v>>55&1 == 0 || v>>56 == 0xff || v<<8>>8 < 0xff<<48 {
		return false
	}
	for i := range d.Notes {
		if n := &d.Notes[i]; n.Name == arch.PageTableWalk && strings.HasPrefix(n.Value, "address between user and kernel") {
			return true
		}
	}
	return false
}

// pageStructs is where the array of page structures begins, with fixmap and PCI I/O
// around it: at the end of all addresses since 5.4, Documentation/arm64/memory.rst.
// Before, the linear map was the upper half, with 39 bits of addresses as well.
func pageStructs(d *arch.Dump, va uint) uint64 {
	switch {
	case va == 48:
		return 0xfffffbfffe000000
	case d.SP>>38 == 1<<26-1: // stacks lie in the vmalloc area, the upper half since 5.4
		return 0xfffffffdfe000000
	}
	return 1<<64 - 1
}

func half(d *arch.Dump, v uint64) arch.Region {
	va := uint(48)
	if d.SP>>39 == 1<<25-1 {
		va = 39
	}
	half := va - 1
	stack := d.SP>>half == v>>half
	if oldStack(d, half) {
		stack = !stack
	}
	switch {
	case v>>va != 1<<(64-va)-1:
		return arch.Region{Name: "between user and kernel addresses", Holds: arch.NoAddress}
	case d.SP == 0:
		return arch.Region{Name: "kernel memory"}
	case v >= pageStructs(d, va):
		return arch.Region{Name: "vmemmap, fixmap or PCI I/O"}
	case !stack:
		return arch.Region{Name: "linear map", Holds: arch.LinearMap}
	case v>>34 == d.SP>>34, oldStack(d, half):
		return arch.Region{Name: "vmalloc", Holds: arch.VmallocArea}
	}
	return arch.Region{Name: "kernel image or module", Holds: arch.KernelImage | arch.ModuleArea}
}

// oldStack tells a kernel whose stacks lie in the map of all memory, as before 4.14, while
// its code lies in the other half, as since 4.6.
func oldStack(d *arch.Dump, half uint) bool {
	return d.PC.HasAddress && d.PC.Function != "" && d.PC.Module == "" && !d.UserMode && d.PC.Address>>55&1 == 1 && d.SP != 0 && d.PC.Address>>half != d.SP>>half
}

// contexts are from arch/arm64/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries: map[string]string{
		"el1_irq": arch.IRQ, "el0_irq": arch.IRQ, "el1h_64_irq": arch.IRQ, "el0t_64_irq": arch.IRQ, "el0t_32_irq": arch.IRQ, "el1h_64_fiq": arch.IRQ, "el0t_64_fiq": arch.IRQ,
		"el1_fiq": arch.NMI,
	},
	Handlers: map[string]string{"gic_handle_irq": arch.IRQ},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Status:    []string{"pstate:"},
	Registers: []string{"PC is at ", "LR is at ", "pc : ", "pc: ", "lr : ", "sp : ", "pstate: ", "pmr"},
	Fault:     []string{"ESR", "FAR", "EC = ", "SET = ", "EA = ", "FSC = ", "ISV = ", "CM = ", "GCS = ", "Access size", "SSE = ", "SF = ", "Mem abort info", "Data abort info", "user pgtable", "swapper pgtable", "IRQ stack:", "Task stack:", "Overflow stack:", "PHYS_OFFSET", "CPU features", "Memory Limit"},
	Stack:     []string{"Exception stack("},
	// arch/arm64/mm/fault.c: die_kernel_fault(), kernel/traps.c: __die(), kernel/process.c: __show_regs()
	FromPC:     true,
	NoWarnCode: true, DieCode: true,
	Printed: []string{
		"Unable to handle ", "Mem abort info", "ESR", "EC = ", "SET = ", "EA = ", "FSC = ", "Data abort info", "ISV = ", "CM = ", "GCS = ",
		"user pgtable", "swapper pgtable", "Internal error: ", "Modules linked in:", "CPU: ", "Hardware name: ", "pstate: ", "pc : ", "lr : ", "sp : ",
		"x29: ", "x28: ", "x27: ", "x26: ", "x25: ", "x24: ", "x23: ", "x22: ", "x21: ", "x20: ", "x19: ", "x18: ", "x17: ", "x16: ", "x15: ",
		"x14: ", "x13: ", "x12: ", "x11: ", "x10: ", "x9 : ", "x8 : ", "x7 : ", "x6 : ", "x5 : ", "x4 : ", "x3 : ", "x2 : ", "x1 : ", "x0 : ",
		"Call trace:", arch.PrintedFrames, "Code: ", "---[ end trace",
	},
}
