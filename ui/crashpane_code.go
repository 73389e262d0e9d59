package ui

import (
	"strings"

	"oopscope/parse/arch"
)

// code draws the instructions around the trap. The trapping one is marked, and
// its operands are worked out: what the registers held, which address that
// makes, and whether it is the one the kernel says it could not reach.
func (p *crashPane) code(b *rowBuilder, _ bool) {
	d, th := &p.c.Dump, p.th
	bytesWide := 0
	for i := range d.Code {
		bytesWide = max(bytesWide, len(d.Code[i].Bytes))
	}
	if bytesWide > b.w/3 {
		bytesWide = 0 // the instruction's text matters more
	}
	for i := 0; i < len(d.Code); i++ {
		in := &d.Code[i]
		run := sameInsns(d.Code[i:])
		i += run - 1
		mark, st := "  ", &th.Text
		if in.Trap {
			mark, st = "▶ ", &th.Warning
		}
		spans := []span{{mark, st}}
		if in.Address != 0 && b.w >= 40 {
			spans = append(spans, span{padHex(in.Address, d.Bits) + "  ", &th.Address})
		}
		if bytesWide > 0 {
			spans = append(spans, span{pad(in.Bytes, bytesWide) + "  ", &th.Dim})
		}
		text := in.Text
		if text == "" {
			text = "(not decoded)"
			if bytesWide == 0 {
				text = in.Bytes
			}
		}
		spans = append(spans, span{text, st})
		if run > 1 {
			spans = append(spans, span{"  × " + itoa(run), &th.Dim})
		}
		b.line("", d.CodeLine, spans...)
		if in.Trap {
			p.operands(b, in)
			p.origin(b)
		}
	}
}

// sameInsns counts how often the first instruction is repeated: the padding
// between functions says nothing. Two of a kind are left alone.
func sameInsns(code []arch.Insn) int {
	n := 1
	for n < len(code) && !code[0].Trap && !code[n].Trap && code[n].Bytes == code[0].Bytes {
		n++
	}
	if n < 3 {
		return 1
	}
	return n
}

// operands explains the access of the trapping instruction.
func (p *crashPane) operands(b *rowBuilder, in *arch.Insn) {
	d, th := &p.c.Dump, p.th
	if len(d.Operands) == 0 {
		p.operandsByName(b, in)
		return
	}
	var address, others []span
	target := d.CodeLine
	for _, o := range d.Operands {
		spans := operandSpans(th, o)
		switch o.Role {
		case arch.Base, arch.Index, arch.Offset:
			if len(address) > 0 {
				spans = append([]span{{signOf(o), &th.Dim}}, spans...)
			}
			address = append(address, spans...)
		default:
			others = append(append(others, span{", ", &th.Dim}), spans...)
		}
		if o.Line > 0 && target == d.CodeLine {
			target = o.Line
		}
	}
	if in.Effective != nil && len(address) > 0 {
		address = append(append(address, span{" → ", &th.Dim}), p.verdict(*in.Effective)...)
	}
	spans := append(address, others...)
	if len(address) == 0 {
		spans = others[1:]
	}
	b.text("operands", target, []span{{"    ", &th.Text}}, 6, spans...)
}

func signOf(o arch.Operand) string {
	if o.Minus {
		return " - "
	}
	return " + "
}

// operandSpans writes "r3 = 0x0", "r2<<2 = 0x10<<2" or a constant.
func operandSpans(th *Theme, o arch.Operand) []span {
	name, value := o.Name, hex(o.Value)
	if name == "" {
		return []span{{value, &th.Number}}
	}
	if o.Shift > 0 {
		value += " << " + itoa(int(o.Shift))
	}
	if o.Role == arch.Data || o.Role == arch.Target {
		name += " (" + o.Role + ")"
	}
	return []span{{name + " = ", &th.Text}, {value, &th.Number}}
}

// origin tells where the operands' values came from, latest first.
func (p *crashPane) origin(b *rowBuilder) {
	for i, s := range p.c.Dump.Origin {
		b.text("origin"+itoa(i), p.c.Dump.CodeLine, []span{{"    ← ", &p.th.Dim}}, 6, span{s.Text, &p.th.Text})
	}
}

// operandsByName finds the operands in the instruction's text, for machines
// whose instructions are not read further than that.
func (p *crashPane) operandsByName(b *rowBuilder, in *arch.Insn) {
	d, th := &p.c.Dump, p.th
	regs := operandRegisters(in.Text, d.Registers)
	if len(regs) == 0 && in.Effective == nil {
		return
	}
	var spans []span
	sum := uint64(0)
	for i, r := range regs {
		sum += r.Value
		if i > 0 {
			spans = append(spans, span{" , ", &th.Dim})
		}
		spans = append(spans, span{r.Name + " = ", &th.Text}, span{hex(r.Value), &th.Number})
	}
	if in.Effective != nil {
		spans = append(joinSum(th, spans, regs, *in.Effective-sum, d.Bits), p.verdict(*in.Effective)...)
	}
	target := d.CodeLine
	if len(regs) > 0 && regs[0].Line > 0 {
		target = regs[0].Line
	}
	b.text("operands", target, []span{{"    ", &th.Text}}, 6, spans...)
}

// joinSum turns "a , b" into "a + b + 0x10 → " when the rest is a displacement
// that an instruction can carry; scaled registers stay separated by commas.
func joinSum(th *Theme, spans []span, regs []arch.Register, rest uint64, bits int) []span {
	if bits == 32 {
		rest = uint64(int64(int32(rest)))
	}
	small := int64(rest) > -1<<16 && int64(rest) < 1<<16
	if small {
		for i := range spans {
			if spans[i].text == " , " {
				spans[i].text = " + "
			}
		}
	}
	if len(regs) > 0 && small && rest != 0 {
		op, v := " + ", rest
		if int64(rest) < 0 {
			op, v = " - ", -rest
		}
		spans = append(spans, span{op, &th.Dim}, span{hex(v), &th.Number})
	}
	return append(spans, span{" → ", &th.Dim})
}

// verdict compares the computed address with the reported one.
func (p *crashPane) verdict(eff uint64) []span {
	th, d := p.th, &p.c.Dump
	out := []span{{hex(eff), &th.Number}}
	switch how, why := d.Agreement(); how {
	case arch.Same:
		return append(out, span{" = fault address ✓", &th.OK})
	case arch.Near:
		return append(out, span{" ≈ fault address " + hex(d.Fault.Address) + " (" + why + ") ✓", &th.OK})
	case arch.Contradicts:
		return append(out, span{" ≠ fault address " + hex(d.Fault.Address) + ": the dump is not consistent", &th.Error})
	}
	return out
}

// operandRegisters finds the registers that an instruction's memory operand is
// made of, in order; without such an operand all that it names ("blx r3").
func operandRegisters(text string, regs []arch.Register) []arch.Register {
	var out []arch.Register
	seen := map[string]bool{}
	for _, name := range registerNames(memoryOperand(text)) {
		for _, r := range regs {
			if n := registerName(r.Name); n == name && !seen[n] {
				seen[n] = true
				out = append(out, r)
				break
			}
		}
	}
	return out
}

// memoryOperand is what stands in brackets: "[r3, r6]", "0x8(%rax)", else all
// behind the mnemonic.
func memoryOperand(text string) string {
	for _, pair := range []string{"[]", "()"} {
		from := strings.IndexByte(text, pair[0])
		if from < 0 {
			continue
		}
		if to := strings.IndexByte(text[from:], pair[1]); to > 0 {
			return text[from+1 : from+to]
		}
	}
	_, rest, _ := strings.Cut(text, " ")
	return rest
}

func registerNames(s string) []string {
	names := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_')
	})
	for i := range names {
		names[i] = registerName(names[i])
	}
	return names
}

// registerName gives the names a disassembler and a register dump use for one
// register the same form: "GPR03" and "r3", "R08" and "r8", "eax" and "rax",
// "w0" and "x0".
func registerName(s string) string {
	s = strings.ToLower(strings.Trim(s, "$%"))
	if rest, ok := strings.CutPrefix(s, "gpr"); ok {
		s = "r" + rest
	}
	digits := strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz")
	letters := s[:len(s)-len(digits)]
	switch {
	case letters == "w" && digits != "":
		letters = "x"
	case len(s) == 3 && letters == s && s[0] == 'e':
		return "r" + s[1:]
	}
	if trimmed := strings.TrimLeft(digits, "0"); digits != "" && digits != "0" && trimmed != "" {
		digits = trimmed
	} else if digits != "" {
		digits = "0"
	}
	return letters + digits
}

func padHex(v uint64, bits int) string {
	s := hex(v)[2:]
	n := 16
	if bits == 32 {
		n = 8
	}
	return strings.Repeat("0", max(n-len(s), 0)) + s
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-len(s), 0)) }
