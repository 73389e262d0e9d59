package mips

import (
	"strings"

	"oopscope/parse/arch"
)

// control reads the lines below the general registers, one each:
//
//	Hi    : 0a4e7a74ad0ce368
//	epc   : ffffffffc0002114 sensor_parse_header+0x14/0x28 [benchcrash]
//	Status: 1000a4e3	KX SX UX KERNEL EXL IE
//	Cause : 10800008 (ExcCode 02)
//	PrId  : 00018900 (MIPS 5KE)
//	Process sh (pid: 78, threadinfo=00000000297b9fd8, task=000000005e09f4cf, tls=0000000135bb7760)
func control(d *arch.Dump, st *state, s string, line int) bool {
	label, rest, ok := strings.Cut(s, ":")
	if !ok {
		return false
	}
	label = strings.TrimRight(label, " ")
	value, digits, tail, ok := arch.TakeValue(strings.TrimLeft(rest, " "))
	switch label {
	case "Process ", "*HwTLS", "*HwTL":
		return true
	case "Hi", "Lo", "Acx", "Status", "Cause", "BadVA", "PrId", "epc", "ra":
	default:
		return strings.HasPrefix(label, "Process ") && strings.Contains(s, "threadinfo=")
	}
	if !ok {
		return false
	}
	if label != "ra" { // $31 already has it
		d.SetRegister(label, value, width(label, digits), line)
	}
	tail = strings.TrimSpace(tail)
	switch label {
	case "epc":
		arch.RegisterPlace(&d.PC, &d.PCLine, value, tail, line)
	case "ra":
		arch.RegisterPlace(&d.LR, &d.LRLine, value, tail, line)
	case "Status":
		st.epoch = strings.Contains(tail, "KU") || strings.Contains(tail, "IEc")
	case "PrId":
		d.Note("processor", strings.Trim(tail, "()"), line)
	}
	return true
}

// width keeps the 32-bit control registers from telling the machine's width.
func width(label string, digits int) int {
	switch label {
	case "Status", "Cause", "PrId":
		return 0
	}
	return digits
}

// statusBits are those of CP0 Status from R4000 on.
var statusBits = []arch.Bit{
	{N: 0, Name: "IE", Set: "interrupts on", Clear: "interrupts off"},
	{N: 1, Name: "EXL", Set: "in an exception", Clear: ""},
	{N: 2, Name: "ERL", Set: "in an error exception", Clear: ""},
	{N: 5, Name: "UX", Set: "64-bit user addresses", Clear: ""},
	{N: 6, Name: "SX", Set: "64-bit supervisor addresses", Clear: ""},
	{N: 7, Name: "KX", Set: "64-bit kernel addresses", Clear: ""},
	{N: 19, Name: "NMI", Set: "came by an NMI", Clear: ""},
	{N: 20, Name: "SR", Set: "came by a soft reset", Clear: ""},
	{N: 21, Name: "TS", Set: "TLB shutdown: two entries matched", Clear: ""},
	{N: 22, Name: "BEV", Set: "boot exception vectors", Clear: ""},
	{N: 24, Name: "MX", Set: "DSP on", Clear: ""},
	{N: 25, Name: "RE", Set: "reversed byte order in user mode", Clear: ""},
	{N: 26, Name: "FR", Set: "64-bit floating point registers", Clear: ""},
	{N: 28, Name: "CU0", Set: "coprocessor 0 usable", Clear: ""},
	{N: 29, Name: "CU1", Set: "floating point on", Clear: ""},
	{N: 30, Name: "CU2", Set: "coprocessor 2 usable", Clear: ""},
}

// epochBits are those of the R2000 and R3000.
var epochBits = []arch.Bit{
	{N: 0, Name: "IEc", Set: "interrupts on", Clear: "interrupts off"},
	{N: 1, Name: "KUc", Set: "user mode", Clear: "kernel mode"},
	{N: 2, Name: "IEp", Set: "interrupts were on before the exception", Clear: "interrupts were off before the exception"},
	{N: 3, Name: "KUp", Set: "came from user mode", Clear: "came from kernel mode"},
}

func status(d *arch.Dump, st *state) {
	v, ok := d.Register("Status")
	if !ok {
		return
	}
	if st.epoch {
		d.StatusBits(v, epochBits)
		d.Interrupts(v>>2&1 == 1, "Status")
		d.UserMode = v>>3&1 == 1
		return
	}
	d.StatusBits(v, statusBits)
	d.Interrupts(v&1 == 1, "Status")
	mode := v >> 3 & 3
	d.Flag("KSU", [4]string{"kernel mode", "supervisor mode", "user mode", "undefined mode"}[mode])
	d.UserMode = mode == 2
	d.Means("Status", d.Summary(0, "KSU", "IE", "EXL"), "PrId", "processor identification")
}

// exceptions are the values of the ExcCode field, Cause bits 6 to 2.
var exceptions = []string{
	0: "interrupt", 1: "TLB modified: write to a read-only page", 2: "TLB miss on load or fetch",
	3: "TLB miss on store", 4: "address error on load or fetch", 5: "address error on store",
	6: "bus error on fetch", 7: "bus error on load or store", 8: "system call", 9: "breakpoint",
	10: "reserved instruction", 11: "coprocessor unusable", 12: "integer overflow", 13: "trap",
	14: "MSA floating point", 15: "floating point", 16: "implementation-dependent 1",
	17: "implementation-dependent 2", 18: "coprocessor 2", 19: "TLB read inhibit", 20: "TLB execute inhibit",
	21: "MSA disabled", 22: "MDMX", 23: "watchpoint", 24: "machine check", 25: "thread", 26: "DSP disabled",
	27: "virtual guest", 30: "cache error",
}

var access = map[uint64]string{
	1: "write", 2: "read", 3: "write", 4: "read", 5: "write", 6: "execute", 19: "read", 20: "execute",
}

// cause turns Cause into the fault's detail and kind of access.
func cause(d *arch.Dump) {
	v, ok := d.Register("Cause")
	if !ok {
		return
	}
	code := v >> 2 & 0x1f
	name := arch.At(exceptions, code)
	if name != "" {
		d.Flag("ExcCode", name)
		d.Means("Cause", name)
	}
	if v>>31&1 == 1 {
		d.Flag("BD", "in a branch delay slot: the instruction behind epc trapped")
	}
	if code == 11 {
		d.Flag("CE", "coprocessor "+string(rune('0'+v>>28&3)))
	}
	badva, printed := d.Register("BadVA")
	if printed && code >= 1 && code <= 5 {
		d.FaultAt(badva, d.RegisterLine("BadVA"))
	}
	access, ok := access[code]
	if !ok || !d.Fault.HasAddress && code < 6 {
		return
	}
	if epc, ok := d.Register("epc"); ok && printed && access == "read" && badva == epc {
		access = "execute"
	}
	if d.Fault.Access, d.Fault.Detail = access, name; d.Fault.Line == 0 {
		d.Fault.Line = d.RegisterLine("Cause")
	}
}
