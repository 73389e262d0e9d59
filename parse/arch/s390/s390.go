// Package s390 is what s390 prints, of 64 bits.
package s390

import (
	"debug/elf"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Arch is IBM Z, 64 bits, and its 31-bit predecessor
// (arch/s390/kernel/{dumpstack,dis,traps}.c, arch/s390/mm/fault.c). Kernel and
// user space have address spaces of their own, so that an address alone tells
// nothing about what it belongs to: there is no Region.
var Arch = &arch.Arch{
	Name: "s390", Bits: 64, Order: binary.BigEndian, FaultPages: true, PCBehind: true, Lowcore: true,
	Moves:    true,
	Contexts: contexts, Lines: lines,
	Machines: []elf.Machine{elf.EM_S390}, Word: 2, Jumps: arch.Mnemonics([]string{"j", "br", "bas", "cgij", "cij", "clgij", "clij", "cgrj", "crj", "clgrj", "clrj"}),
	Calls:       arch.Mnemonics([]string{"brasl", "bras", "basr"}),
	Rewritten:   arch.Mnemonics([]string{"brcl", "jgnop", "nop", "nopr", "mc", "stfle", "lpswe", "llilh", "lay"}), // tracing, static keys, alternatives, the lowcore's place since 6.12
	StackSize:   16 << 10,
	PoisonDelta: 0xdead000000000000, PlainPoison: true, // CONFIG_ILLEGAL_POINTER_VALUE since 6.18
	KASANShadow: []uint64{0x1c000000000000},
	Evidence: arch.Evidence{
		Entries:  []string{"__s390x_sys_", "__s390_sys_", "pgm_check_handler", "__do_pgm_check", "sysc_do_svc", "sysc_nr_ok", "io_int_handler", "ext_int_handler"},
		Modules:  []string{"qeth", "qeth_l2", "qeth_l3", "qdio", "ccwgroup", "dasd_mod", "dasd_eckd_mod", "dasd_fba_mod", "zfcp", "ghash_s390", "aes_s390", "des_s390", "sha256_s390", "sha512_s390"},
		Folder:   "s390",
		Releases: []string{".s390x", "-s390x"},
		Digits:   16,
		Text:     []arch.Area{{From: 0x100000, To: 0x3ffffff, Name: "text"}, {From: 0x3ff00000000, To: 0x3ffffffffff, Name: "text, modules"}},
		Other:    []arch.Area{{From: 0x4000000, To: 0x1fffffffff, Name: "memory"}},
	},
	Claims: claims,
	Heads:  arch.HeadsOf(own, []string{"([<", "[<", "R:"}), Anywhere: []string{"[#"},
	Read:   read,
	Frames: frames,
	Finish: finish,
	Flow:   flow.Machine{Effect: effect, Calls: func(int) *flow.Convention { return calls }},
	Samples: []string{
		"Unable to handle kernel pointer dereference in virtual kernel address space",
		"Failing address: 0000000000000000 TEID: 0000000000000483",
		"Oops: 0004 ilc:3 [#1] SMP ",
		"monitor event: 0040 ilc:2 [#1] SMP ",
		"Krnl PSW : 0704c00180000000 000003ff7fd0301a (buffer_check+0x3a/0x50 [benchcrash])",
		"Krnl GPRS: 0000000000057fa8 0000000000e63e38 000000000000002e 0000000000e63e38",
		"Krnl Code: 000003ff7fd0300a: e3e0f0980024\tstg\t%r14,152(%r15)",
		"([<000003ff7fd03016>] buffer_check+0x36/0x50 [benchcrash])",
		"Last Breaking-Event-Address:",
	},
}

// state is where the reader is between lines.
type state struct {
	gpr  int  // the next register of the rows behind "GPRS:", else -1
	rows int  // of registers that were read
	code bool // in the rows behind "Code:"
	last int  // so many frames to come are last breaking event addresses (two CPUs: two)
	mask bool // the PSW was printed, its symbol may follow on a line of its own
	teid uint64
	ilc  uint64

	branch     arch.Symbol // the first last breaking event address
	branchLine int
}

func of(d *arch.Dump) *state { return arch.ScratchOf(d, state{gpr: -1}) }

func claims(text string) int {
	s := strings.TrimLeft(text, " ")
	if arch.Begins(s, own) {
		return 5
	}
	switch {
	case strings.Contains(s, " ilc:") && strings.Contains(s, "[#"):
		return 5
	case strings.HasPrefix(s, "([<") && strings.HasSuffix(s, ")"):
		return 5
	case strings.HasPrefix(s, "R:") && strings.Contains(s, " IO:"):
		return 5
	case strings.HasPrefix(s, "[<") && strings.Contains(s, ">] "):
		return 1
	}
	return 0
}

var own = []string{
	"Krnl PSW : ", "Krnl GPRS: ", "Krnl Code:", "User PSW : ", "User GPRS: ", "User Code:",
	"Failing address: ", "failing address: ", "Last Breaking-Event-Address:", "User process fault: interruption code ",
	"Unable to handle kernel pointer dereference ", "Unable to handle kernel paging request in virtual user",
	"Fault in home space mode", "Fault in primary space mode", "Fault in secondary space mode",
}

// frames reads the call trace. Round brackets are around a frame that the unwinder
// calls unreliable (arch/s390/kernel/dumpstack.c): the return address in r14 of a
// function that was interrupted, which may be a call's that is long over. The line
// below "Last Breaking-Event-Address:" looks like a frame
// and is none: it is where the last taken branch was.
func frames(d *arch.Dump, l arch.Line) bool {
	s := strings.Trim(l.Text, " ")
	s, guessed := strings.CutPrefix(s, "(")
	addr, s, ok := arch.TakeBracketed(s)
	if !ok {
		return false
	}
	sym, _, ok := arch.ParseSymbol(s)
	if !ok {
		return false
	}
	sym.Address, sym.HasAddress = addr, true
	st := of(d)
	st.gpr, st.code = -1, false
	if st.last > 0 {
		st.last--
		d.Note(arch.LastBranch, strings.TrimRight(s, " )"), l.N)
		if st.branchLine == 0 {
			st.branch, st.branchLine = sym, l.N
		}
		return true
	}
	d.AddFrame(arch.Frame{Symbol: sym, Reliable: !guessed, Line: l.N})
	return true
}

func read(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimSpace(l.Text)
	st := of(d)
	if goesOn(d, st, s, l.N) {
		return true
	}
	switch {
	case s == "Call Trace:":
		st.last, st.gpr, st.code = 0, -1, false
		return true
	case s == "Last Breaking-Event-Address:":
		st.last, st.code = st.last+1, false
		return true
	case strings.HasPrefix(s, "Krnl "), strings.HasPrefix(s, "User "):
		return block(d, st, s, l.N)
	case fault(d, st, s, l.N):
		return true
	case s == "Kernel stack overflow.":
		d.Died("Kernel stack overflow", 0, l.N)
		return true
	}
	return die(d, st, s, l.N)
}

// goesOn reads the indented lines below the register and code labels.
func goesOn(d *arch.Dump, st *state, s string, line int) bool {
	switch {
	case strings.HasPrefix(s, "R:") && strings.Contains(s, " IO:"):
		return true // the mask in words: status reads the number
	case st.mask && strings.HasPrefix(s, "("):
		place(d, s)
		st.mask = false
		return true
	case st.gpr >= 0 && arch.RegisterValue(s):
		gpRs(d, st, s, line)
		return true
	case st.code && row(d, s):
		return true
	}
	return false
}

// block reads the labelled lines, of the kernel's state or a user's:
//
//	Krnl PSW : 0704c00180000000 000003ff7fd0301a (buffer_check+0x3a/0x50 [benchcrash])
//	Krnl GPRS: 0000000000057fa8 0000000000e63e38 000000000000002e 0000000000e63e38
//	Krnl Code:#0000000000000000: 0000		illegal
func block(d *arch.Dump, st *state, s string, line int) bool {
	label, rest := s[len("Krnl "):], ""
	label, rest, ok := strings.Cut(label, ":")
	if !ok {
		return false
	}
	switch strings.TrimRight(label, " ") {
	case "PSW":
		d.UserMode = d.UserMode || strings.HasPrefix(s, "User ")
		return psw(d, st, strings.TrimLeft(rest, " "), line)
	case "GPRS":
		st.gpr = 0
		if len(d.Registers) == 0 {
			st.rows = 0
		}
		gpRs(d, st, rest, line)
	case "Code":
		rowsOver(d, st)
		st.gpr, st.code = -1, len(d.Code) == 0
		if st.code {
			d.CodeLine = line
			if !row(d, rest) {
				d.Note("code", strings.TrimSpace(rest), line)
			}
		}
	default:
		return false
	}
	return true
}

func psw(d *arch.Dump, st *state, s string, line int) bool {
	mask, digits, s, ok := arch.TakeValue(s)
	if !ok {
		return false
	}
	addr, _, s, ok := arch.TakeValue(strings.TrimLeft(s, " "))
	if !ok || d.PCLine != 0 {
		return ok
	}
	d.SetRegister("psw.mask", mask, digits, line)
	d.SetRegister("psw.addr", addr, digits, line)
	d.PC, d.PCLine = arch.Symbol{Address: addr, HasAddress: true}, line
	if s = strings.TrimLeft(s, " "); s != "" {
		place(d, s)
	}
	st.mask = s == ""
	return true
}

// place gives the PC its symbol, "(buffer_check+0x3a/0x50 [benchcrash])".
func place(d *arch.Dump, s string) {
	sym, _, ok := arch.ParseSymbol(strings.TrimPrefix(s, "("))
	if !ok || d.PC.Function != "" {
		return
	}
	sym.Address, sym.HasAddress = d.PC.Address, true
	d.PC = sym
}

// gpRs reads a row of four registers. But for the first the rows have no names, so what
// stands in them is known once all four were read.
func gpRs(d *arch.Dump, st *state, s string, line int) {
	n := 0
	for ; st.gpr+n <= 15; n++ {
		v, digits, rest, ok := arch.TakeWord(d, s)
		if !ok {
			break
		}
		d.SetRegister("r"+strconv.Itoa(st.gpr+n), v, digits, line)
		s = rest
	}
	rows := max(1, (n+perRow-1)/perRow) // more than one where somebody joined the lines
	st.gpr += rows * perRow
	st.rows += rows
	if st.gpr > 15 {
		st.gpr = -1
	}
}

const perRow = 4

// rowsOver: a row that was lost leaves those behind it without names.
func rowsOver(d *arch.Dump, st *state) {
	if 0 < st.rows && st.rows < 16/perRow {
		d.Registers = slices.DeleteFunc(d.Registers, func(r arch.Register) bool {
			n, err := strconv.Atoi(strings.TrimPrefix(r.Name, "r"))
			return err == nil && n >= perRow
		})
	}
	st.rows = 16 / perRow
}

// fault reads what mm/fault.c prints. Only the page is reported.
//
//	Failing address: dead000000000000 TEID: dead000000000803
//	AS:0000000001290007 R3:000000001fff0007 S:000000001ffff000 P:000000000000003d
func fault(d *arch.Dump, st *state, s string, line int) bool {
	switch {
	case strings.HasPrefix(s, "Failing address: "), strings.HasPrefix(s, "failing address: "):
		if v, ok := arch.HexAfter(s, "address: "); ok {
			d.FaultAt(v, line)
		}
		st.teid, _ = arch.HexAfter(s, "TEID: ")
	case strings.HasPrefix(s, "Unable to handle kernel pointer "), strings.HasPrefix(s, "Unable to handle kernel paging request "):
		if v, ok := arch.HexAfter(s, " virtual kernel address "); ok && v != 0xadd { // "… address space" has no address
			d.FaultAt(v, line)
		}
	case strings.HasPrefix(s, "Fault in "):
		d.Note("fault", strings.TrimSuffix(s, "."), line)
	case strings.HasPrefix(s, "AS:"):
		d.Note(arch.PageTableWalk, s, line)
	case strings.HasPrefix(s, "User process fault: interruption code "):
		d.UserMode = true
	default:
		return false
	}
	return true
}

// die reads "Oops: 0004 ilc:3 [#1] SMP"; before 3.15 without the length of
// the instruction, in 6.18 without the blank behind the number.
func die(d *arch.Dump, st *state, s string, line int) bool {
	before, n, _, ok := arch.DieNumber(s)
	if !ok {
		return false
	}
	i := strings.LastIndex(before, ": ")
	if i < 0 {
		return false
	}
	code, digits := arch.HexPrefix(before[i+2:])
	if digits != 4 {
		return false
	}
	if d.DieLine == 0 {
		d.DieCode, d.HasCode = code, true
		st.ilc, _ = arch.HexAfter(before, " ilc:")
	}
	d.Died(before[:i], n, line)
	return true
}

// contexts are from arch/s390/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries:  map[string]string{"io_int_handler": arch.IRQ, "ext_int_handler": arch.IRQ, "mcck_int_handler": arch.NMI},
	Handlers: map[string]string{"do_irq_async": arch.IRQ, "do_ext_irq": arch.IRQ, "do_io_irq": arch.IRQ},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Status:    []string{"Krnl PSW"},
	Registers: []string{"Krnl PSW", "Krnl GPRS", "User PSW", "R:"},
	Fault:     []string{"AS:", "Failing address", "Fault in "},
	Code:      []string{"Krnl Code:"},
	Headings:  []string{"Last Breaking-Event-Address:"},
	// arch/s390/mm/fault.c: report_user_fault() and its kin, kernel/dumpstack.c: die(), show_regs()
	FromPC: true,
	Printed: []string{
		"Unable to handle ", "Failing address", "Fault in ", "AS:", "Oops: ", "Modules linked in:", "CPU: ", "Hardware name: ", "Krnl PSW", "R:",
		"Krnl GPRS", "Krnl Code", "Call Trace:", arch.PrintedFrames, "Last Breaking-Event-Address", "---[ end trace",
	},
}
