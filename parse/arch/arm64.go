package arch

import (
	"debug/elf"
	"encoding/binary"
	"strings"
)

// ARM64 is arch/arm64/kernel/{traps,process,stacktrace}.c and mm/fault.c.
var ARM64 = &Arch{
	Name: "arm64", Bits: 64, Order: binary.LittleEndian, StackSize: 16384,
	Contexts: arm64Contexts, ClaimsFrames: true,
	Machines: []elf.Machine{elf.EM_AARCH64}, Word: 4, Jumps: Mnemonics([]string{"b", "cb", "tb"}, "bic", "bf", "brk", "bti"),
	PoisonDelta: 0xdead000000000000,
	KASANShadow: []uint64{0xdfff800000000000, 0xdfffffd000000000, 0xdffffff800000000, 0xefff800000000000},
	Claims:      arm64Claims,
	Read:        arm64Read,
	Finish:      arm64Finish,
	Region:      arm64Region,
	Explain:     Machine{Effect: arm64Effect, Calls: func(int) *Convention { return arm64Calls }}.Explain,
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

var arm64Names = []string{
	"x29", "x28", "x27", "x26", "x25", "x24", "x23", "x22", "x21", "x20", "x19", "x18", "x17", "x16", "x15",
	"x14", "x13", "x12", "x11", "x10", "x9", "x8", "x7", "x6", "x5", "x4", "x3", "x2", "x1", "x0",
	"sp", "pstate", "pmr_save", "pmr", "pc", "lr",
}

// arm64State is what the reader keeps between lines.
type arm64State struct {
	memory MemoryBlock
	esr    uint64
	hasESR bool
	line   int // of the ESR
}

func arm64Scratch(d *Dump) *arm64State {
	s, ok := d.Scratch.(*arm64State)
	if !ok {
		s = &arm64State{}
		d.Scratch = s
	}
	return s
}

func arm64Read(d *Dump, l Line) bool {
	t := l.Text
	if t == "" {
		return false
	}
	s := arm64Scratch(d)
	if s.memory.Row(d, l) {
		return true
	}
	if d.Bits == 0 {
		d.Bits = 64
	}
	switch t[0] {
	case ' ':
		return arm64ReadAbort(d, s, l)
	case 'p', 'l', 'P', 'L':
		return arm64ReadPlace(d, l)
	case 'x', 's':
		return arm64ReadRow(d, l)
	}
	return arm64ReadHeader(d, s, l)
}

func arm64ReadRow(d *Dump, l Line) bool {
	if strings.HasPrefix(l.Text, "swapper pgtable: ") {
		d.Note("page table", l.Text, l.N)
		return true
	}
	if !ReadRow(d, l, arm64Names) {
		return false
	}
	if sp, ok := d.Register("sp"); ok {
		d.SP = sp
	}
	return true
}

// arm64ReadPlace reads the program counter and what stands beside it. The
// forms of 4.14 and later, of 4.12 and before, and of user space:
//
//	pc : pru0_comm_receive_msg+0x8/0x40 [shepherd]
//	pc : [<ffff000008081234>] lr : [<ffff000008085678>] pstate: 60000145
//	pc : 0000000000431a50
func arm64ReadPlace(d *Dump, l Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "pc : [<"):
		if !ReadRow(d, l, arm64Names) {
			return false
		}
		d.CompletePlace(&d.PC, "pc")
		d.CompletePlace(&d.LR, "lr")
	case strings.HasPrefix(t, "pc : "):
		arm64Symbol(&d.PC, &d.PCLine, t[len("pc : "):], l.N)
	case strings.HasPrefix(t, "lr : "):
		arm64Symbol(&d.LR, &d.LRLine, t[len("lr : "):], l.N)
	case strings.HasPrefix(t, "PC is at "):
		ReadPlace(&d.PC, &d.PCLine, t[len("PC is at "):], l.N)
	case strings.HasPrefix(t, "LR is at "):
		ReadPlace(&d.LR, &d.LRLine, t[len("LR is at "):], l.N)
	case strings.HasPrefix(t, "Process ") && strings.Contains(t, "stack limit = "):
	default:
		return ReadRow(d, l, arm64Names)
	}
	return true
}

// arm64Symbol reads a symbol or the bare number that is printed for user space.
func arm64Symbol(sym *Symbol, line *int, text string, n int) {
	if *line != 0 {
		return
	}
	if v, digits := HexPrefix(text); digits == 16 && strings.TrimSpace(text[digits:]) == "" {
		*sym, *line = Symbol{Address: v, HasAddress: true}, n
		return
	}
	ReadPlace(sym, line, text, n)
}

// arm64ReadHeader takes the lines before the registers, and the code.
func arm64ReadHeader(d *Dump, s *arm64State, l Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "Unable to handle kernel "):
		arm64ReadFault(d, l)
	case strings.HasPrefix(t, "Internal error: "):
		ReadInternalError(d, l)
	case strings.HasPrefix(t, "Unhandled fault"):
		arm64ReadUnhandled(d, s, l)
	case strings.HasPrefix(t, "SError Interrupt on CPU"), strings.HasPrefix(t, "Bad mode in "), strings.HasPrefix(t, "Unhandled "):
		if v, ok := HexAfter(t, ", code 0x"); ok {
			s.setESR(v, l.N)
		} else if v, ok := HexAfter(t, ", ESR 0x"); ok {
			s.setESR(v, l.N)
		}
	case strings.HasPrefix(t, "ESR: 0x"):
		v, ok := HexAfter(t, "ESR: 0x")
		if ok {
			s.setESR(v, l.N)
		}
	case strings.HasPrefix(t, "FAR: 0x"):
		if v, ok := HexAfter(t, "FAR: 0x"); ok {
			d.FaultAt(v, l.N)
		}
	case strings.HasPrefix(t, "Mem abort info:"), strings.HasPrefix(t, "Data abort info:"), strings.HasPrefix(t, "Call trace:"):
	case strings.HasPrefix(t, "user pgtable: "), strings.HasPrefix(t, "pgd = "):
		d.Note("page table", t, l.N)
	case t[0] == '[' && len(t) > 20 && t[17] == ']':
		d.Note("page table walk", strings.TrimSpace(t[18:]), l.N)
	case strings.HasPrefix(t, "Stack: (0x"), strings.HasPrefix(t, "Exception stack("):
		return s.memory.Open(l)
	case strings.HasPrefix(t, "Code:"):
		return ReadCode(d, l, "Code:")
	default:
		return ReadStackBounds(d, l)
	}
	return true
}

// arm64ReadFault reads the line of a page fault; what the kernel tells there of
// the access is more than the address.
func arm64ReadFault(d *Dump, l Line) {
	const at = " at virtual address "
	head, tail, ok := strings.Cut(l.Text, at)
	if !ok || d.Fault.Line != 0 {
		return
	}
	if v, n := HexPrefix(tail); n > 0 {
		d.FaultAt(v, l.N)
	}
	switch {
	case strings.HasSuffix(head, "execution of user memory"), strings.HasSuffix(head, "execute from non-executable memory"):
		d.Fault.Access = "execute"
	case strings.HasSuffix(head, "write to read-only memory"):
		d.Fault.Access = "write"
	}
}

// arm64ReadUnhandled reads the faults that have no text of their own:
//
//	Unhandled fault: synchronous external abort (0x96000010) at 0xffff000008d00000   up to 4.14
//	Unhandled fault at 0xffff000008d00000                                            4.18 to 5.x
func arm64ReadUnhandled(d *Dump, s *arm64State, l Line) {
	if i := strings.LastIndex(l.Text, " at 0x"); i > 0 {
		if v, n := HexPrefix(l.Text[i+6:]); n > 0 {
			d.FaultAt(v, l.N)
		}
	}
	if v, ok := HexAfter(l.Text, " (0x"); ok {
		s.setESR(v, l.N)
	}
}

// arm64Region names the halves of the kernel's address range. Their order
// changed in 5.4 and KASLR moves the image, so the stack, which is vmalloc
// memory since 4.14, tells which half is which.
func arm64Region(d *Dump, v uint64) string {
	if v>>55&1 == 0 {
		switch {
		case v < 1<<32:
			return "number, or user"
		case v < 1<<48:
			return "user"
		case v>>60 == 0 && v<<8>>8 < 1<<48: // MTE
			return "user, tagged"
		}
		return "between user and kernel addresses"
	}
	tagged := v>>56 != 0xff
	v |= 0xff << 56
	if v < 0xffff<<48 {
		return "between user and kernel addresses"
	}
	name := arm64Half(d, v)
	if tagged {
		name += ", tagged"
	}
	return name
}

func arm64Half(d *Dump, v uint64) string {
	va := uint(48)
	if d.SP>>39 == 1<<25-1 {
		va = 39
	}
	half := va - 1
	switch {
	case v>>va != 1<<(64-va)-1:
		return "between user and kernel addresses"
	case d.SP == 0:
		return "kernel memory"
	case v >= 0xfffffbfffe000000:
		return "vmemmap, fixmap or PCI I/O"
	case v>>half != d.SP>>half:
		return "linear map"
	case v>>34 == d.SP>>34:
		return "vmalloc"
	}
	return "kernel image or module"
}

// arm64Contexts are from arch/arm64/kernel/{entry,irq,traps} of 3.x to 6.x.
var arm64Contexts = Contexts{
	Entries: map[string]string{
		"el1_irq": IRQ, "el0_irq": IRQ, "el1h_64_irq": IRQ, "el0t_64_irq": IRQ, "el0t_32_irq": IRQ, "el1h_64_fiq": IRQ, "el0t_64_fiq": IRQ,
		"el1_fiq": NMI,
	},
	Handlers: map[string]string{"gic_handle_irq": IRQ},
}
