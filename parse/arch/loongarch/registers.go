package loongarch

import (
	"strings"

	"oopscope/parse/arch"
)

// control reads the lines of control registers:
//
//	   ra: ffff8000021381a0 coordinator_callback+0x40/0xa0 [shepherd]
//	  ERA: ffff800002138108 pru0_comm_receive_msg+0x8/0x40 [shepherd]
//	 CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)
//	ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)
//	era   : 9000000000223d44 foo+0x8/0x10                     (5.19 to 6.3)
//	CSR crmd: 000000b0	CSR prmd: 00000000	CSR euen: 00000000
func control(d *arch.Dump, s string, line int) bool {
	if strings.HasPrefix(s, "CSR ") {
		return csr(d, s, line)
	}
	label, rest, ok := strings.Cut(s, ":")
	if !ok {
		return false
	}
	label = strings.TrimSpace(label)
	value, digits, tail, ok := arch.TakeValue(strings.TrimLeft(rest, " "))
	tail = strings.TrimSpace(tail)
	switch label {
	case "ra":
		arch.RegisterPlace(&d.LR, &d.LRLine, value, tail, line)
		return ok
	case "ERA", "era":
		arch.RegisterPlace(&d.PC, &d.PCLine, value, tail, line)
		return ok
	case "ExcCode": // "ExcCode : 1 (SubCode 0)": ESTAT in two fields
		code, _ := arch.HexAfter(s, "ExcCode :")
		sub, _ := arch.HexAfter(s, "SubCode")
		if _, printed := d.Register("ESTAT"); !printed {
			d.SetRegister("ESTAT", code&0x3f<<16|sub&0x1ff<<22, 0, line)
		}
		return true
	case "CRMD", "PRMD", "EUEN", "ECFG", "ESTAT":
		digits = 0
	case "BADV", "BadVA":
		label = "BADV"
	case "PRID", "PrId":
		d.Note("processor", strings.Trim(tail, "()"), line)
		label, digits = "PRID", 0
	default:
		return false
	}
	if ok {
		d.SetRegister(label, value, digits, line)
	}
	return ok
}

// csr reads the tab-separated fields of the older kernels.
func csr(d *arch.Dump, s string, line int) bool {
	read := false
	for _, part := range strings.Split(s, "CSR ") {
		name, rest, ok := strings.Cut(part, ":")
		v, n := arch.HexPrefix(strings.TrimLeft(rest, " "))
		switch name {
		case "crmd", "prmd", "euen", "ecfg", "estat":
			if ok && n > 0 {
				d.SetRegister(strings.ToUpper(name), v, 0, line)
				read = true
			}
		}
	}
	return read
}

func finish(d *arch.Dump) {
	d.Bits = 64
	for _, name := range []string{"pc", "era"} {
		d.CompletePlace(&d.PC, name)
	}
	d.CompletePlace(&d.LR, "ra")
	d.SP, _ = d.Register("sp")
	status(d)
	cause(d)
	code(d)
}

var crmd = []arch.Bit{
	{N: 2, Name: "IE", Set: "interrupts on", Clear: "interrupts off"},
	{N: 3, Name: "DA", Set: "direct addressing, no translation", Clear: ""},
	{N: 4, Name: "PG", Set: "paging on", Clear: "paging off"},
	{N: 9, Name: "WE", Set: "watchpoints on", Clear: ""},
}

var euen = []arch.Bit{
	{N: 0, Name: "FPE", Set: "floating point on", Clear: ""},
	{N: 1, Name: "SXE", Set: "128-bit vectors on", Clear: ""},
	{N: 2, Name: "ASXE", Set: "256-bit vectors on", Clear: ""},
	{N: 3, Name: "BTE", Set: "binary translation on", Clear: ""},
}

var level = [4]string{"kernel mode (PLV0)", "PLV1", "PLV2", "user mode (PLV3)"}

// status decodes the mode words. PRMD holds what was before the trap.
func status(d *arch.Dump) {
	if v, ok := d.Register("CRMD"); ok {
		d.Flag("PLV", level[v&3])
		d.StatusBits(v, crmd)
		d.Means("CRMD", d.Summary(0, "PLV", "IE"))
	}
	if v, ok := d.Register("PRMD"); ok {
		before := len(d.Status)
		d.Flag("PPLV", "came from "+level[v&3])
		d.StatusBits(v, []arch.Bit{{N: 2, Name: "PIE", Set: "interrupts were on before the trap", Clear: "interrupts were off before the trap"}})
		d.Interrupts(v>>2&1 == 1, "PRMD")
		d.UserMode = v&3 == 3
		d.Means("PRMD", d.Summary(before, "PPLV", "PIE"))
	}
	if v, ok := d.Register("EUEN"); ok {
		d.StatusBits(v, euen)
		d.Means("EUEN", unitsOn(v))
	}
	d.Means("ECFG", "enabled interrupts", "PRID", "processor identification")
}

// exceptions are the values of ESTAT's ECode field.
var exceptions = []string{
	0: "INT interrupt", 1: "PIL page invalid on load", 2: "PIS page invalid on store", 3: "PIF page invalid on fetch",
	4: "PME write to a read-only page", 5: "PNR page not readable", 6: "PNX page not executable",
	7: "PPI page privilege", 8: "ADE address error", 9: "ALE unaligned access", 10: "BCE bounds check",
	11: "SYS system call", 12: "BRK breakpoint", 13: "INE instruction does not exist", 14: "IPE privileged instruction",
	15: "FPD floating point off", 16: "SXD 128-bit vectors off", 17: "ASXD 256-bit vectors off",
	18: "FPE floating point", 19: "WPE watchpoint", 20: "BTD binary translation off", 21: "BTE binary translation",
	22: "GSPR guest privileged resource", 23: "HVC hypercall", 24: "GCC guest CSR change", 25: "SE shadow error",
}

var access = map[uint64]string{
	1: "read", 2: "write", 3: "execute", 4: "write", 5: "read", 6: "execute",
}

// cause turns ESTAT into the fault's detail and kind of access.
func cause(d *arch.Dump) {
	v, ok := d.Register("ESTAT")
	if !ok {
		return
	}
	code, sub := v>>16&0x3f, v>>22&0x1ff
	name := arch.At(exceptions, code)
	if name == "" {
		return
	}
	d.Flag("ECode", name)
	d.Means("ESTAT", name)
	badv, printed := d.Register("BADV")
	if printed && code >= 1 && code <= 9 {
		d.FaultAt(badv, d.RegisterLine("BADV"))
	}
	if !d.Fault.HasAddress || code == 0 || code > 9 {
		return
	}
	d.Fault.Detail, d.Fault.Access = name, access[code]
	if code == 8 && sub == 0 {
		d.Fault.Access = "execute" // ADEF; ADEM is a load or a store
	}
}

// unitsOn says whether any of the extension units, of floating point, vectors and
// binary translation, is enabled (CSR.EUEN, arch/loongarch/include/asm/loongarch.h).
func unitsOn(euen uint64) string {
	if euen&0xf == 0 {
		return "no extension unit on"
	}
	return "extension units on"
}
