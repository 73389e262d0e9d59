package arch

import (
	"slices"
	"strings"
)

// Prefixes tell instructions by how their names begin.
type Prefixes struct{ names, others []string }

// Mnemonics are the instructions whose names begin with one of some words, but
// for others that do as well.
func Mnemonics(names []string, others ...string) Prefixes {
	return Prefixes{names: names, others: others}
}

// Traps makes an [Arch.Deliberate] of the instructions that compilers put where
// code can not come (__builtin_trap).
func Traps(insns ...string) func(insn string) Purpose {
	return func(insn string) Purpose {
		if slices.Contains(insns, insn) {
			return Unreachable
		}
		return ""
	}
}

// Has reports whether an instruction with operands is one of them.
func (p Prefixes) Has(text string) bool {
	_, operands, _ := strings.Cut(text, " ")
	return operands != "" && p.hasName(text)
}

func (p Prefixes) hasName(text string) bool {
	name, _, _ := strings.Cut(text, " ")
	has := func(start string) bool { return strings.HasPrefix(name, start) }
	return slices.ContainsFunc(p.names, has) && !slices.ContainsFunc(p.others, has)
}
