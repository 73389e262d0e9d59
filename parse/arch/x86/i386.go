package x86

import (
	"debug/elf"
	"encoding/binary"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
	"oopscope/parse/ascii"
)

// I386 is 32-bit x86: arch/x86/kernel/{dumpstack,process_32,traps}.c.
var I386 = &arch.Arch{
	Name: "i386", Bits: 32, Order: binary.LittleEndian, StackSize: 8192,
	Moves:    true,
	Apart:    true,
	Contexts: contexts, Lines: lines, ClaimsFrames: true,
	Machines: []elf.Machine{elf.EM_386}, Word: 1, Jumps: arch.Mnemonics([]string{"j", "call"}),
	Calls:     arch.Mnemonics([]string{"call"}),
	Rewritten: arch.Mnemonics([]string{"nop", "xchg", "data16", "endbr", "int3", "ud", "lock", "ret", "lfence", "clac", "stac"}), PerCPU: "%fs:",
	Evidence: arch.Evidence{
		Entries: []string{"entry_SYSENTER_32", "entry_INT80_32", "do_SYSENTER_32", "sysenter_do_call", "sysenter_past_esp", "syscall_call", "i386_start_kernel", "startup_32_smp", "do_int80_syscall_32"},
		Kin:     kin, Folder: "x86",
		Releases: []string{".i686", ".i686+PAE", "-686", "-686-pae", ".i586"},
		Digits:   8,
		Text:     []arch.Area{{From: 0xc0100000, To: 0xdfffffff, Name: "text"}},
		Other:    []arch.Area{{From: 0xe0000000, To: 0xffbfffff, Name: "modules"}},
	},
	Deliberate: arch.Traps("ud2", "ud1"),
	Claims:     i386Claims,
	Read:       i386Read,
	Finish:     finish,
	Region:     i386Region,
	Flow:       flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return i386Calls }},
	Samples: []string{
		"BUG: kernel NULL pointer dereference, address: 000001c1",
		"BUG: unable to handle page fault for address: fead0122",
		"EIP: pru0_comm_receive_msg+0x6/0x30 [shepherd]",
		"EIP is at pru0_comm_receive_msg+0x6/0x30 [shepherd]",
		"EAX: 00000000 EBX: e08032a0 ECX: 00000006 EDX: c132fcd8",
		"ESI: df9b0cb8 EDI: e0801130 EBP: c132fcf0 ESP: c132fcd0",
		"DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000046",
		"CR0: 80050033 CR2: 000001c1 CR3: 011f5220 CR4: 00350ef0",
		"*pdpt = 0000000001cf5001 *pde = 0000000000000000 ",
		" entry_SYSENTER_32+0x98/0xfb",
	},
}

var i386Names = []string{
	"EAX", "EBX", "ECX", "EDX", "ESI", "EDI", "EBP", "ESP", "DS", "ES", "FS", "GS", "SS", "EFLAGS",
	"CR0", "CR2", "CR3", "CR4", "DR0", "DR1", "DR2", "DR3", "DR6", "DR7",
}

func i386Claims(t string) int {
	if len(t) < 8 {
		return 0
	}
	switch t[0] {
	case 'E':
		return i386ClaimsRow(t)
	case 'D':
		return arch.When(arch.Row(t, "DS: ", " SS: "), 5)
	case 'C':
		return arch.When(strings.HasPrefix(t, "CR0: ") && len(t) > 20 && t[13] == ' ', 5)
	case '*':
		return arch.When(strings.HasPrefix(t, "*pde = ") || strings.HasPrefix(t, "*pdpt = "), 5)
	case 'I':
		return claimsPlace(t, 8)
	case 'B', '#', 'g', 'i', 'O', '!':
		return claims(t, 8)
	case ' ':
		if arch.Row(t, " DS: ", " SS: ") {
			return 5
		}
		return arch.When(strings.HasPrefix(t, " entry_SYSENTER_32") || strings.HasPrefix(t, " entry_INT80_32") || strings.HasPrefix(t, " do_SYSENTER_32"), 5)
	}
	return 0
}

// i386ClaimsRow weighs rows that begin with E.
func i386ClaimsRow(t string) int {
	return arch.When(strings.HasPrefix(t, "EIP: ") || strings.HasPrefix(t, "EIP is at ") || strings.HasPrefix(t, "EFLAGS: ") ||
		len(t) > 13 && t[3] == ':' && t[4] == ' ' && t[13] == ' ' && ascii.AllHexDigits(t[5:13]), 5)
}

func i386Read(d *arch.Dump, l arch.Line) bool {
	t := l.Text
	if t == "" {
		return false
	}
	s := scratch(d)
	if d.Bits == 0 {
		d.Bits = 32
	}
	switch {
	case strings.HasPrefix(t, "EIP: "):
		return i386ReadEIP(d, s, l)
	case strings.HasPrefix(t, "EIP is at "):
		i386Names410(d, t[len("EIP is at "):])
		return true
	case strings.HasPrefix(t, "IP: "):
		return d.PCLine != 0 || oldIP(d, t[len("IP: "):])
	case strings.HasPrefix(t, "CR2: ") && len(t) <= 22:
		s.done = s.done || s.trace
		return true
	case strings.HasPrefix(t, "EFLAGS: "):
		arch.ReadRow(d, l, i386Names)
		return true
	case arch.ReadRow(d, l, i386Names):
		if sp, ok := d.Register("ESP"); ok {
			d.SP = sp
		}
		if ss, ok := d.Register("SS"); ok && ss&3 == 0 {
			d.UserMode = false // the kernel itself jumped to a place that has no name
		}
		return true
	}
	return readHeader(d, s, l)
}

// i386ReadEIP reads the program counter. Only up to 4.9 the segment is printed;
// user space shows by the missing symbol.
//
//	EIP: pru0_comm_receive_msg+0x6/0x30 [shepherd]
//	EIP: 0xb7fc6559
//	EIP: 0060:[<c01d3b4e>] EFLAGS: 00010246 CPU: 0
//	EIP: [<c01d3b4e>] pru0_comm_receive_msg+0x6/0x30 [shepherd] SS:ESP 0068:c132fcd0
//	EIP:    0010:[nfs_update_request+447/768]    Not tainted      2.4, as klogd writes it down
func i386ReadEIP(d *arch.Dump, s *state, l arch.Line) bool {
	t := strings.TrimLeft(l.Text[len("EIP: "):], " ")
	if strings.HasPrefix(t, "[<") {
		text, _, _ := strings.Cut(t, " SS:ESP ")
		return lastIP(d, s, text, l)
	}
	if cs, n := arch.HexPrefix(t); n == 4 && len(t) > 5 && t[4] == ':' {
		addr, rest, ok := arch.TakeBracketed(t[5:])
		if sym, named := klogdName(t[5:]); named && d.PCLine == 0 {
			d.PC, d.PCLine, d.UserMode = sym, l.N, cs&3 == 3
		}
		if ok && d.PCLine == 0 {
			d.PC.Address, d.PC.HasAddress, d.PCLine = addr, true, l.N
			d.UserMode = cs&3 == 3
			arch.ReadRow(d, arch.Line{N: l.N, Text: rest}, i386Names)
		}
		return true
	}
	sym, _, _ := arch.ParseSymbol(t)
	user := sym.Function == "" && sym.HasAddress && sym.Address >= 4096 && sym.Address < 0xc0000000
	place(d, s, t, l, user)
	return true
}

// klogdName reads what klogd put in the place of an address: the function, with offset
// and size in decimal, behind its module.
//
//	[nfs_update_request+447/768]    [ext3:ext3_get_inode+12/640]
func klogdName(s string) (sym arch.Symbol, ok bool) {
	inside, _, closed := strings.Cut(strings.TrimPrefix(s, "["), "]")
	name, numbers, placed := strings.Cut(inside, "+")
	offset, size, both := strings.Cut(numbers, "/")
	at, err := strconv.ParseUint(offset, 10, 32)
	of, wrong := strconv.ParseUint(size, 10, 32)
	if s == "" || s[0] != '[' || !closed || !placed || !both || err != nil || wrong != nil {
		return sym, false
	}
	module, function, named := strings.Cut(name, ":")
	if !named {
		module, function = "", name
	}
	return arch.Symbol{Function: function, Module: module, Offset: at, Size: of, HasOffset: true}, function != ""
}

// i386Names410 completes the PC from the line that followed it up to 4.9. Red Hat's 2.4
// has the module in front of the offset.
//
//	EIP is at pru0_comm_receive_msg+0x6/0x30 [shepherd]
//	EIP is at init_module [shepherd] 0x41 (2.4.20-8)
func i386Names410(d *arch.Dump, text string) {
	sym, _, ok := arch.ParseSymbol(text)
	if name, rest, spaced := strings.Cut(text, "] 0x"); !ok && spaced {
		function, module, _ := strings.Cut(name, " [")
		if offset, n := arch.HexPrefix(rest); n > 0 && function != "" && !strings.Contains(function, " ") {
			sym, ok = arch.Symbol{Function: function, Module: module, Offset: offset, HasOffset: true}, true
		}
	}
	if !ok || d.PC.Function != "" {
		return
	}
	if d.PC.HasAddress {
		sym.Address, sym.HasAddress = d.PC.Address, true
	}
	d.PC = sym
}

// i386Region names what the usual 3G/1G split tells. vmalloc begins where the
// machine's lowmem ends; all of that is mapped, so that what is not is behind it.
func i386Region(d *arch.Dump, v uint64) arch.Region {
	switch {
	case v < 0xc0000000:
		return arch.Region{Name: "user", Holds: arch.UserMemory}
	case v >= 0xff000000:
		return arch.Region{Name: "fixmap"}
	case v >= 0xf8000000, v>>12 == d.Fault.Address>>12 && unmapped(d):
		return arch.Region{Name: "vmalloc or module", Holds: arch.VmallocArea | arch.ModuleArea}
	}
	return arch.Region{Name: "kernel memory"}
}

// unmapped tells that the walk of the page table ended at an entry without a page.
func unmapped(d *arch.Dump) bool {
	for i := range d.Notes {
		if n := &d.Notes[i]; n.Name == arch.PageTableWalk {
			_, pte, ok := strings.Cut(n.Value, "*pte = ")
			return ok && strings.Trim(pte, "0 ") == ""
		}
	}
	return false
}
