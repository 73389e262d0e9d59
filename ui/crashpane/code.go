package crashpane

import (
	"strconv"

	"oopscope/parse/arch"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// code draws the instructions around the trap. The trapping one is marked, and
// its operands are worked out: what the registers held, which address that
// makes, and whether it is the one the kernel says it could not reach.
func (p *Pane) code(b *rowBuilder, _ bool) {
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
		spans := []Span{{mark, st}}
		if in.Address != 0 && b.w >= 40 {
			spans = append(spans, Span{say.PadHex(in.Address, d.Bits) + "  ", &th.Address})
		}
		if bytesWide > 0 {
			spans = append(spans, Span{say.Pad(in.Bytes, bytesWide) + "  ", &th.Dim})
		}
		text := in.Text
		if text == "" {
			text = "(not decoded)"
			if bytesWide == 0 {
				text = in.Bytes
			}
		}
		spans = append(spans, Span{text, st})
		if run > 1 {
			spans = append(spans, Span{"  × " + strconv.Itoa(run), &th.Dim})
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
func (p *Pane) operands(b *rowBuilder, in *arch.Insn) {
	d, th := &p.c.Dump, p.th
	if len(d.Operands) == 0 && in.Effective == nil {
		return
	}
	var address, others []Span
	target := d.CodeLine
	for _, o := range d.Operands {
		spans := operandSpans(th, o)
		switch o.Role {
		case arch.Base, arch.Index, arch.Offset:
			if len(address) > 0 {
				spans = append([]Span{{signOf(o), &th.Dim}}, spans...)
			}
			address = append(address, spans...)
		default:
			others = append(append(others, Span{", ", &th.Dim}), spans...)
		}
		if o.Line > 0 && target == d.CodeLine {
			target = o.Line
		}
	}
	if in.Effective != nil {
		if len(address) > 0 {
			address = append(address, Span{" → ", &th.Dim})
		}
		address = append(address, p.verdict(*in.Effective)...)
	}
	spans := append(address, others...)
	if len(address) == 0 {
		spans = others[1:]
	}
	b.text("operands", target, []Span{{"    ", &th.Text}}, 6, spans...)
}

func signOf(o arch.Operand) string {
	if o.Minus {
		return " - "
	}
	return " + "
}

// operandSpans writes "r3 = 0x0", "r2<<2 = 0x10<<2" or a constant.
func operandSpans(th *theme.Theme, o arch.Operand) []Span {
	name, value := o.Name, say.Hex(o.Value)
	if name == "" {
		return []Span{{value, &th.Number}}
	}
	if o.Shift > 0 {
		value += " << " + strconv.Itoa(int(o.Shift))
	}
	if o.Role == arch.Data || o.Role == arch.Target {
		name += " (" + o.Role + ")"
	}
	return []Span{{name + " = ", &th.Text}, {value, &th.Number}}
}

// origin tells where the operands' values came from, latest first.
func (p *Pane) origin(b *rowBuilder) {
	for i, s := range p.c.Dump.Origin {
		b.text("origin"+strconv.Itoa(i), p.c.Dump.CodeLine, []Span{{"    ← ", &p.th.Dim}}, 6, Span{s.Text, &p.th.Text})
	}
}

// verdict compares the computed address with the reported one.
func (p *Pane) verdict(eff uint64) []Span {
	th, d := p.th, &p.c.Dump
	out := []Span{{say.Hex(eff), &th.Number}}
	switch how, why := d.Agreement(); how {
	case arch.Same:
		return append(out, Span{" = fault address ✓", &th.OK})
	case arch.Near:
		return append(out, Span{" ≈ fault address " + say.Hex(d.Fault.Address) + " (" + why + ") ✓", &th.OK})
	case arch.Contradicts:
		return append(out, Span{" ≠ fault address " + say.Hex(d.Fault.Address) + ": the dump is not consistent", &th.Error})
	}
	return out
}
