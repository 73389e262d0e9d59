package x86

import (
	"fmt"

	"oopscope/parse/arch"
)

// Bits of the page fault error code, arch/x86/include/asm/trap_pf.h.
const (
	pfProt  = 1 << 0
	pfWrite = 1 << 1
	pfUser  = 1 << 2
	pfInstr = 1 << 4
)

var errorBits = []arch.Bit{
	{N: 0, Name: "PROT", Set: "protection violation"}, {N: 1, Name: "WRITE", Set: "write"}, {N: 2, Name: "USER", Set: "user mode"},
	{N: 3, Name: "RSVD", Set: "reserved bit set"}, {N: 4, Name: "INSTR", Set: "instruction fetch"}, {N: 5, Name: "PK", Set: "protection key"},
	{N: 6, Name: "SHSTK", Set: "shadow stack"}, {N: 15, Name: "SGX", Set: "SGX"}, {N: 31, Name: "RMP", Set: "RMP"},
}

// finish decodes the error code, the flags and the control registers.
func finish(d *arch.Dump) {
	s := scratch(d)
	code, known := s.errCode, s.hasError
	if !known && d.Die == "Oops" && d.HasCode {
		code, known = d.DieCode, true
	}
	if known {
		decodeError(d, code)
	}
	if cr2, ok := d.Register("CR2"); ok && d.Die == "Oops" && !d.Fault.HasAddress {
		d.FaultAt(cr2, d.DieLine)
	}
	if flags, ok := d.Register("EFLAGS"); ok {
		d.StatusBits(flags, flagBits)
		d.Interrupts(flags>>9&1 == 1, "EFLAGS")
		if iopl := flags >> 12 & 3; iopl != 0 {
			d.Flag("IOPL", fmt.Sprintf("I/O privilege level %d", iopl))
		}
	}
	if cs, ok := d.Register("CS"); ok {
		d.Flag("CPL", ring(cs))
	}
	meanings(d)
	decodeCode(d)
	usedUp(d)
}

func ring(cs uint64) string {
	if cs&3 == 3 {
		return "user mode"
	}
	return "kernel mode"
}

// decodeError fills in what the lines of newer kernels did not already say.
func decodeError(d *arch.Dump, code uint64) {
	if d.Fault.Access == "" {
		switch {
		case code&pfInstr != 0:
			d.Fault.Access = "execute"
		case code&pfWrite != 0:
			d.Fault.Access = "write"
		default:
			d.Fault.Access = "read"
		}
	}
	if d.Fault.Detail == "" {
		if d.Fault.Detail = "not-present page"; code&pfProt != 0 {
			d.Fault.Detail = "permissions violation"
		}
	}
	names := arch.BitNames(code, errorBits)
	if names == "" {
		names = "kernel read of a page that is not present"
	}
	d.Note(arch.ErrorCode, fmt.Sprintf("0x%04x: %s", code, names), max(d.DieLine, d.Fault.Line))
}

var flagBits = []arch.Bit{
	{N: 0, Name: "CF", Set: "carry"}, {N: 2, Name: "PF", Set: "parity"}, {N: 4, Name: "AF", Set: "adjust"}, {N: 6, Name: "ZF", Set: "zero"},
	{N: 7, Name: "SF", Set: "negative"}, {N: 8, Name: "TF", Set: "single step"}, {N: 9, Name: "IF", Set: "IRQs on", Clear: "IRQs off"},
	{N: 10, Name: "DF", Set: "string operations go down"}, {N: 11, Name: "OF", Set: "overflow"}, {N: 14, Name: "NT", Set: "nested task"},
	{N: 16, Name: "RF", Set: "resume"}, {N: 17, Name: "VM", Set: "virtual 8086"}, {N: 18, Name: "AC", Set: "user access allowed (SMAP off), or alignment checks"},
	{N: 19, Name: "VIF", Set: "virtual IRQs on"}, {N: 20, Name: "VIP", Set: "virtual IRQ pending"},
}

var cr0Bits = []arch.Bit{
	{N: 0, Name: "PE"}, {N: 1, Name: "MP"}, {N: 2, Name: "EM"}, {N: 3, Name: "TS"}, {N: 4, Name: "ET"}, {N: 5, Name: "NE"},
	{N: 16, Name: "WP"}, {N: 18, Name: "AM"}, {N: 29, Name: "NW"}, {N: 30, Name: "CD"}, {N: 31, Name: "PG"},
}

var cr4Bits = []arch.Bit{
	{N: 0, Name: "VME"}, {N: 1, Name: "PVI"}, {N: 2, Name: "TSD"}, {N: 3, Name: "DE"}, {N: 4, Name: "PSE"}, {N: 5, Name: "PAE"},
	{N: 6, Name: "MCE"}, {N: 7, Name: "PGE"}, {N: 8, Name: "PCE"}, {N: 9, Name: "OSFXSR"}, {N: 10, Name: "OSXMMEXCPT"}, {N: 11, Name: "UMIP"},
	{N: 12, Name: "LA57"}, {N: 13, Name: "VMXE"}, {N: 14, Name: "SMXE"}, {N: 16, Name: "FSGSBASE"}, {N: 17, Name: "PCIDE"},
	{N: 18, Name: "OSXSAVE"}, {N: 20, Name: "SMEP"}, {N: 21, Name: "SMAP"}, {N: 22, Name: "PKE"}, {N: 23, Name: "CET"}, {N: 32, Name: "FRED"},
}

// meanings tells what the registers are that hold no addresses of data. A
// clear WP or SMAP in the control registers explains faults that should have
// happened earlier.
func meanings(d *arch.Dump) {
	for i := range d.Registers {
		r := &d.Registers[i]
		switch r.Name {
		case "CR0":
			r.Meaning = arch.BitNames(r.Value, cr0Bits)
		case "CR4":
			r.Meaning = arch.BitNames(r.Value, cr4Bits)
		case "CR2":
			r.Meaning = "address of the last page fault"
		case "CR3":
			r.Meaning = "physical address of the page table"
		case "EFLAGS":
			r.Meaning = arch.BitNames(r.Value, flagBits)
		case "PKRU":
			r.Meaning = "protection keys"
		case "CS", "DS", "ES", "SS":
			r.Meaning = selector(r.Value)
		case "FS", "GS", "knlGS":
			segmentBase(d, r)
		}
	}
}

func selector(v uint64) string {
	switch {
	case v == 0:
		return "null selector"
	case v&3 == 3:
		return "user selector"
	}
	return "kernel selector"
}

// segmentBase: x86_64 prints the bases, i386 selectors.
func segmentBase(d *arch.Dump, r *arch.Register) {
	switch {
	case d.Bits == 32:
		r.Meaning = selector(r.Value)
	case r.Name == "GS" && r.Value>>63 == 1:
		r.Meaning = "per-CPU base"
	case r.Name == "FS" && r.Value != 0 && r.Value>>63 == 0:
		r.Meaning = "thread pointer of the task"
	}
}
