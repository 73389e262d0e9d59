package arch

import (
	"slices"
	"strings"
)

// Evidence is what speaks for an architecture beside its own lines: it weighs
// more where a report is poor, cut or indented, and nothing where it is whole.
type Evidence struct {
	// Entries are the names of functions that only this architecture has: of its
	// exceptions, its system calls, its first instructions. One that ends with _
	// is how names begin.
	Entries []string
	// Releases are how distributions end the names of their kernels for it.
	Releases []string
	// Modules are drivers that only its kernels have, and Kin those that they share
	// with an architecture of another width.
	Modules, Kin []string
	// Folder is where its sources are, below arch/.
	Folder string
	// Text is where its kernel lies, and Other where else its pointers do: the
	// linear map, modules, vmalloc. Without Text addresses tell nothing.
	Text, Other []Area
	// Digits is how many digits an address has in them, 8 or 16.
	Digits int
}

// HasEntry reports whether only this architecture has a function of this name.
func (e *Evidence) HasEntry(name string) bool {
	return slices.ContainsFunc(e.Entries, func(n string) bool {
		return n == name || strings.HasSuffix(n, "_") && strings.HasPrefix(name, n)
	})
}

// HasRelease reports whether a distribution names its kernels for this architecture so:
// 5.13.4-200.fc34.x86_64, 4.19.0-6-amd64.
func (e *Evidence) HasRelease(release string) bool {
	plain, _, _ := strings.Cut(release, "+") // without what was changed or built in: +debug, +rt
	return slices.ContainsFunc(e.Releases, func(end string) bool {
		return strings.HasSuffix(release, end) || strings.HasSuffix(plain, end)
	})
}

// The reasons for which a report is thought to be an architecture's, in the order
// in which they are told.
const (
	ByRegisters = "registers"
	ByErrorLine = "error line"
	ByEntries   = "entry code"
	ByAddresses = "addresses"
	ByCode      = "code"
	ByRelease   = "kernel release"
	ByModules   = "modules"
	BySources   = "source files"
	ByEarlier   = "an earlier report"
)

// Names of notes that are asked for elsewhere.
const (
	ErrorCode     = "error code"
	KernelOptions = "kernel options"
	LastBranch    = "last branch from"
	PageTableWalk = "page table walk"
)

// Reasons are all of them.
var Reasons = []string{ByRegisters, ByErrorLine, ByEntries, ByAddresses, ByCode, ByRelease, ByModules, BySources, ByEarlier}

// Shown tells the reasons that are lines of the report itself; where code lies, or what
// an earlier report was, is a guess.
func Shown(reason string) bool {
	return slices.Contains([]string{ByRegisters, ByErrorLine, ByEntries, ByCode}, reason)
}

// ReasonOf names the kind of line that an architecture claims.
func ReasonOf(text string) string {
	t := strings.TrimLeft(text, " ")
	switch {
	case strings.HasPrefix(t, "PC is at "), strings.HasPrefix(t, "LR is at "):
		return ByRegisters
	case strings.Contains(t, "+0x") && !strings.HasPrefix(t, "RIP") && !strings.HasPrefix(t, "EIP") && !strings.HasPrefix(t, "IP: ") && !strings.Contains(t, " : "),
		strings.HasPrefix(t, "[<"):
		return ByEntries
	case strings.HasPrefix(t, "Code: "), strings.HasPrefix(t, "Instruction dump:"):
		return ByCode
	}
	for _, word := range [...]string{"BUG: ", "Unable to ", "Unhandled ", "Internal error: ", "Oops", "CPU ", "Kernel bug"} {
		if strings.HasPrefix(t, word) {
			return ByErrorLine
		}
	}
	if _, rest, ok := strings.Cut(t, ":"); ok && len(rest) > 4 || strings.HasPrefix(t, "NIP") || strings.HasPrefix(t, "GPR") {
		return ByRegisters
	}
	return ByErrorLine
}
