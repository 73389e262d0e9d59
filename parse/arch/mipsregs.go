package arch

import "strings"

// mipsControl reads the lines below the general registers, one each:
//
//	Hi    : 0a4e7a74ad0ce368
//	epc   : ffffffffc0002114 sensor_parse_header+0x14/0x28 [benchcrash]
//	Status: 1000a4e3	KX SX UX KERNEL EXL IE
//	Cause : 10800008 (ExcCode 02)
//	PrId  : 00018900 (MIPS 5KE)
//	Process sh (pid: 78, threadinfo=00000000297b9fd8, task=000000005e09f4cf, tls=0000000135bb7760)
func mipsControl(d *Dump, st *mipsState, s string, line int) bool {
	label, rest, ok := strings.Cut(s, ":")
	if !ok {
		return false
	}
	label = strings.TrimRight(label, " ")
	value, digits, tail, ok := TakeValue(strings.TrimLeft(rest, " "))
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
		d.SetRegister(label, value, mipsWidth(label, digits), line)
	}
	tail = strings.TrimSpace(tail)
	switch label {
	case "epc":
		RegisterPlace(&d.PC, &d.PCLine, value, tail, line)
	case "ra":
		RegisterPlace(&d.LR, &d.LRLine, value, tail, line)
	case "Status":
		st.epoch = strings.Contains(tail, "KU") || strings.Contains(tail, "IEc")
	case "PrId":
		d.Note("processor", strings.Trim(tail, "()"), line)
	}
	return true
}

// mipsWidth keeps the 32-bit control registers from telling the machine's width.
func mipsWidth(label string, digits int) int {
	switch label {
	case "Status", "Cause", "PrId":
		return 0
	}
	return digits
}

// mipsStatusBits are those of CP0 Status from R4000 on.
var mipsStatusBits = []Bit{
	{0, "IE", "interrupts on", "interrupts off"},
	{1, "EXL", "in an exception", ""},
	{2, "ERL", "in an error exception", ""},
	{5, "UX", "64-bit user addresses", ""},
	{6, "SX", "64-bit supervisor addresses", ""},
	{7, "KX", "64-bit kernel addresses", ""},
	{19, "NMI", "came by an NMI", ""},
	{20, "SR", "came by a soft reset", ""},
	{21, "TS", "TLB shutdown: two entries matched", ""},
	{22, "BEV", "boot exception vectors", ""},
	{24, "MX", "DSP on", ""},
	{25, "RE", "reversed byte order in user mode", ""},
	{26, "FR", "64-bit floating point registers", ""},
	{28, "CU0", "coprocessor 0 usable", ""},
	{29, "CU1", "floating point on", ""},
	{30, "CU2", "coprocessor 2 usable", ""},
}

// mipsEpochBits are those of the R2000 and R3000.
var mipsEpochBits = []Bit{
	{0, "IEc", "interrupts on", "interrupts off"},
	{1, "KUc", "user mode", "kernel mode"},
	{2, "IEp", "interrupts were on before the exception", "interrupts were off before the exception"},
	{3, "KUp", "came from user mode", "came from kernel mode"},
}

func mipsStatus(d *Dump, st *mipsState) {
	v, ok := d.Register("Status")
	if !ok {
		return
	}
	if st.epoch {
		d.StatusBits(v, mipsEpochBits)
		d.UserMode = v>>3&1 == 1
		return
	}
	d.StatusBits(v, mipsStatusBits)
	mode := v >> 3 & 3
	d.Flag("KSU", [4]string{"kernel mode", "supervisor mode", "user mode", "undefined mode"}[mode])
	d.UserMode = mode == 2
	d.Means("Status", d.Summary(0, "KSU", "IE", "EXL"), "PrId", "processor identification")
}

// mipsExceptions are the values of the ExcCode field, Cause bits 6 to 2.
var mipsExceptions = []string{
	0: "interrupt", 1: "TLB modified: write to a read-only page", 2: "TLB miss on load or fetch",
	3: "TLB miss on store", 4: "address error on load or fetch", 5: "address error on store",
	6: "bus error on fetch", 7: "bus error on load or store", 8: "system call", 9: "breakpoint",
	10: "reserved instruction", 11: "coprocessor unusable", 12: "integer overflow", 13: "trap",
	14: "MSA floating point", 15: "floating point", 16: "implementation-dependent 1",
	17: "implementation-dependent 2", 18: "coprocessor 2", 19: "TLB read inhibit", 20: "TLB execute inhibit",
	21: "MSA disabled", 22: "MDMX", 23: "watchpoint", 24: "machine check", 25: "thread", 26: "DSP disabled",
	27: "virtual guest", 30: "cache error",
}

var mipsAccess = map[uint64]string{
	1: "write", 2: "read", 3: "write", 4: "read", 5: "write", 6: "execute", 19: "read", 20: "execute",
}

// mipsCause turns Cause into the fault's detail and kind of access.
func mipsCause(d *Dump) {
	v, ok := d.Register("Cause")
	if !ok {
		return
	}
	code := v >> 2 & 0x1f
	name := At(mipsExceptions, code)
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
	access, ok := mipsAccess[code]
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
