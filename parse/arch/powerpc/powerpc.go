// Package powerpc is what PowerPC prints, of 32 and 64 bits.
package powerpc

import (
	"debug/elf"
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Arch is 32 and 64-bit PowerPC, both byte orders
// (arch/powerpc/kernel/{process,traps}.c, arch/powerpc/mm/fault.c). Register
// values and code words are printed as numbers, so the byte order matters only
// for text in memory.
var Arch = &arch.Arch{
	Name: "powerpc", Bits: 64, Order: binary.LittleEndian, Apart: true,
	Moves:         true,
	FaultRegister: "DAR",
	Contexts:      contexts, Lines: lines,
	Machines: []elf.Machine{elf.EM_PPC, elf.EM_PPC64}, Word: 4, Jumps: arch.Mnemonics([]string{"b"}, "bperm", "br"),
	Calls:       arch.Mnemonics([]string{"bl", "bctrl", "bcctrl", "bcl"}, "blt", "ble", "blr"),
	Rewritten:   arch.Mnemonics([]string{"nop", "ori", "trap", "tw"}),
	PoisonDelta: 0x5deadbeef0000000,
	StackSize:   16 << 10,
	Evidence: arch.Evidence{
		Entries:  []string{"system_call_exception", "system_call_common", "system_call_vectored_common", "ret_from_kernel_user_thread", "interrupt_return_srr", "interrupt_return_srr_", "decrementer_common", "data_access_common", "start_here_"},
		Modules:  []string{"vmx_crypto", "crct10dif_vpmsum", "crc32c_vpmsum", "powernv_flash", "ibmpowernv", "ipmi_powernv", "opal_prd", "pseries_rng", "ibmvscsi", "ibmveth"},
		Folder:   "powerpc",
		Releases: []string{".ppc64le", ".ppc64", "-powerpc64le", "-powerpc64"},
		Digits:   16,
		Text:     []arch.Area{{From: 0xc000000000000000, To: 0xc00000ffffffffff, Name: "text"}},
		Other:    []arch.Area{{From: 0xc000010000000000, To: 0xdfffffffffffffff, Name: "linear map, vmalloc"}},
	},
	Deliberate: arch.Traps("tw 31,r0,r0"),
	Claims:     claims,
	Heads:      arch.HeadsOf(own, []string{"Oops: ", "["}, xmonHeads),
	Anywhere:   []string{" PAGE_SIZE=", " NR_CPUS="},
	Read:       read,
	Frames:     frames,
	Finish:     finish,
	Region:     region,
	Flow:       flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return calls }},
	Samples: []string{
		"BUG: Kernel NULL pointer dereference on read at 0x000001c1",
		"Faulting instruction address: 0xc008000000370108",
		"Oops: Kernel access of bad area, sig: 11 [#1]",
		"LE PAGE_SIZE=64K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries",
		"NIP:  c008000000370108 LR: c00800000037019c CTR: c008000000370148",
		"MSR:  8000000002803033 <SF,VEC,VSX,FP,ME,IR,DR,RI,LE>  CR: 44002280  XER: 2004011e",
		"GPR00: c00800000037019c c000000003f2f120 c008000000398000 0000000000000000 ",
		"NIP [c008000000370108] pru0_comm_receive_msg+0x8/0x48 [shepherd]",
		"[c000000003f2f1b0] [c00000000022ccd0] __hrtimer_run_queues+0x1c0/0x3a0",
		"--- interrupt: 900 at mmap_region+0x74/0x890",
	},
}

// state is where the reader is between lines.
type state struct {
	inner bool   // inside the register block of a frame that was interrupted
	dump  bool   // behind "Instruction dump:", its words on the next lines
	trap  uint64 // the vector of the place of death
	hit   bool   // trap was printed
	bare  bool   // the place of death is only known by its address
	named bool   // the line that names it was read
	xmon  bool   // the debugger printed it
}

func of(d *arch.Dump) *state { return arch.ScratchOf(d, state{}) }

func claims(text string) int {
	s := strings.TrimLeft(text, " ")
	if row, ok := strings.CutPrefix(s, "GPR"); ok && strings.Contains(row, "GPR") {
		return 0 // openrisc names each
	}
	if arch.Begins(s, own) || xmonLine(s) {
		return 5
	}
	switch {
	case strings.HasPrefix(s, "Oops: ") && strings.Contains(s, ", sig: ") && strings.Contains(s, " [#"):
		return 5 // nios2 and microblaze have no number behind it
	case strings.HasPrefix(s, "[") && frameLike(s):
		return 5
	case strings.IndexByte(s, '=') < 0:
		return 0
	case strings.Contains(s, " PAGE_SIZE=") && strings.Contains(s, "K"), strings.Contains(s, " NR_CPUS="):
		return 4
	}
	return 0
}

var own = []string{
	"BUG: Kernel NULL pointer dereference", "BUG: Unable to handle kernel ", "BUG: Unable to handle unknown paging fault",
	"Faulting instruction address: 0x", "Kernel attempted to ",
	"Unable to handle kernel paging request for ",
	"NIP: ", "NIP [", "LR [", "REGS: ", "MSR: ", "CFAR: ", "GPR00: ", "GPR04: ", "GPR08: ", "GPR12: ", "GPR16: ", "GPR20: ", "GPR24: ", "GPR28: ",
	"--- interrupt: ", "---- interrupt: ", "--- Exception: ", "Instruction dump:",
}

// frameLike tells "[sp] [pc] name", two bare numbers in brackets.
func frameLike(s string) bool {
	_, rest, ok := bracket(s)
	if !ok {
		return false
	}
	_, _, ok = bracket(rest)
	return ok
}

// bracket takes "[c000000003f2f1b0] " off the start of s.
func bracket(s string) (uint64, string, bool) {
	if !strings.HasPrefix(s, "[") {
		return 0, s, false
	}
	v, n := arch.HexPrefix(s[1:])
	if n != 8 && n != 16 || !strings.HasPrefix(s[1+n:], "] ") {
		return 0, s, false
	}
	return v, s[n+3:], true
}

func read(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimSpace(l.Text)
	st := of(d)
	if st.dump && dump(d, st, s) {
		return true
	}
	switch {
	case row(d, st, s, l.N), fault(d, s, l.N), die(d, s, l.N), xmon(d, st, s, l.N):
		return true
	case s == "Instruction dump:":
		st.inner, st.dump = false, d.CodeLine == 0
		if st.dump {
			d.CodeLine = l.N
		}
		return true
	case strings.HasPrefix(s, "Code: "):
		st.inner = false
		return arch.ReadCode(d, l, "Code:")
	case strings.HasPrefix(s, "LR = "): // second half of "--- interrupt:" up to 5.10
		return true
	}
	return false
}

// dump reads the rows behind "Instruction dump:": eight words each, two
// rows (up to 6.1; "Code:" and one line since).
func dump(d *arch.Dump, st *state, s string) bool {
	words := arch.ParseWords(s)
	st.dump = len(words) > 0 && len(words[0].Hex) == 8 && len(d.Words) < 64
	if !st.dump {
		return false
	}
	d.Words = append(d.Words, words...)
	return true
}

// fault reads the headers of all versions:
//
//	BUG: Kernel NULL pointer dereference on read at 0x000001c1
//	BUG: Unable to handle kernel data access on write at 0x6b6b6b6b6b6b6b6b
//	BUG: Unable to handle kernel instruction fetch (NULL pointer?)
//	Unable to handle kernel paging request for data at address 0x00000010
//	Kernel attempted to read user page (1c1) - exploit attempt? (uid: 0)
//	Faulting instruction address: 0xc008000000370108
func fault(d *arch.Dump, s string, line int) bool {
	switch {
	case strings.HasPrefix(s, "Faulting instruction address: "):
		if v, ok := arch.HexAfter(s, "address: "); ok && !d.PC.HasAddress {
			d.PC.Address, d.PC.HasAddress, d.PCLine = v, true, line
			of(d).bare = true
			if v>>32 != 0 {
				d.Bits = 64 // no register may follow that would tell
			}
		}
		return true
	case strings.HasPrefix(s, "Kernel attempted to "):
		if v, ok := arch.HexAfter(s, " page ("); ok {
			d.FaultAt(v, line)
		}
	case strings.HasPrefix(s, "BUG: Kernel NULL pointer"), strings.HasPrefix(s, "BUG: Unable to handle "):
		if v, ok := arch.HexAfter(s, " at 0x"); ok {
			d.FaultAt(v, line)
		}
	case strings.HasPrefix(s, "Unable to handle kernel paging request for "):
		if v, ok := arch.HexAfter(s, " at address "); ok {
			d.FaultAt(v, line)
		}
	default:
		return false
	}
	access(d, s)
	return true
}

func access(d *arch.Dump, s string) {
	switch {
	case d.Fault.Access != "":
	case strings.Contains(s, " on read"), strings.Contains(s, "attempted to read "):
		d.Fault.Access = "read"
	case strings.Contains(s, " on write"), strings.Contains(s, "attempted to write "):
		d.Fault.Access = "write"
	case strings.Contains(s, "instruction fetch"), strings.Contains(s, "attempted to execute "):
		d.Fault.Access = "execute"
	}
}

// die reads "Oops: Kernel access of bad area, sig: 11 [#1]" and the
// line with the kernel's options below it.
func die(d *arch.Dump, s string, line int) bool {
	if strings.Contains(s, " NR_CPUS=") || strings.HasPrefix(s, "LE PAGE_SIZE=") || strings.HasPrefix(s, "BE PAGE_SIZE=") {
		d.Note(arch.KernelOptions, s, line)
		return true
	}
	before, n, _, ok := arch.DieNumber(s)
	if !ok || !strings.HasPrefix(before, "Oops: ") {
		return false
	}
	what, sig, ok := strings.Cut(before[len("Oops: "):], ", sig: ")
	if d.DieLine == 0 && ok {
		d.HasCode = true
		for _, c := range sig {
			if c < '0' || c > '9' || d.DieCode > 64 {
				break
			}
			d.DieCode = d.DieCode*10 + uint64(c-'0')
		}
	}
	d.Died(what, n, line)
	return true
}

func finish(d *arch.Dump) {
	st := of(d)
	if !st.named && d.PC.Function == "" && d.LRLine > 0 {
		d.PCLine = 0 // its name is lost, that of its caller is not
	}
	if _, told := d.Register("NIP"); st.bare && !told && d.PC.Function == "" {
		d.PC = d.Inside(d.PC.Address) // its address alone, without the line that would name it, tells no function
	}
	d.CompletePlace(&d.PC, "NIP")
	d.CompletePlace(&d.LR, "LR")
	d.SP, _ = d.Register("r1")
	status(d, st)
	code(d)
}

// region: book3s64 with the radix MMU and with the older hash layout,
// then 32 bits.
func region(d *arch.Dump, v uint64) arch.Region {
	if d.Bits == 32 {
		switch {
		case v >= 0xc0000000 && v < 0xf0000000:
			return arch.Region{Name: "linear map", Holds: arch.LinearMap}
		case v >= 0xb0000000 && v < 0xc0000000:
			return arch.Region{Name: "module", Holds: arch.ModuleArea}
		case v >= 0xf0000000:
			return arch.Region{Name: "vmalloc", Holds: arch.VmallocArea}
		case v >= 0x10000:
			return arch.Region{Name: "user", Holds: arch.UserMemory}
		}
		return arch.Region{}
	}
	return arch.Within(layout, v)
}

var layout = []arch.Area{
	{From: 0x10000, To: 0x000fffffffffffff, Name: "user", Holds: arch.UserMemory},
	{From: 0xc000000000000000, To: 0xc000000002ffffff, Name: "kernel image", Holds: arch.KernelImage},
	{From: 0xc000000003000000, To: 0xc007ffffffffffff, Name: "linear map", Holds: arch.LinearMap},
	{From: 0xc008000000000000, To: 0xc009ffffffffffff, Name: "vmalloc, or a module", Holds: arch.VmallocArea | arch.ModuleArea},
	{From: 0xc00a000000000000, To: 0xc00bffffffffffff, Name: "device registers (ioremap)", Holds: arch.DeviceArea},
	{From: 0xc00c000000000000, To: 0xc00fffffffffffff, Name: "struct page"},
	{From: 0xc010000000000000, To: 0xcfffffffffffffff, Name: "beyond what is mapped", Holds: arch.NoAddress},
	{From: 0xd000000000000000, To: 0xd0007fffffffffff, Name: "vmalloc, or a module", Holds: arch.VmallocArea | arch.ModuleArea},
	{From: 0xd000800000000000, To: 0xdfffffffffffffff, Name: "device registers (ioremap)", Holds: arch.DeviceArea},
	{From: 0xf000000000000000, To: 0xf0ffffffffffffff, Name: "struct page"},
}

// contexts are from arch/powerpc/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries: map[string]string{
		"hardware_interrupt_common": arch.IRQ, "hardware_interrupt_common_virt": arch.IRQ, "decrementer_common": arch.IRQ, "decrementer_common_virt": arch.IRQ,
	},
	Handlers: map[string]string{"timer_interrupt": arch.IRQ, "do_irq": arch.IRQ},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Status:    []string{"MSR:"},
	Registers: append([]string{"NIP", "LR ", "MSR: ", "CFAR: ", "DAR: ", "DEAR: ", "REGS: ", "GPR", "CTR: ", "TRAP: ", "IRQMASK: ", "SOFTE: "}, xmonRows...),
	Details:   []string{"enter ? for help"},
	Fault:     []string{"Faulting instruction", "LE PAGE_SIZE", "BE PAGE_SIZE", "PREEMPT"},
	Code:      []string{"Instruction dump:"},
	// arch/powerpc/mm/fault.c: __bad_page_fault(), kernel/traps.c: __die(), kernel/process.c: __show_regs()
	Printed: []string{
		"BUG: Unable ", "Faulting instruction", "Oops: ", "Modules linked in:", "CPU: ", "Hardware name: ", "NIP: ", "REGS: ", "MSR: ", "CFAR: ",
		"GPR00: ", "GPR04: ", "GPR08: ", "GPR12: ", "GPR16: ", "GPR20: ", "GPR24: ", "GPR28: ", "NIP [", "LR [", "Call Trace:", arch.PrintedFrames, "---[ end trace",
	},
}
