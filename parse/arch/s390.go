package arch

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// S390 is IBM Z, 64 bits, and its 31-bit predecessor
// (arch/s390/kernel/{dumpstack,dis,traps}.c, arch/s390/mm/fault.c). Kernel and
// user space have address spaces of their own, so that an address alone tells
// nothing about what it belongs to: there is no Region.
var S390 = &Arch{
	Name: "s390", Bits: 64, Order: binary.BigEndian,
	Contexts:    s390Contexts,
	StackSize:   16 << 10,
	KASANShadow: []uint64{0x1c000000000000},
	Claims:      s390Claims,
	Read:        s390Read,
	Frames:      s390Frames,
	Finish:      s390Finish,
	Explain:     Machine{Effect: s390Effect, Calls: func(int) *Convention { return s390Calls }}.Explain,
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

// s390State is where the reader is between lines.
type s390State struct {
	gpr  int  // the next register of the rows behind "GPRS:", else -1
	code bool // in the rows behind "Code:"
	last int  // so many frames to come are last breaking event addresses (two CPUs: two)
	mask bool // the PSW was printed, its symbol may follow on a line of its own
	teid uint64
	ilc  uint64
}

func s390Of(d *Dump) *s390State {
	st, ok := d.Scratch.(*s390State)
	if !ok {
		st = &s390State{gpr: -1}
		d.Scratch = st
	}
	return st
}

func s390Claims(text string) int {
	s := strings.TrimLeft(text, " ")
	if Begins(s, s390Own) {
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

var s390Own = []string{
	"Krnl PSW : ", "Krnl GPRS: ", "Krnl Code:", "User PSW : ", "User GPRS: ", "User Code:",
	"Failing address: ", "failing address: ", "Last Breaking-Event-Address:", "User process fault: interruption code ",
	"Unable to handle kernel pointer dereference ", "Unable to handle kernel paging request in virtual user",
	"Fault in home space mode", "Fault in primary space mode", "Fault in secondary space mode",
}

// s390Frames reads the call trace. Round brackets are around a frame that was
// not found by following the back chain: the return address in r14 of a
// function that was interrupted. It is where the innermost call came from, so
// it counts. The line below "Last Breaking-Event-Address:" looks like a frame
// and is none: it is where the last taken branch was.
func s390Frames(d *Dump, l Line) bool {
	s := strings.Trim(l.Text, " ")
	s = strings.TrimPrefix(s, "(")
	addr, s, ok := TakeBracketed(s)
	if !ok {
		return false
	}
	sym, _, ok := ParseSymbol(s)
	if !ok {
		return false
	}
	sym.Address, sym.HasAddress = addr, true
	st := s390Of(d)
	st.gpr, st.code = -1, false
	if st.last > 0 {
		st.last--
		d.Note("last branch from", strings.TrimRight(s, " )"), l.N)
		return true
	}
	d.AddFrame(Frame{Symbol: sym, Reliable: true, Line: l.N})
	return true
}

func s390Read(d *Dump, l Line) bool {
	s := strings.TrimSpace(l.Text)
	st := s390Of(d)
	if s390GoesOn(d, st, s, l.N) {
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
		return s390Block(d, st, s, l.N)
	case s390Fault(d, st, s, l.N):
		return true
	case s == "Kernel stack overflow.":
		d.Died("Kernel stack overflow", 0, l.N)
		return true
	}
	return s390Die(d, st, s, l.N)
}

// s390GoesOn reads the indented lines below the register and code labels.
func s390GoesOn(d *Dump, st *s390State, s string, line int) bool {
	switch {
	case strings.HasPrefix(s, "R:") && strings.Contains(s, " IO:"):
		return true // the mask in words: s390Status reads the number
	case st.mask && strings.HasPrefix(s, "("):
		s390Place(d, s)
		st.mask = false
		return true
	case st.gpr >= 0 && RegisterValue(s):
		s390GPRs(d, st, s, line)
		return true
	case st.code && s390Row(d, s):
		return true
	}
	return false
}

// s390Block reads the labelled lines, of the kernel's state or a user's:
//
//	Krnl PSW : 0704c00180000000 000003ff7fd0301a (buffer_check+0x3a/0x50 [benchcrash])
//	Krnl GPRS: 0000000000057fa8 0000000000e63e38 000000000000002e 0000000000e63e38
//	Krnl Code:#0000000000000000: 0000		illegal
func s390Block(d *Dump, st *s390State, s string, line int) bool {
	label, rest := s[len("Krnl "):], ""
	label, rest, ok := strings.Cut(label, ":")
	if !ok {
		return false
	}
	switch strings.TrimRight(label, " ") {
	case "PSW":
		d.UserMode = d.UserMode || strings.HasPrefix(s, "User ")
		return s390PSW(d, st, strings.TrimLeft(rest, " "), line)
	case "GPRS":
		st.gpr = 0
		s390GPRs(d, st, rest, line)
	case "Code":
		st.gpr, st.code = -1, len(d.Code) == 0
		if st.code {
			d.CodeLine = line
			if !s390Row(d, rest) {
				d.Note("code", strings.TrimSpace(rest), line)
			}
		}
	default:
		return false
	}
	return true
}

func s390PSW(d *Dump, st *s390State, s string, line int) bool {
	mask, digits, s, ok := TakeValue(s)
	if !ok {
		return false
	}
	addr, _, s, ok := TakeValue(strings.TrimLeft(s, " "))
	if !ok || d.PCLine != 0 {
		return ok
	}
	d.SetRegister("psw.mask", mask, digits, line)
	d.SetRegister("psw.addr", addr, digits, line)
	d.PC, d.PCLine = Symbol{Address: addr, HasAddress: true}, line
	if s = strings.TrimLeft(s, " "); s != "" {
		s390Place(d, s)
	}
	st.mask = s == ""
	return true
}

// s390Place gives the PC its symbol, "(buffer_check+0x3a/0x50 [benchcrash])".
func s390Place(d *Dump, s string) {
	sym, _, ok := ParseSymbol(strings.TrimPrefix(s, "("))
	if !ok || d.PC.Function != "" {
		return
	}
	sym.Address, sym.HasAddress = d.PC.Address, true
	d.PC = sym
}

func s390GPRs(d *Dump, st *s390State, s string, line int) {
	for st.gpr <= 15 {
		v, digits, rest, ok := TakeValue(strings.TrimLeft(s, " "))
		if !ok {
			return
		}
		d.SetRegister("r"+strconv.Itoa(st.gpr), v, digits, line)
		s = rest
		st.gpr++
	}
	st.gpr = -1
}

// s390Fault reads what mm/fault.c prints. Only the page is reported.
//
//	Failing address: dead000000000000 TEID: dead000000000803
//	AS:0000000001290007 R3:000000001fff0007 S:000000001ffff000 P:000000000000003d
func s390Fault(d *Dump, st *s390State, s string, line int) bool {
	switch {
	case strings.HasPrefix(s, "Failing address: "), strings.HasPrefix(s, "failing address: "):
		if v, ok := HexAfter(s, "address: "); ok {
			d.FaultAt(v, line)
		}
		st.teid, _ = HexAfter(s, "TEID: ")
	case strings.HasPrefix(s, "Unable to handle kernel pointer "), strings.HasPrefix(s, "Unable to handle kernel paging request "):
		if v, ok := HexAfter(s, " virtual kernel address "); ok && v != 0xadd { // "… address space" has no address
			d.FaultAt(v, line)
		}
	case strings.HasPrefix(s, "Fault in "):
		d.Note("fault", strings.TrimSuffix(s, "."), line)
	case strings.HasPrefix(s, "AS:"):
		d.Note("page table walk", s, line)
	case strings.HasPrefix(s, "User process fault: interruption code "):
		d.UserMode = true
	default:
		return false
	}
	return true
}

// s390Die reads "Oops: 0004 ilc:3 [#1] SMP"; before 3.15 without the length of
// the instruction, in 6.18 without the blank behind the number.
func s390Die(d *Dump, st *s390State, s string, line int) bool {
	before, n, _, ok := DieNumber(s)
	if !ok {
		return false
	}
	i := strings.LastIndex(before, ": ")
	if i < 0 {
		return false
	}
	code, digits := HexPrefix(before[i+2:])
	if digits != 4 {
		return false
	}
	if d.DieLine == 0 {
		d.DieCode, d.HasCode = code, true
		st.ilc, _ = HexAfter(before, " ilc:")
	}
	d.Died(before[:i], n, line)
	return true
}

// s390Contexts are from arch/s390/kernel/{entry,irq,traps} of 3.x to 6.x.
var s390Contexts = Contexts{
	Entries:  map[string]string{"io_int_handler": IRQ, "ext_int_handler": IRQ, "mcck_int_handler": NMI},
	Handlers: map[string]string{"do_irq_async": IRQ, "do_ext_irq": IRQ, "do_io_irq": IRQ},
}
