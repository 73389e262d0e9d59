package riscv

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// exceptions are the causes of the privileged specification, by code.
var exceptions = []string{
	0: "instruction address misaligned", 1: "instruction access fault",
	2: "illegal instruction", 3: "breakpoint",
	4: "load address misaligned", 5: "load access fault",
	6: "store address misaligned", 7: "store access fault",
	8: "environment call from user mode", 9: "environment call from supervisor mode",
	10: "environment call from virtual supervisor mode", 11: "environment call from machine mode",
	12: "instruction page fault", 13: "load page fault", 15: "store page fault",
	16: "double trap", 18: "software check (shadow stack or landing pad)", 19: "hardware error",
	20: "guest instruction page fault", 21: "guest load page fault",
	22: "virtual instruction", 23: "guest store page fault",
}

var interrupts = []string{
	1: "supervisor software interrupt", 3: "machine software interrupt",
	5: "supervisor timer interrupt", 7: "machine timer interrupt",
	9: "supervisor external interrupt", 11: "machine external interrupt",
	13: "counter overflow interrupt",
}

// access is what the processor wanted of the address in badaddr; causes
// that are not listed leave something else there (an illegal instruction its
// own code).
var access = map[uint64]string{
	0: "execute", 1: "execute", 12: "execute", 20: "execute",
	4: "read", 5: "read", 13: "read", 21: "read",
	6: "write", 7: "write", 15: "write", 23: "write",
}

// cause turns scause into the fault's detail and kind of access.
func cause(d *arch.Dump) {
	cause, ok := eitherRegister(d, "cause")
	if !ok {
		return
	}
	top := uint64(1) << 63
	if d.Bits == 32 {
		top = 1 << 31
	}
	if cause&top != 0 {
		d.Flag("cause", arch.At(interrupts, cause&^top))
		return
	}
	text := arch.At(exceptions, cause)
	if text == "" {
		return
	}
	d.Flag("cause", text)
	d.Means("cause", text, "scause", text)
	access, ok := access[cause]
	if !ok {
		return
	}
	d.Fault.Access, d.Fault.Detail = access, text
	if v, ok := eitherRegister(d, "badaddr"); ok {
		d.FaultAt(v, max(d.RegisterLine("cause"), d.RegisterLine("scause")))
	}
}

// walk tells by the entry that ends the page table's walk (show_pte(), arch/riscv/mm/fault.c)
// whether there was a page, which scause does not.
//
//	[ffffffff023bbd54] pgd=000000002fffe801, p4d=000000002fffe401, pud=00000000212af001, pmd=00000000212af401, pte=0000000020cbe8e3
func walk(d *arch.Dump) {
	const valid, leaf = 1, 0xe // V, and R, W or X of the privileged specification
	if !strings.HasSuffix(d.Fault.Detail, " page fault") {
		return
	}
	for _, n := range d.Notes {
		at, entries, ok := strings.Cut(strings.TrimPrefix(n.Value, "["), "] ")
		last, err := strconv.ParseUint(entries[strings.LastIndexByte(entries, '=')+1:], 16, 64)
		if a, e := strconv.ParseUint(at, 16, 64); n.Name != arch.PageTableWalk || !ok || err != nil || e != nil || a != d.Fault.Address {
			continue
		}
		switch {
		case last&valid == 0:
			d.Fault.Detail += ", no translation"
		case last&leaf != 0:
			d.Fault.Detail += ", page permission"
		}
	}
}

// statusBits are the bits of sstatus, with those of mstatus that a kernel
// in machine mode (nommu) prints.
var statusBits = []arch.Bit{
	{N: 1, Name: "SIE", Set: "interrupts on", Clear: "interrupts off"},
	{N: 3, Name: "MIE", Set: "machine interrupts on", Clear: ""},
	{N: 5, Name: "SPIE", Set: "interrupts were on before the trap", Clear: "interrupts were off before the trap"},
	{N: 7, Name: "MPIE", Set: "machine interrupts were on before the trap", Clear: ""},
	{N: 8, Name: "SPP", Set: "came from supervisor mode", Clear: "came from user mode"},
	{N: 18, Name: "SUM", Set: "supervisor may access user memory", Clear: ""},
	{N: 19, Name: "MXR", Set: "executable pages are readable", Clear: ""},
}

var unit = []string{"off", "initial", "clean", "dirty"}

// status decodes sstatus and learns from SPP whose registers these are.
func status(d *arch.Dump) {
	v, ok := eitherRegister(d, "status")
	if !ok {
		return
	}
	d.StatusBits(v, statusBits)
	d.Flag("FS", "floating point "+unit[v>>13&3])
	if vs := v >> 9 & 3; vs != 0 {
		d.Flag("VS", "vector unit "+unit[vs])
	}
	if xs := v >> 15 & 3; xs != 0 {
		d.Flag("XS", "extensions "+unit[xs])
	}
	if d.Bits != 32 {
		d.Flag("UXL", arch.At([]string{1: "user mode is 32-bit", 2: "user mode is 64-bit", 3: "user mode is 128-bit"}, v>>32&3))
	}
	const spp, mpp = 1 << 8, 3 << 11
	d.UserMode = v&spp == 0 && v&mpp == 0
	before := uint(5) // SPIE
	if v&mpp != 0 {   // in machine mode (nommu) MPIE
		before = 7
	}
	d.Interrupts(v>>before&1 == 1, "status", "sstatus")
	short := d.Summary(0, "SPP", "SIE")
	d.Means("status", short, "sstatus", short)
}
