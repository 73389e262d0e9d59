package arch

import (
	"fmt"
	"strings"
)

// armFinish decodes what the last line completed.
func armFinish(d *Dump) {
	s := armScratch(d)
	if psr, ok := d.Register("psr"); ok {
		d.Status = armPSR(psr, s.segment)
		d.UserMode = psr&0x1f == 0x10
		s.thumb = psr&0x20 != 0
		d.means("psr", strings.TrimSpace(bitNames(psr, armPSRBits)+" "+armMode(psr).Name))
	}
	if d.PC.Function != "" {
		d.means("pc", symbolText(d.PC))
	}
	if d.LR.Function != "" {
		d.means("lr", symbolText(d.LR))
	}
	armDecodeFault(d, s)
	armDecodeCode(d, s.thumb)
}

// bitFlags returns the flags of a status word that say something as they are.
func bitFlags(v uint64, bits []bit) []Flag {
	d := Dump{}
	d.bits(v, bits)
	return d.Status
}

// bitNames joins the names of the bits that are set.
func bitNames(v uint64, bits []bit) string {
	var names []string
	for _, b := range bits {
		if v>>b.n&1 != 0 {
			names = append(names, b.name)
		}
	}
	return strings.Join(names, " ")
}

var armPSRBits = []bit{
	{n: 31, name: "N", set: "negative"}, {n: 30, name: "Z", set: "zero"}, {n: 29, name: "C", set: "carry"}, {n: 28, name: "V", set: "overflow"}, {n: 27, name: "Q", set: "saturated"},
	{n: 24, name: "J", set: "Jazelle"}, {n: 9, name: "E", set: "big-endian data"}, {n: 8, name: "A", set: "asynchronous aborts masked"},
	{n: 7, name: "I", set: "IRQs off", clear: "IRQs on"}, {n: 6, name: "F", set: "FIQs off", clear: "FIQs on"},
}

// armModes are the processor modes of arch/arm/kernel/process.c.
var armModes = map[uint64]Flag{
	0x10: {"USER_32", "user mode"}, 0x11: {"FIQ_32", "fast interrupt mode"}, 0x12: {"IRQ_32", "interrupt mode"},
	0x13: {"SVC_32", "supervisor mode (kernel)"}, 0x16: {"MON_32", "secure monitor mode"}, 0x17: {"ABT_32", "abort mode"},
	0x1a: {"HYP_32", "hypervisor mode"}, 0x1b: {"UND_32", "undefined-instruction mode"}, 0x1f: {"SYS_32", "system mode"},
}

// armPSR decodes the program status register into what the kernel writes in its
// own line, which not all have:
//
//	Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none
func armPSR(psr uint64, segment string) []Flag {
	flags := bitFlags(psr, armPSRBits)
	isa := [4]string{"ARM", "Thumb", "Jazelle", "ThumbEE"}[psr>>5&1|psr>>23&2]
	flags = append(flags, armMode(psr), Flag{"ISA", isa})
	if segment == "" {
		return flags
	}
	return append(flags, Flag{"Segment", segment})
}

func armMode(psr uint64) Flag {
	if mode, ok := armModes[psr&0x1f]; ok {
		return mode
	}
	return Flag{fmt.Sprintf("M=%#x", psr&0x1f), "unknown mode"}
}

var armControlBits = []bit{
	{n: 0, name: "M", set: "MMU on"}, {n: 1, name: "A", set: "alignment checks"}, {n: 2, name: "C", set: "data cache"}, {n: 11, name: "Z", set: "branch prediction"},
	{n: 12, name: "I", set: "instruction cache"}, {n: 13, name: "V", set: "vectors at 0xffff0000"}, {n: 14, name: "RR", set: "round robin"}, {n: 17, name: "HA", set: "hardware access flag"},
	{n: 19, name: "WXN", set: "write implies no execute"}, {n: 20, name: "UWXN", set: "user write implies no execute"}, {n: 22, name: "U", set: "unaligned access"},
	{n: 23, name: "XP", set: "extended page tables"}, {n: 25, name: "EE", set: "big-endian exceptions"}, {n: 28, name: "TRE", set: "TEX remap"}, {n: 29, name: "AFE", set: "access flag"},
	{n: 30, name: "TE", set: "Thumb exceptions"},
}

// armControl writes out the system control register.
func armControl(v uint64) string {
	return fmt.Sprintf("%#x: %s", v, bitNames(v, armControlBits))
}

// armDomains writes out the domain access control register. Domain 1 is user
// space in the usual configuration: without access there, reading a user
// address or NULL in the kernel is a domain fault (CONFIG_CPU_SW_DOMAIN_PAN).
// LPAE kernels have no domains; what they print is meaningless.
func armDomains(v uint64) string {
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
