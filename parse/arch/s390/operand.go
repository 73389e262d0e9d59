package s390

import (
	"strings"

	"oopscope/parse/arch"
)

// Operands as the kernel writes them.

// operands splits at the commas outside of brackets.
func operands(s string) (ops [5]string) {
	depth, n, start := 0, 0, 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == ',' && depth == 0:
			if n < len(ops) {
				ops[n] = strings.TrimSpace(s[start:i])
			}
			n, start = n+1, i+1
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		}
	}
	return ops
}

// gpr is the dump's name of "%r11", "" for anything else.
func gpr(op string) string {
	if len(op) >= 3 && len(op) <= 4 && strings.HasPrefix(op, "%r") {
		return op[1:]
	}
	return ""
}

// memory reads "832(%r2,%r11)"; in an index and a base, r0 is none.
func memory(op string) (arch.Access, bool) {
	before, inside, ok := strings.Cut(op, "(")
	if !ok {
		return arch.Access{}, false
	}
	v, ok := arch.Decimal(before)
	m := arch.Access{Offset: int64(v)}
	for _, r := range strings.Split(strings.TrimSuffix(inside, ")"), ",") {
		switch name := gpr(r); {
		case name == "" || name == "r0": // a length, or none
		case m.Base == "":
			m.Base = name
		default:
			m.Base, m.Index = name, m.Base
		}
	}
	return m, ok
}

// span is how many bytes of storage an operand says: "0(16,%r2)"; 0 where it does not.
func span(op string) int {
	_, inside, _ := strings.Cut(op, "(")
	n, _, two := strings.Cut(inside, ",")
	v, ok := arch.Decimal(n)
	if !two || !ok {
		return 0
	}
	return int(v)
}
