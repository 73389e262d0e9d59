package arch

import (
	"debug/elf"
	"encoding/binary"
	"maps"
	"slices"
)

// All are the architectures this package knows, the most frequent on a bench
// first: where two claim a report equally, the first one gets it.
var All = []*Arch{
	ARM, ARM64, AMD64, I386,
	RISCV, MIPS, PowerPC, S390, LoongArch,
	SuperH, M68K, SPARC, PARISC, Xtensa, CSKY, NIOS2, OpenRISC, ARC, MicroBlaze, Alpha,
}

// ByName returns the architecture of the contract's name, or nil.
func ByName(name string) *Arch {
	for _, a := range All {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// ByMachine returns the architecture that disassembles the code of an ELF
// file's machine, or nil.
func ByMachine(machine elf.Machine) *Arch {
	for _, a := range All {
		if slices.Contains(a.Machines, machine) {
			return a
		}
	}
	return nil
}

// Unknown reads reports whose architecture nothing tells: their frames, in the
// form that most have in common, and by the entry code of all the contexts.
var Unknown = &Arch{Order: binary.LittleEndian, Contexts: everywhere()}

func everywhere() Contexts {
	all := Contexts{Entries: map[string]string{}, Handlers: map[string]string{}}
	for _, a := range All {
		maps.Copy(all.Entries, a.Contexts.Entries)
		maps.Copy(all.Handlers, a.Contexts.Handlers)
		all.EntryPrefixes = append(all.EntryPrefixes, a.Contexts.EntryPrefixes...)
	}
	return all
}
