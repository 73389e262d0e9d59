package arm

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// finish decodes what the last line completed.
func finish(d *arch.Dump) {
	s := scratch(d)
	if psr, ok := d.Register("psr"); ok {
		d.Status = psrFlags(psr, s.segment)
		d.Interrupts(psr>>7&1 == 0, "psr")
		d.UserMode = psr&0x1f == 0x10
		s.thumb = psr&0x20 != 0
		d.OtherISA = s.arm && s.thumb && !d.UserMode
		d.Means("psr", strings.TrimSpace(arch.BitNames(psr, psrBits)+" "+mode(psr).Name))
	}
	if d.PC.Function != "" {
		d.Means("pc", arch.SymbolText(d.PC))
	}
	if d.LR.Function != "" {
		d.Means("lr", arch.SymbolText(d.LR))
	}
	decodeFault(d, s)
	decodeCode(d, s.thumb, s.heading == "alignment exception")
}

var psrBits = []arch.Bit{
	{N: 31, Name: "N", Set: "negative"}, {N: 30, Name: "Z", Set: "zero"}, {N: 29, Name: "C", Set: "carry"}, {N: 28, Name: "V", Set: "overflow"}, {N: 27, Name: "Q", Set: "saturated"},
	{N: 24, Name: "J", Set: "Jazelle"}, {N: 9, Name: "E", Set: "big-endian data"}, {N: 8, Name: "A", Set: "asynchronous aborts masked"},
	{N: 7, Name: "I", Set: "IRQs off", Clear: "IRQs on"}, {N: 6, Name: "F", Set: "FIQs off", Clear: "FIQs on"},
}

// modes are the processor modes of arch/arm/kernel/process.c.
var modes = map[uint64]arch.Flag{
	0x10: {Name: "USER_32", Meaning: "user mode"}, 0x11: {Name: "FIQ_32", Meaning: "fast interrupt mode"}, 0x12: {Name: "IRQ_32", Meaning: "interrupt mode"},
	0x13: {Name: "SVC_32", Meaning: "supervisor mode (kernel)"}, 0x16: {Name: "MON_32", Meaning: "secure monitor mode"}, 0x17: {Name: "ABT_32", Meaning: "abort mode"},
	0x1a: {Name: "HYP_32", Meaning: "hypervisor mode"}, 0x1b: {Name: "UND_32", Meaning: "undefined-instruction mode"}, 0x1f: {Name: "SYS_32", Meaning: "system mode"},
}

// psrFlags decodes the program status register into what the kernel writes in its
// own line, which not all have:
//
//	Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none
func psrFlags(psr uint64, segment string) []arch.Flag {
	flags := arch.BitFlags(psr, psrBits)
	isa := [4]string{"ARM", "Thumb", "Jazelle", "ThumbEE"}[psr>>5&1|psr>>23&2]
	flags = append(flags, mode(psr), arch.Flag{Name: "ISA", Meaning: isa})
	if segment == "" {
		return flags
	}
	return append(flags, arch.Flag{Name: "Segment", Meaning: segment})
}

func mode(psr uint64) arch.Flag {
	if mode, ok := modes[psr&0x1f]; ok {
		return mode
	}
	return arch.Flag{Name: fmt.Sprintf("M=%#x", psr&0x1f), Meaning: "unknown mode"}
}

var controlBits = []arch.Bit{
	{N: 0, Name: "M", Set: "MMU on"}, {N: 1, Name: "A", Set: "alignment checks"}, {N: 2, Name: "C", Set: "data cache"}, {N: 11, Name: "Z", Set: "branch prediction"},
	{N: 12, Name: "I", Set: "instruction cache"}, {N: 13, Name: "V", Set: "vectors at 0xffff0000"}, {N: 14, Name: "RR", Set: "round robin"}, {N: 17, Name: "HA", Set: "hardware access flag"},
	{N: 19, Name: "WXN", Set: "write implies no execute"}, {N: 20, Name: "UWXN", Set: "user write implies no execute"}, {N: 22, Name: "U", Set: "unaligned access"},
	{N: 23, Name: "XP", Set: "extended page tables"}, {N: 25, Name: "EE", Set: "big-endian exceptions"}, {N: 28, Name: "TRE", Set: "TEX remap"}, {N: 29, Name: "AFE", Set: "access flag"},
	{N: 30, Name: "TE", Set: "Thumb exceptions"},
}

// control writes out the system control register.
func control(v uint64) string {
	return fmt.Sprintf("%#x: %s", v, arch.BitNames(v, controlBits))
}

// domains writes out the domain access control register. Domain 1 is user
// space in the usual configuration: without access there, reading a user
// address or NULL in the kernel is a domain fault (CONFIG_CPU_SW_DOMAIN_PAN).
// LPAE kernels have no domains; what they print is meaningless.
func domains(v uint64) string {
	if v > 0xffff {
		return ""
	}
	access := [4]string{"no access", "client", "reserved", "manager"}
	names := [4]string{"kernel", "user", "io", "vectors"}
	var parts []string
	for i, name := range names {
		parts = append(parts, name+": "+access[v>>(2*i)&3])
	}
	return fmt.Sprintf("%#x: %s", v, strings.Join(parts, ", "))
}
