package class

import (
	"slices"
	"strings"
)

// Evidence is what a decoded report shows of the kind of thing it is.
type Evidence struct {
	Hits    []Hit
	Header  string // the line that gave the class
	What    string // the detail it gives
	Die     string // what the die line calls it
	Panic   string // the panic's message
	Address uint64 // of the access that trapped, when HasAddress
	Access  string // "read", "write", "execute" or ""
	TrapsOn string // the mnemonic of the instruction that trapped
	Divides bool   // that instruction is a check that a divisor is not zero, or a result too large
	Nearest string // the innermost function of the chain
	Warned  bool   // it ends as a WARN() does

	HasAddress bool
	BusRefused bool // the address is not the point: an external abort
	OfUser     bool // the address lies in user space
	Nowhere    bool // the PC has an address and no function
	Headless   bool // the header is missing
	Faults     int  // how often a fault was announced
	Died       bool // a die line is there
}

// nullPage bounds what counts as a NULL pointer plus a member's offset.
const nullPage = 4096

// names reports whether some header of the report is of the class.
func (e *Evidence) names(name string) bool {
	for _, h := range e.Hits {
		if h.Class.Name == name && h.Role != Hints {
			return true
		}
	}
	return false
}

// pageFault: a domain fault at 0x1c1 is a NULL dereference whatever the kernel
// calls it.
func pageFault(e *Evidence) string {
	switch {
	case e.names("null-deref") || e.HasAddress && e.Address < nullPage && !e.BusRefused:
		return "null-deref"
	case e.names("exec-fault") || e.HasAddress && e.Access == "execute":
		return "exec-fault"
	case e.names("user-access"):
		return "user-access"
	case e.HasAddress && e.Address != 0 && e.OfUser && !poisoned(e.Address):
		return "user-access"
	}
	return ""
}

// wildJump: x86 announces a jump to NULL as both.
func wildJump(e *Evidence) string {
	if e.HasAddress && e.Address < nullPage && e.names("null-deref") {
		return "null-deref"
	}
	return ""
}

// protection: a CPU that keeps the kernel off all lower addresses by itself (LASS)
// refuses a NULL pointer and a user's before it looks for a page.
func protection(e *Evidence) string {
	switch {
	case strings.Contains(e.Header, "kernel NULL pointer dereference"):
		return "null-deref"
	case strings.Contains(e.Header, "LASS violation"):
		return pageFault(e)
	}
	return ""
}

// poisoned tells an address out of memory that the kernel had filled on purpose:
// the slab's 0x6b and 0x5a, a page's 0xaa. With 32 bits it looks like user space.
func poisoned(addr uint64) bool {
	b := addr >> 24 & 0xff
	return addr < 1<<32 && addr>>16&0xff == b && (b == 0x6b || b == 0x5a || b == 0xa5 || b == 0xaa)
}

// illegalInstruction: powerpc names the signal only.
func illegalInstruction(e *Evidence) string {
	if strings.Contains(e.Die+e.Header, ", sig: 4 ") || strings.HasSuffix(e.Die, ", sig: 4") {
		return "undef-instruction"
	}
	return ""
}

// fatalTrap tells traps apart by what the die line calls them.
func fatalTrap(e *Evidence) string {
	if name := illegalInstruction(e); name != "" {
		return name
	}
	if e.Divides {
		return "div-error"
	}
	what := strings.ToLower(e.What + " " + e.Die)
	for _, r := range [...]struct{ word, class string }{
		{"cfi", "cfi"}, {"bti", "cfi"}, {"fpac", "cfi"}, {"control protection", "cfi"},
		{"alignment", "alignment"}, {"misaligned", "alignment"}, {"specification exception", "alignment"}, {"ale access", "alignment"},
		{"external abort", "bus-error"}, {"access fault", "bus-error"}, {"addressing exception", "bus-error"}, {"ade access", "bad-access"},
		{"undefined instruction", "undef-instruction"}, {"illegal instruction", "undef-instruction"}, {"reserved instruction", "undef-instruction"},
		{"divide", "div-error"}, {"low-address protection", "null-deref"}, {"protection exception", "bad-access"},
		{"stack overflow", "stack-overflow"}, {"machine check", "machine-check"}, {"kasan", "kasan"},
	} {
		if strings.Contains(what, r.word) {
			return r.class
		}
	}
	return ""
}

// wildReturn: s390 finds the stack wrong when an overwritten return address was
// jumped to.
func wildReturn(e *Evidence) string {
	if e.Nowhere {
		return "stack-corruption"
	}
	return ""
}

// askedBySysRq: before 5.0 SysRq-c dereferenced NULL on purpose.
func askedBySysRq(e *Evidence) string {
	if e.Nearest == "sysrq_handle_crash" {
		return "sysrq-crash"
	}
	return ""
}

// warnInstructions are what WARN and BUG compile to where they trap.
var warnInstructions = []string{"ud2", "brk", "ebreak", "c.ebreak", "twui", "tdnei", "mc", "udf"}

// withoutHeader tells what a report was about by the panic it ended in, and a WARN
// from a fault by the instruction it trapped on, or by who printed it. Of an exception that was fatal
// the end is known and the kind is not.
func withoutHeader(e *Evidence) string {
	if ended := panicOf(e.Hits); ended != nil && !strings.HasPrefix(e.Panic, "panic_on_warn") {
		return ended.Name
	}
	if e.Warned && !e.Died {
		return "warning"
	}
	for _, w := range warnInstructions {
		if e.TrapsOn == w && e.Died {
			return "kernel-bug"
		}
		if e.TrapsOn == w {
			return "warning"
		}
	}
	return ""
}

// panicOf is the class of the most telling panic among the headers, nil when there
// is none.
func panicOf(hits []Hit) *Class {
	return Best(slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return h.Role != Panics }))
}

// freesWrongly tells by its header a report about a free of what is not
// allocated.
func freesWrongly(header string) bool {
	h := strings.ToLower(header)
	for _, w := range [...]string{"invalid free", "invalid-free", "double-free", "already free"} {
		if strings.Contains(h, w) {
			return true
		}
	}
	return false
}
