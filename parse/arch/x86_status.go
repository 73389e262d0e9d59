package arch

import "fmt"

// Bits of the page fault error code, arch/x86/include/asm/trap_pf.h.
const (
	pfProt  = 1 << 0
	pfWrite = 1 << 1
	pfUser  = 1 << 2
	pfInstr = 1 << 4
)

var x86ErrorBits = []bit{
	{n: 0, name: "PROT", set: "protection violation"}, {n: 1, name: "WRITE", set: "write"}, {n: 2, name: "USER", set: "user mode"},
	{n: 3, name: "RSVD", set: "reserved bit set"}, {n: 4, name: "INSTR", set: "instruction fetch"}, {n: 5, name: "PK", set: "protection key"},
	{n: 6, name: "SHSTK", set: "shadow stack"}, {n: 15, name: "SGX", set: "SGX"}, {n: 31, name: "RMP", set: "RMP"},
}

// x86Finish decodes the error code, the flags and the control registers.
func x86Finish(d *Dump) {
	s := x86Scratch(d)
	code, known := s.errCode, s.hasError
	if !known && d.Die == "Oops" && d.HasCode {
		code, known = d.DieCode, true
	}
	if known {
		x86DecodeError(d, code)
	}
	if cr2, ok := d.Register("CR2"); ok && d.Die == "Oops" && !d.Fault.HasAddress {
		d.faultAt(cr2, d.DieLine)
	}
	if flags, ok := d.Register("EFLAGS"); ok {
		d.bits(flags, x86FlagBits)
		if iopl := flags >> 12 & 3; iopl != 0 {
			d.flag("IOPL", fmt.Sprintf("I/O privilege level %d", iopl))
		}
	}
	if cs, ok := d.Register("CS"); ok {
		d.flag("CPL", x86Ring(cs))
	}
	x86Meanings(d)
	x86DecodeCode(d)
}

func x86Ring(cs uint64) string {
	if cs&3 == 3 {
		return "user mode"
	}
	return "kernel mode"
}

// x86DecodeError fills in what the lines of newer kernels did not already say.
func x86DecodeError(d *Dump, code uint64) {
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
	names := bitNames(code, x86ErrorBits)
	if names == "" {
		names = "kernel read of a page that is not present"
	}
	d.note("error code", fmt.Sprintf("0x%04x: %s", code, names), max(d.DieLine, d.Fault.Line))
}

var x86FlagBits = []bit{
	{n: 0, name: "CF", set: "carry"}, {n: 2, name: "PF", set: "parity"}, {n: 4, name: "AF", set: "adjust"}, {n: 6, name: "ZF", set: "zero"},
	{n: 7, name: "SF", set: "negative"}, {n: 8, name: "TF", set: "single step"}, {n: 9, name: "IF", set: "IRQs on", clear: "IRQs off"},
	{n: 10, name: "DF", set: "string operations go down"}, {n: 11, name: "OF", set: "overflow"}, {n: 14, name: "NT", set: "nested task"},
	{n: 16, name: "RF", set: "resume"}, {n: 17, name: "VM", set: "virtual 8086"}, {n: 18, name: "AC", set: "user access allowed (SMAP off), or alignment checks"},
	{n: 19, name: "VIF", set: "virtual IRQs on"}, {n: 20, name: "VIP", set: "virtual IRQ pending"},
}

var x86CR0Bits = []bit{
	{n: 0, name: "PE"}, {n: 1, name: "MP"}, {n: 2, name: "EM"}, {n: 3, name: "TS"}, {n: 4, name: "ET"}, {n: 5, name: "NE"},
	{n: 16, name: "WP"}, {n: 18, name: "AM"}, {n: 29, name: "NW"}, {n: 30, name: "CD"}, {n: 31, name: "PG"},
}

var x86CR4Bits = []bit{
	{n: 0, name: "VME"}, {n: 1, name: "PVI"}, {n: 2, name: "TSD"}, {n: 3, name: "DE"}, {n: 4, name: "PSE"}, {n: 5, name: "PAE"},
	{n: 6, name: "MCE"}, {n: 7, name: "PGE"}, {n: 8, name: "PCE"}, {n: 9, name: "OSFXSR"}, {n: 10, name: "OSXMMEXCPT"}, {n: 11, name: "UMIP"},
	{n: 12, name: "LA57"}, {n: 13, name: "VMXE"}, {n: 14, name: "SMXE"}, {n: 16, name: "FSGSBASE"}, {n: 17, name: "PCIDE"},
	{n: 18, name: "OSXSAVE"}, {n: 20, name: "SMEP"}, {n: 21, name: "SMAP"}, {n: 22, name: "PKE"}, {n: 23, name: "CET"}, {n: 32, name: "FRED"},
}

// x86Meanings tells what the registers are that hold no addresses of data. A
// clear WP or SMAP in the control registers explains faults that should have
// happened earlier.
func x86Meanings(d *Dump) {
	for i := range d.Registers {
		r := &d.Registers[i]
		switch r.Name {
		case "CR0":
			r.Meaning = bitNames(r.Value, x86CR0Bits)
		case "CR4":
			r.Meaning = bitNames(r.Value, x86CR4Bits)
		case "CR2":
			r.Meaning = "address of the last page fault"
		case "CR3":
			r.Meaning = "physical address of the page table"
		case "EFLAGS":
			r.Meaning = bitNames(r.Value, x86FlagBits)
		case "PKRU":
			r.Meaning = "protection keys"
		case "CS", "DS", "ES", "SS":
			r.Meaning = x86Selector(r.Value)
		case "FS", "GS", "knlGS":
			x86SegmentBase(d, r)
		}
	}
}

func x86Selector(v uint64) string {
	switch {
	case v == 0:
		return "null selector"
	case v&3 == 3:
		return "user selector"
	}
	return "kernel selector"
}

// x86SegmentBase: x86_64 prints the bases, i386 selectors.
func x86SegmentBase(d *Dump, r *Register) {
	switch {
	case d.Bits == 32:
		r.Meaning = x86Selector(r.Value)
	case r.Name == "GS" && r.Value>>63 == 1:
		r.Meaning = "per-CPU base"
	case r.Name == "FS" && r.Value != 0 && r.Value>>63 == 0:
		r.Meaning = "thread pointer of the task"
	}
}
