package arch

import "strings"

// A Refusal is why an access was refused, a set of these.
type Refusal uint16

// Why accesses are refused.
const (
	Unmapped  Refusal = 1 << iota // there is no page
	Forbidden                     // there is one: its permissions, its protection keys
	OfDomain                      // its domain (arm)
	Aborted                       // an abort that the tables had no part in
	External                      // and that came from the bus
	Parity                        // memory, a cache or a table walk found itself damaged
	Tables                        // the page tables hold what cannot be: reserved bits, addresses too large, two entries for one page
	NoSpace                       // no pointer can have the address
	Unaligned                     // the address is no multiple of what the access needs
)

// refusals are the words that tell them in the names that kernels and manuals give to
// faults: arch/arm/mm/fsr-2level.c, arch/arm64/mm/fault.c, arch/x86/mm/fault.c.
var refusals = []struct {
	words string
	why   Refusal
}{
	{"translation", Unmapped}, {"not-present page", Unmapped}, {"page invalid", Unmapped},
	{"permission", Forbidden}, {"protection", Forbidden},
	{"to a read-only page", Forbidden}, {"page not readable", Forbidden}, {"page not executable", Forbidden}, {"page privilege", Forbidden}, // of LoongArch
	{"domain fault", OfDomain},
	{"abort", Aborted}, {"external abort", External},
	{"parity", Parity},
	{"reserved", Tables}, {"translation specification", Tables}, {"TLB conflict", Tables}, {"address size", Tables},
	{"outside the address space", NoSpace},
	{"alignment", Unaligned},
}

// Refusal tells why the access was refused, as far as the fault's name tells it.
func (f *Fault) Refusal() (why Refusal) {
	for _, r := range refusals {
		if strings.Contains(f.Detail, r.words) {
			why |= r.why
		}
	}
	return why
}
