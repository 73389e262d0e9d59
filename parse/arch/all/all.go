// Package all is the list of architectures, and what is asked of all of them
// together: whose report this is, whose code. A new architecture is a folder
// beside this one, and a line in [List].
package all

import (
	"debug/elf"
	"encoding/binary"
	"maps"
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/loongarch"
	"oopscope/parse/arch/minor"
	"oopscope/parse/arch/mips"
	"oopscope/parse/arch/powerpc"
	"oopscope/parse/arch/riscv"
	"oopscope/parse/arch/s390"
	"oopscope/parse/arch/x86"
)

// List are the architectures, the most frequent on a bench first: where two claim a report equally, the first one gets it.
var List = []*arch.Arch{
	arm.Arch, arm64.Arch, x86.AMD64, x86.I386,
	riscv.Arch, mips.Arch, powerpc.Arch, s390.Arch, loongarch.Arch,
	minor.SuperH, minor.M68K, minor.SPARC, minor.PARISC, minor.Xtensa, minor.CSKY, minor.NIOS2, minor.OpenRISC, minor.ARC, minor.MicroBlaze, minor.Alpha,
}

// ByName returns the architecture of the contract's name, or nil.
func ByName(name string) *arch.Arch {
	for _, a := range List {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// ByMachine returns the architecture that disassembles the code of an ELF
// file's machine, or nil.
func ByMachine(machine elf.Machine) *arch.Arch {
	for _, a := range List {
		if slices.Contains(a.Machines, machine) {
			return a
		}
	}
	return nil
}

// Unknown reads reports whose architecture nothing tells: their frames, in the
// form that most have in common, and by the entry code of all the contexts.
var Unknown = &arch.Arch{Order: binary.LittleEndian, Contexts: everywhere()}

func everywhere() arch.Contexts {
	all := arch.Contexts{Entries: map[string]string{}, Handlers: map[string]string{}}
	for _, a := range List {
		maps.Copy(all.Entries, a.Contexts.Entries)
		maps.Copy(all.Handlers, a.Contexts.Handlers)
		all.EntryPrefixes = append(all.EntryPrefixes, a.Contexts.EntryPrefixes...)
	}
	return all
}
