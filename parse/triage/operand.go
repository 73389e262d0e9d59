package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// operand is the memory operand of the instruction that trapped, with the
// values its registers had.
type operand struct {
	insn        string
	line        int // of the Code line
	base, index string
	baseValue   uint64
	indexValue  uint64
	baseLine    int // of the register's row
	offset      int64
	known       bool // base was printed
	effective   uint64
	computed    bool // effective is known
	scaled      bool // the index counts in steps of more than a byte
}

// operand reads the trapping instruction as the disassemblers write it:
//
//	ldrb r3, [r3, r6]        movzbl 0x1c1(%rdi),%eax        lbu a0,449(a0)
//	ldr x0, [x0, #144]       ldm r1!, {r3, r4}              csg %r1,%r2,0(%r11)
//	ld.d a0, a0, 48          ldx.bu s2, t0, t1
func (x *exam) operand() operand {
	var o operand
	d := &x.c.Dump
	for i := range d.Code {
		in := &d.Code[i]
		if !in.Trap || in.Text == "" {
			continue
		}
		o.insn, o.line = in.Text, d.CodeLine
		if in.Effective != nil {
			o.effective, o.computed = *in.Effective, true
		}
		o.parse(in.Text)
		o.traced(d)
		break
	}
	if o.base == "" {
		return o
	}
	if r := register(d, o.base); r != nil {
		o.baseValue, o.baseLine, o.known = r.Value, r.Line, true
	}
	if r := register(d, o.index); r != nil {
		o.indexValue = r.Value
	}
	return o
}

// stepsOntoNull tells of a loop over bytes that adds 1 before each access (ldrb r2, [r3, #1]!):
// it begins one before the string.
func (x *exam) stepsOntoNull() bool { return x.explains() && x.ops.offset == 1 && x.ops.effective == 0 }

// traced takes the operand that the code's reader found, where the text has several or names
// the address by no brackets (s390's mvc and srst).
func (o *operand) traced(d *arch.Dump) {
	t := operand{}
	for i := range d.Operands {
		p := &d.Operands[i]
		by := int64(p.Value)
		if p.Minus {
			by = -by
		}
		switch p.Role {
		case arch.Base:
			t.base, t.baseValue = p.Name, p.Value
		case arch.Index:
			t.index, t.scaled = p.Name, p.Shift > 0 || p.Minus
		case arch.Offset:
			t.offset = by
		}
	}
	read := strings.EqualFold(t.base, o.base) || strings.EqualFold(t.base, o.index)
	if o.computed && t.base != "" && !read && !t.scaled && (t.index != "" || t.baseValue+uint64(t.offset) == o.effective) {
		o.base, o.index, o.offset = t.base, t.index, t.offset
	}
}

// parse splits the operand into registers and offset.
func (o *operand) parse(text string) {
	if i := strings.IndexByte(text, '['); i >= 0 {
		inside, _, _ := strings.Cut(text[i+1:], "]")
		for n, part := range strings.Split(inside, ",") {
			part = strings.TrimSpace(part)
			switch imm, isNumber := strings.CutPrefix(part, "#"); {
			case n == 0:
				o.base = part
			case isNumber && n == 1:
				o.offset, _ = strconv.ParseInt(imm, 0, 64)
			case n == 1:
				o.index = strings.TrimPrefix(part, "-")
			case n == 2 && !strings.HasSuffix(part, "#0"):
				o.scaled = true
			}
		}
		return
	}
	if rest, ok := strings.CutPrefix(text, "ldm"); ok { // ldm r1!, {r3, r4}
		if _, regs, ok := strings.Cut(rest, " "); ok {
			o.base, _, _ = strings.Cut(regs, ",")
			o.base = strings.TrimSuffix(o.base, "!")
		}
		return
	}
	if i := strings.IndexByte(text, '('); i >= 0 {
		o.parenthesized(text, i)
		return
	}
	o.listed(text)
}

// offsetKinds are LoongArch's loads and stores with an offset.
var offsetKinds = []string{"ld", "st", "ll", "sc", "ldptr", "stptr", "fld", "fst"}

// listed reads LoongArch's operands, which nothing encloses: the register that is loaded
// or stored, the base, and an offset or an index; of atomic operations the base is last.
// Of all disassemblers only this one has a dot in the mnemonic and no brackets.
func (o *operand) listed(text string) {
	mnemonic, list, _ := strings.Cut(text, " ")
	parts := strings.Split(list, ",")
	kind, _, dotted := strings.Cut(mnemonic, ".")
	if !dotted || len(parts) != 3 {
		return
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	switch {
	case strings.HasPrefix(kind, "am"):
		o.base = parts[2]
	case kind == "ldx" || kind == "stx":
		o.base, o.index = parts[1], parts[2]
	case slices.Contains(offsetKinds, kind):
		o.base = parts[1]
		o.offset, _ = strconv.ParseInt(parts[2], 0, 64)
	}
	if o.base == "fp" {
		o.base = "s9" // as the rows of registers call it
	}
}

// parenthesized reads "0x1c1(%rdi,%rax,4)" and "449(a0)"; i is where it opens.
func (o *operand) parenthesized(text string, i int) {
	start := strings.LastIndexAny(text[:i], " ,:") + 1
	o.offset, _ = strconv.ParseInt(text[start:i], 0, 64)
	inside, _, _ := strings.Cut(text[i+1:], ")")
	for n, part := range strings.Split(inside, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "%")
		switch {
		case n == 0:
			o.base = part
		case n == 1:
			o.index = part
		case n == 2:
			o.scaled = part != "1"
		}
	}
}

// register finds a register by the disassembler's name: without regard to
// case, and %r8 is printed as R08.
func register(d *arch.Dump, name string) *arch.Register {
	if name == "" || name == "rip" {
		return nil
	}
	for i := range d.Registers {
		if r := &d.Registers[i]; strings.EqualFold(r.Name, name) {
			return r
		}
	}
	if len(name) == 2 && name[0] == 'r' {
		for i := range d.Registers {
			if d.Registers[i].Name == "R0"+name[1:] {
				return &d.Registers[i]
			}
		}
	}
	return nil
}

// sum writes the address computation: "r3 (NULL) + r6 (0x1c1) = 0x1c1".
func (o *operand) sum() string {
	if !o.known {
		return ""
	}
	s := o.base + " = "
	if o.baseValue == 0 {
		s += "NULL"
	} else {
		s += hex(o.baseValue)
	}
	switch {
	case o.index != "" && o.computed:
		s += fmt.Sprintf(", plus %s = %s", o.index, hex(o.indexValue))
	case o.offset > 0:
		s += fmt.Sprintf(", plus %s", hex(uint64(o.offset)))
	case o.offset < 0:
		s += fmt.Sprintf(", minus %s", hex(uint64(-o.offset)))
	}
	if o.computed {
		s += ", gives " + hex(o.effective)
	}
	return s
}

// explains tells that the operand leads to the fault's address. s390 and some
// others print the page only.
func (x *exam) explains() bool {
	f := &x.c.Dump.Fault
	if !x.ops.computed || !x.ops.known || !f.HasAddress {
		return false
	}
	ea := x.ops.effective
	if f.Access == "" && x.ops.baseValue == f.Address && f.Address > 1<<32 { // x86 before 5.12 names the base of a general protection fault
		return true
	}
	return ea == f.Address || f.Address&0xfff == 0 && ea&^0xfff == f.Address || ea<<8 == f.Address<<8
}

// address is where the access went: the fault's address, or all of it where the
// kernel printed the page's alone.
func (x *exam) address() (v uint64, ok bool) {
	f := &x.c.Dump.Fault
	if f.HasAddress && f.Address&0xfff == 0 && x.explains() {
		return x.ops.effective, true
	}
	return f.Address, f.HasAddress
}

// pointer is the value that was used as a pointer, where it came from and how
// to say so: the base register if it explains the fault, else the address.
func (x *exam) pointer() (v uint64, what string, line int, ok bool) {
	f := &x.c.Dump.Fault
	switch {
	case x.ops.known && (x.explains() || !f.HasAddress && x.ops.computed):
		return x.ops.baseValue, "register " + x.ops.base, x.ops.baseLine, true
	case f.HasAddress:
		return f.Address, "the fault address", f.Line, true
	}
	return 0, "", 0, false
}

// kernelMapped tells that the kernel itself knows an allocation behind the pointer
// that was used: its line "Register rN information" names the region or the object.
func (x *exam) kernelMapped() bool {
	r := register(&x.c.Dump, x.ops.base)
	return r != nil && r.Allocated
}
