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

// address adds up the registers and the offset of an operand.
func address(d *arch.Dump, m arch.Access) (v uint64, ok bool) {
	v, ok = uint64(m.Offset), true
	for _, name := range [...]string{m.Base, m.Index} {
		if name == "" {
			continue
		}
		r, printed := d.Register(name)
		v, ok = v+r, ok && printed
	}
	return v, ok
}

// stringFrom has the instructions that work their way along strings, from the addresses in
// both registers, the end of the other in r0; srst's first register is the end.
var stringFrom = map[string]int{"srst": 1, "srstu": 1, "clst": 0, "mvst": 0, "cuse": 0}

// storages are the operands of an instruction that lie in storage.
func storages(text string) (all []arch.Access) {
	name, rest, _ := strings.Cut(text, " ")
	ops := operands(rest)
	if from, ok := stringFrom[name]; ok {
		for _, op := range ops[from:2] {
			if r := gpr(op); r != "" {
				all = append(all, arch.Access{Base: r})
			}
		}
		return all
	}
	for _, op := range ops {
		if m, ok := memory(op); ok {
			all = append(all, m)
		}
	}
	return all
}

// accessed is the operand that an instruction could not access: that in the page which
// the kernel names, or across whose end it runs, else the first.
func accessed(d *arch.Dump, text string) (m arch.Access, ok bool) {
	const page, most = 4096, 256
	for _, one := range storages(text) {
		v, known := address(d, one)
		if !known {
			continue
		}
		if !ok {
			m, ok = one, true
		}
		if at := d.Fault.Address; v&^(page-1) == at || v < at && at-v < most && len(storages(text)) > 1 {
			return one, true
		}
	}
	return m, ok
}
