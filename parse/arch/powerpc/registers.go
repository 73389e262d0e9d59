package powerpc

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

var names = []string{
	"NIP", "LR", "CTR", "MSR", "CR", "XER", "CFAR", "DAR", "DSISR", "DEAR", "ESR",
}

// row reads the rows of show_regs. Those of interrupted code, inside
// the trace, are passed over: the place of death counts.
//
//	NIP:  c0080000003104c8 LR: c008000000310514 CTR: c000000000310538
//	REGS: c000000004566fc0 TRAP: 0300   Tainted: G           OE       (6.1.0-50-powerpc64le Debian 6.1.176-1)
//	MSR:  8000000000001033 <SF,ME,IR,DR,RI,LE>  CR: 42088827  XER: 200400ad
//	CFAR: c008000000310510 DAR: 000000000000005c DSISR: 40000000 IRQMASK: 3
//	GPR00: c008000000310514 c000000004567260 c008000000348100 0000000000000000
//	NIP [c0080000003104c8] dma_chan_head+0x8/0x28 [benchcrash]
func row(d *arch.Dump, st *state, s string, line int) bool {
	if st.inner && rowLike(s) {
		return true
	}
	l := arch.Line{N: line, Text: s}
	switch {
	case strings.HasPrefix(s, "NIP ["), strings.HasPrefix(s, "LR ["):
		return place(d, s, line)
	case strings.HasPrefix(s, "GPR"):
		return gpr(d, s, line)
	case strings.HasPrefix(s, "REGS: "):
		st.trap, st.hit = arch.HexAfter(s, "TRAP: ")
		return true
	case strings.HasPrefix(s, "MSR: "):
		read := arch.ReadRow(d, l, names)
		if i := strings.IndexByte(s, '>'); i >= 0 {
			arch.ReadRow(d, arch.Line{N: line, Text: s[i+1:]}, names)
		}
		return read
	}
	masked := mask(d, s)
	if n := strings.Index(s, "IRQMASK: "); n >= 0 && n+9 < len(s) { // bit 0 is IRQS_DISABLED; SOFTE changed its sense in 4.16
		d.IRQs = arch.Masking{Known: true, Off: (s[n+9]-'0')&1 == 1, Line: line}
	}
	return arch.ReadRow(d, l, names) || masked
}

func rowLike(s string) bool { return arch.Begins(s, ownRows) }

var ownRows = []string{
	"NIP: ", "NIP [", "LR [", "REGS: ", "MSR: ", "CFAR: ", "DAR: ", "DEAR: ", "IRQMASK: ", "SOFTE: ", "GPR",
}

// place reads "NIP [c0080000003104c8] dma_chan_head+0x8/0x28 [benchcrash]".
func place(d *arch.Dump, s string, line int) bool {
	name, rest, _ := strings.Cut(s, " ")
	addr, rest, ok := bracket(rest)
	if !ok {
		return false
	}
	sym, _, ok := arch.ParseSymbol(rest)
	if !ok {
		return false
	}
	sym.Address, sym.HasAddress = addr, true
	switch {
	case name == "NIP" && d.PC.Function == "":
		d.PC, d.PCLine, of(d).named = sym, line, true
	case name == "LR" && d.LRLine == 0:
		d.LR, d.LRLine = sym, line
	}
	return true
}

// gpr reads a row of four (64-bit) or eight (32-bit) registers.
func gpr(d *arch.Dump, s string, line int) bool {
	label, rest, ok := strings.Cut(s[len("GPR"):], ":")
	n, err := strconv.Atoi(label)
	if !ok || err != nil || n < 0 || n > 31 {
		return false
	}
	for ; n <= 31; n++ {
		v, digits, tail, ok := arch.TakeWord(d, rest)
		if !ok {
			break
		}
		d.SetRegister("r"+strconv.Itoa(n), v, digits, line)
		rest = tail
	}
	return true
}

// mask reads the soft interrupt mask: "IRQMASK: 3" since 4.20, where a
// set bit masks; "SOFTE: 1" before that, where 1 is enabled.
func mask(d *arch.Dump, s string) bool {
	meaning := ""
	switch {
	case strings.Contains(s, "IRQMASK: 0"), strings.Contains(s, "SOFTE: 1"):
		meaning = "interrupts on"
	case strings.Contains(s, "IRQMASK: 1"), strings.Contains(s, "SOFTE: 0"):
		meaning = "interrupts off"
	case strings.Contains(s, "IRQMASK: 2"):
		meaning = "performance monitor interrupts off"
	case strings.Contains(s, "IRQMASK: 3"):
		meaning = "interrupts off, performance monitor too"
	default:
		return false
	}
	d.Flag("IRQMASK", meaning)
	return true
}

// msrBits are the bits of the machine state register (asm/reg.h).
var msrBits = []arch.Bit{
	{N: 63, Name: "SF", Set: "64-bit mode", Clear: ""},
	{N: 60, Name: "HV", Set: "hypervisor state", Clear: ""},
	{N: 33, Name: "TS0", Set: "in a suspended transaction", Clear: ""},
	{N: 34, Name: "TS1", Set: "in a transaction", Clear: ""},
	{N: 32, Name: "TM", Set: "transactional memory on", Clear: ""},
	{N: 25, Name: "VEC", Set: "vector unit on", Clear: ""},
	{N: 23, Name: "VSX", Set: "VSX unit on", Clear: ""},
	{N: 22, Name: "S", Set: "secure state", Clear: ""},
	{N: 15, Name: "EE", Set: "external interrupts on", Clear: "external interrupts off"},
	{N: 14, Name: "PR", Set: "user mode", Clear: "kernel mode"},
	{N: 13, Name: "FP", Set: "floating point on", Clear: ""},
	{N: 12, Name: "ME", Set: "machine checks on", Clear: "machine checks off: one now stops the CPU"},
	{N: 10, Name: "SE", Set: "single step", Clear: ""},
	{N: 9, Name: "BE", Set: "branch trace", Clear: ""},
	{N: 5, Name: "IR", Set: "instruction translation on", Clear: "instruction translation off (real mode)"},
	{N: 4, Name: "DR", Set: "data translation on", Clear: "data translation off (real mode)"},
	{N: 2, Name: "PMM", Set: "performance monitor mark", Clear: ""},
	{N: 1, Name: "RI", Set: "recoverable", Clear: "not recoverable: an exception was being entered or left"},
	{N: 0, Name: "LE", Set: "little endian", Clear: "big endian"},
}

// dsisrBits are the causes in DSISR of a data storage interrupt.
var dsisrBits = []arch.Bit{
	{N: 30, Name: "NOTFOUND", Set: "no translation for the address", Clear: ""},
	{N: 27, Name: "PROT", Set: "protection: access not permitted", Clear: ""},
	{N: 26, Name: "BADACCESS", Set: "cache-inhibited or guarded access not permitted", Clear: ""},
	{N: 25, Name: "STORE", Set: "a store", Clear: "a load"},
	{N: 22, Name: "DABR", Set: "data breakpoint matched", Clear: ""},
	{N: 21, Name: "KEY", Set: "storage key fault", Clear: ""},
	{N: 19, Name: "MMU", Set: "unsupported MMU configuration", Clear: ""},
	{N: 18, Name: "RC", Set: "setting reference or change bit failed", Clear: ""},
	{N: 17, Name: "PRTABLE", Set: "bad process table entry", Clear: ""},
}

func status(d *arch.Dump, st *state) {
	if st.hit {
		d.Flag("TRAP", trapName(st.trap))
	}
	if msr, ok := d.Register("MSR"); ok {
		d.StatusBits(msr, msrBits)
		d.UserMode = msr>>14&1 == 1
		d.Means("MSR", d.Summary(0, "PR", "EE"))
		if d.Bits == 32 { // 64-bit kernels mask them in software first
			d.Interrupts(msr>>15&1 == 1, "MSR")
		}
	}
	d.Means("CR", "condition fields", "XER", "carry and overflow", "DSISR", "cause of a data storage interrupt", "ESR", "cause of the exception")
	faultOf(d, st)
}

// storageVectors are those of data storage, data segment, alignment and
// hypervisor data storage interrupts: a load or store went wrong.
var storageVectors = []uint64{0x300, 0x380, 0x600, 0xe00}

// faultOf tells address and access of the fault from the vector. In an alignment
// interrupt DSISR holds bits of the instruction, and since Power ISA 3.0 nothing at all.
func faultOf(d *arch.Dump, st *state) {
	trap := st.trap &^ 0xf
	storage := slices.Contains(storageVectors, trap)
	if dsisr, ok := d.Register("DSISR"); ok && storage && trap != 0x380 && trap != 0x600 {
		storageFault(d, dsisr, dsisr>>25&1 == 1)
	}
	if esr, ok := d.Register("ESR"); ok && storage && d.Fault.Access == "" { // BookE
		d.Fault.Access = [2]string{"read", "write"}[esr>>23&1]
	}
	switch {
	case trap == 0x400 || trap == 0x480:
		fetch(d)
	case storage || trap == 0x200:
		dar(d)
	}
	if d.Fault.Detail == "" && d.Fault.HasAddress && st.hit {
		d.Fault.Detail = trapName(st.trap)
	}
}

func storageFault(d *arch.Dump, dsisr uint64, store bool) {
	before := len(d.Status)
	d.StatusBits(dsisr, dsisrBits)
	for _, f := range d.Status[before:] {
		if f.Name != "STORE" && d.Fault.Detail == "" {
			d.Fault.Detail = f.Meaning
		}
	}
	if d.Fault.Access == "" {
		d.Fault.Access = "read"
		if store {
			d.Fault.Access = "write"
		}
	}
}

// dar takes the fault's address from the register where the header was
// lost, or has none (a machine check, an alignment exception).
func dar(d *arch.Dump) {
	for _, name := range []string{"DAR", "DEAR"} {
		if v, ok := d.Register(name); ok {
			d.FaultAt(v, d.RegisterLine(name))
		}
	}
}

// fetch: an instruction storage interrupt faults at the PC itself.
func fetch(d *arch.Dump) {
	d.Fault.Access = "execute"
	if v, ok := d.Register("NIP"); ok {
		d.FaultAt(v, d.RegisterLine("NIP"))
	}
}
