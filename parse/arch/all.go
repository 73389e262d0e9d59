package arch

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
