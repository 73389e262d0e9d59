// Package arm is what 32-bit ARM prints, with A32 and Thumb code.
package arm

import (
	"debug/elf"
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
	"oopscope/parse/ascii"
)

// Arch is 32-bit arm: arch/arm/kernel/{traps,process}.c and arch/arm/mm/fault.c.
// The kernel prints instructions as values in canonical order, also on a
// big-endian (BE8) machine.
var Arch = &arch.Arch{
	Name: "arm", Bits: 32, Order: binary.LittleEndian, StackSize: 8192,
	Contexts: contexts, Lines: lines, ClaimsFrames: true,
	Machines: []elf.Machine{elf.EM_ARM}, Word: 4, Jumps: arch.Mnemonics([]string{"b", "cb", "tb"}, "bic", "bfi", "bfc", "bkpt"),
	Calls:     arch.Mnemonics([]string{"bl"}, "ble", "blt", "bls", "blo"),
	Rewritten: arch.Mnemonics([]string{"nop", "bkpt", "udf"}),
	Evidence: arch.Evidence{ // its frames have a form of their own
		Entries:  []string{"ret_fast_syscall", "__irq_svc", "__dabt_svc", "__pabt_svc", "__und_svc", "__irq_usr", "__dabt_usr", "vector_swi", "do_DataAbort", "do_PrefetchAbort"},
		Modules:  []string{"aes_arm", "aes_arm_bs", "aes_arm_ce", "sha256_arm", "sha1_arm", "sha1_arm_neon", "sha2_arm_ce", "ghash_arm_ce"},
		Folder:   "arm",
		Releases: []string{".armv7hl", ".armv7hl+lpae", "-armmp", "-armmp-lpae"},
	},
	Deliberate: arch.Traps("udf #0", "udf #255", "udf #65006"),
	Claims:     claims,
	Read:       read,
	Frames:     frames,
	Finish:     finish,
	Region:     region,
	Bitmap:     "r1", // arch/arm/lib/bitops.h: "assert word-aligned"

	PastUnaligned: true, // do_alignment(), arch/arm/mm/alignment.c

	Flow: flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return calls }},
	Samples: []string{
		"8<--- cut here ---",
		"Unhandled fault: page domain fault (0x01b) at 0x000001c1",
		"Unable to handle kernel NULL pointer dereference at virtual address 000001c1",
		"Unable to handle kernel paging request at virtual address feadbeec when read",
		"[000001c1] *pgd=41d11835, *pte=00000000, *ppte=00000000",
		"Internal error: Oops: 5 [#1] PREEMPT SMP ARM",
		"pc : [<bf19b018>]    lr : [<bf19ca58>]    psr: 20000193",
		"sp : d9535b10  ip : d9535b30  fp : d9535b2c",
		"r10: bf19f45c  r9 : bf19f418  r8 : bf19f3e4",
		"Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none",
		"Control: 10c5387d  Table: 8d040019  DAC: 00000051",
		"Register r1 information: non-paged memory",
		"Exception stack(0xd9535d70 to 0xd9535db8)",
		"[<bf19b018>] (pru0_comm_receive_msg [shepherd]) from [<bf19ca58>] (coordinator_callback+0x9c/0x374 [shepherd])",
		" pru0_comm_receive_msg [shepherd] from coordinator_callback+0x40/0xc8 [shepherd]",
		"Function entered at [<c0101a0c>] from [<c01ad388>]",
	},
}

var names = []string{
	"pc", "lr", "psr", "xPSR", "sp", "ip", "fp",
	"r10", "r9", "r8", "r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0",
}

// state is what arm's reader keeps between lines.
type state struct {
	memory   arch.MemoryBlock
	caller   string // the function right of "from" in the last trace line
	control  uint64
	hasDAC   bool
	dac      uint64
	thumb    bool // the die line or the flags say Thumb-2
	arm      bool // the die line says that the kernel is built of A32
	prefetch bool // the fault line is about an instruction fetch
	fsr      uint64
	hasFSR   bool
	segment  string // "none", "user" or "kernel": what the domains allow
	heading  string // what the fault line calls the fault
}

func scratch(d *arch.Dump) *state { return arch.ScratchOf(d, state{}) }

// read takes one line that is not a trace frame.
func read(d *arch.Dump, l arch.Line) bool {
	t := l.Text
	if t == "" {
		return false
	}
	s := scratch(d)
	if s.memory.Row(d, l) || readXen(d, l) {
		return true
	}
	switch t[0] {
	case 'r':
		if strings.HasPrefix(t, "reloc pc : [<") { // U-Boot: arch/arm/lib/interrupts.c
			pc, _ := arch.HexAfter(t, "[<")
			d.LinkedAt(pc, l.N)
			return true
		}
	case 'U', 'I', 'A', '[', 'p', 'P', 'L':
		if readHeader(d, s, l) {
			return true
		}
	case 'T', 'O':
		return arch.ReadStackBounds(d, l)
	case 'F', 'C', 'D', 'R', 'x':
		if readState(d, s, l) {
			return true
		}
	case 'S', 'E':
		if s.memory.Open(l) {
			return true
		}
	case ' ':
		return savedRegisters(t)
	case '8':
		return t == "8<--- cut here ---"
	case 'B':
		return strings.HasPrefix(t, "Backtrace:")
	case 's':
	default:
		return false
	}
	if !arch.ReadRow(d, l, names) {
		return false
	}
	afterRow(d)
	return true
}

// afterRow keeps what the rows say about the place of death.
func afterRow(d *arch.Dump) {
	if v, ok := d.Register("pc"); ok && !d.PC.HasAddress {
		d.PC.Address, d.PC.HasAddress = v, true
	}
	if v, ok := d.Register("lr"); ok && !d.LR.HasAddress {
		d.LR.Address, d.LR.HasAddress = v, true
	}
	if v, ok := d.Register("sp"); ok {
		d.SP = v
	}
}

// readHeader takes the lines from the fault to the program counter.
func readHeader(d *arch.Dump, s *state, l arch.Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "PC is at "):
		arch.ReadPlace(&d.PC, &d.PCLine, t[len("PC is at "):], l.N)
	case strings.HasPrefix(t, "LR is at "):
		arch.ReadPlace(&d.LR, &d.LRLine, t[len("LR is at "):], l.N)
	case strings.HasPrefix(t, "Internal error: "):
		arch.ReadInternalError(d, l)
		t = strings.TrimRight(t, " ")
		s.thumb, s.arm = s.thumb || strings.HasSuffix(t, " THUMB2"), strings.HasSuffix(t, " ARM")
	case strings.HasPrefix(t, "Unable to handle kernel "):
		readFault(d, s, l)
	case strings.HasPrefix(t, "Unhandled fault: "), strings.HasPrefix(t, "Unhandled prefetch abort: "):
		readAbort(d, s, l)
	case strings.HasPrefix(t, "Alignment trap: not handling instruction "):
		d.Note("alignment trap", t[len("Alignment trap: "):], l.N)
	case strings.HasPrefix(t, "pgd = "):
		d.Note("page table", t, l.N)
	case t[0] == '[' && strings.Contains(t, "] *p"):
		d.Note(arch.PageTableWalk, t[strings.Index(t, "*p"):], l.N)
	case strings.HasPrefix(t, "Process ") && strings.Contains(t, "stack limit = "):
	default:
		return arch.ReadStackBounds(d, l)
	}
	return true
}

// readState takes the decoded flags, the control registers and what the
// kernel knows about the memory that registers point to.
func readState(d *arch.Dump, s *state, l arch.Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "Flags: ") && strings.Contains(t, "  IRQs o"):
		s.thumb = s.thumb || strings.Contains(t, "ISA Thumb")
		for _, segment := range []string{"none", "user", "kernel"} {
			if strings.HasSuffix(strings.TrimRight(t, " "), "  Segment "+segment) {
				s.segment = segment
			}
		}
	case strings.HasPrefix(t, "Control: "):
		readControl(d, s, l)
	case strings.HasPrefix(t, "Register r"):
		return registerInformation(d, t)
	case strings.HasPrefix(t, "Code:"):
		return arch.ReadCode(d, l, "Code:")
	case strings.HasPrefix(t, "xPSR: "):
		return arch.ReadRow(d, l, names)
	default:
		return false
	}
	return true
}

// readControl reads "Control: 10c5387d  Table: 8d040019  DAC: 00000051",
// which the printing CPU read when it printed.
func readControl(d *arch.Dump, s *state, l arch.Line) {
	if s.control != 0 {
		return
	}
	s.control, _ = arch.HexAfter(l.Text, "Control:")
	s.dac, s.hasDAC = arch.HexAfter(l.Text, "DAC:")
	d.Note("SCTLR", control(s.control), l.N)
	if table, ok := arch.HexAfter(l.Text, "Table:"); ok {
		d.Note("TTBR0", "page table at physical "+arch.Hex(table&^0x7f), l.N)
	}
	if s.hasDAC {
		d.Note("DACR", domains(s.dac), l.N)
	}
}

// registerInformation reads
//
//	Register r3 information: slab task_struct start c1b9ab00 pointer offset 0
//
// which mem_dump_obj() prints since 5.13. What it does not recognise is left
// to our own reading of the value.
func registerInformation(d *arch.Dump, t string) bool {
	name, text, ok := strings.Cut(t[len("Register "):], " information:")
	if !ok {
		return false
	}
	switch name {
	case "r11":
		name = "fp"
	case "r12":
		name = "ip"
	}
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "slab ") && !strings.Contains(text, "vmalloc region") && text != "vmalloc memory" {
		return true
	}
	for i := range d.Registers {
		if r := &d.Registers[i]; r.Name == name && r.Meaning == "" {
			r.Meaning = text
		}
	}
	return true
}

// savedRegisters knows the registers that the frame-pointer unwinder prints
// between frames, " r10:d9535b10 r9:bf19f418".
func savedRegisters(t string) bool {
	t = strings.TrimLeft(t, " ")
	if len(t) < 11 || t[0] != 'r' {
		return false
	}
	name, rest, ok := strings.Cut(t, ":")
	return ok && len(name) <= 3 && len(rest) >= 8 && ascii.AllHexDigits(rest[:8])
}

// region names the parts of Documentation/arch/arm/memory.rst for the
// memory split that the addresses seen so far suggest.
func region(d *arch.Dump, v uint64) arch.Region {
	start := pageOffset(d)
	switch {
	case v >= 0xffff0000 && v < 0xffff1000:
		return arch.Region{Name: "vector page"}
	case v >= 0xffc00000 && v < 0xfff00000:
		return arch.Region{Name: "fixmap"}
	case v >= 0xfee00000 && v < 0xff000000:
		return arch.Region{Name: "PCI I/O"}
	case v >= 0xff800000:
		return arch.Region{Name: "fixmap or device tree"}
	case v >= start-0x1000000 && v < start:
		return arch.Region{Name: "module", Holds: arch.ModuleArea}
	case v < start:
		return arch.Region{Name: "user", Holds: arch.UserMemory}
	case v >= start && v < start+0x1800000 && nearText(d, v):
		return arch.Region{Name: "kernel text or data", Holds: arch.KernelImage}
	case v >= 0xf0000000:
		return arch.Region{Name: "vmalloc or I/O", Holds: arch.VmallocArea}
	case v >= vmallocStart(d, start) || pageByPage(d, v, start):
		return arch.Region{Name: "vmalloc", Holds: arch.VmallocArea}
	}
	return arch.Region{Name: "linear map (lowmem)", Holds: arch.LinearMap}
}

// pageOffset guesses CONFIG_PAGE_OFFSET: c0000000 unless the kernel's own
// pointers are lower.
func pageOffset(d *arch.Dump) uint64 {
	for _, p := range []uint64{d.PC.Address, d.LR.Address} {
		switch {
		case p >= 0xbf000000 || p == 0:
		case p >= 0x7f000000 && p < 0xa0000000:
			return 0x80000000
		}
	}
	return 0xc0000000
}

// nearText tells whether a value is in the kernel image, of which only the
// start is known: images are some 10 to 25 MiB.
func nearText(_ *arch.Dump, v uint64) bool { return v&0xfff0000 >= 0x8000 }

// vmallocStart is where lowmem ends at the latest: with VMAP_STACK (since
// 5.18) the stack itself is vmalloc memory and often the lowest we see.
func vmallocStart(d *arch.Dump, start uint64) uint64 {
	from := uint64(0xf0000000)
	if d.SP > start+0x8000000 && d.SP < from && d.PC.HasAddress && vmapStack(d) {
		from = d.SP &^ 0xfffff
	}
	for i := range d.Registers { // what the kernel says of any of them
		if r := &d.Registers[i]; strings.Contains(r.Meaning, "vmalloc") && r.Value >= start+0x1800000 && r.Value < from {
			from = r.Value &^ 0xfffff
		}
	}
	return from
}

// vmapStack tells whether the kernel said that a register near the stack
// pointer is vmalloc memory.
func vmapStack(d *arch.Dump) bool {
	for _, r := range d.Registers {
		if strings.Contains(r.Meaning, "vmalloc region") && r.Value>>20 == d.SP>>20 {
			return true
		}
	}
	return false
}

// contexts are from arch/arm/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries: map[string]string{
		"__irq_svc": arch.IRQ, "__irq_usr": arch.IRQ, "__irq_invalid": arch.IRQ,
		"__fiq_svc": arch.NMI, "__fiq_abt": arch.NMI, "__fiq_usr": arch.NMI,
	},
	Handlers: map[string]string{"gic_handle_irq": arch.IRQ},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Status:    []string{"Flags:"},
	Registers: []string{"PC is at ", "LR is at ", "pc : ", "lr : ", "sp : ", "psr: ", "Flags: ", "Control: ", "Table: ", "xPSR: ", "Register r"},
	Fault:     []string{"pgd = ", "unwind:", "IRQ stack:", "Task stack:", "Overflow stack:"},
	Headings:  []string{"Function entered at"},
	Stack:     []string{"Stack: (", "Exception stack("},
	Frame:     isFrame,
	// arch/arm/mm/fault.c: __do_kernel_fault(), kernel/traps.c: __die(), kernel/process.c: __show_regs()
	BareWarn: true, DieCode: true,
	Printed: []string{
		"Unable to handle ", "Unhandled ", "Internal error: ", "Modules linked in:", "CPU: ", "Hardware name: ", "PC is at ", "LR is at ", "pc : ", "sp : ",
		"r10: ", "r7 : ", "r3 : ", "Flags: ", "Control: ", "Register r0 ", "Register r1 ", "Register r2 ", "Register r3 ", "Register r4 ", "Register r5 ",
		"Register r6 ", "Register r7 ", "Register r8 ", "Register r9 ", "Register r10 ", "Register r11 ", "Register r12 ", "Process ", "Stack: ",
		arch.PrintedFrames, "Code: ", "---[ end trace",
	},
}
