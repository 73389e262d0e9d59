package arch

// A Contradiction is what two places of one dump say that cannot both be true of
// one trap: lines of two reports were mixed, letters were lost on the wire, or the
// machine itself is out of order.
type Contradiction struct {
	Text  string // without a capital and a full stop
	Lines []int
}

// Contradictions compares what the dump says more than once, and each with what
// the instruction that trapped can have done.
func (d *Dump) Contradictions(a *Arch) []Contradiction {
	var all []Contradiction
	add := func(text string, lines ...int) {
		if text != "" {
			all = append(all, Contradiction{text, lines})
		}
	}
	if d.UserMode {
		return nil // the registers are the program's, the fault may be the kernel's
	}
	past := a.PastUnaligned && d.Fault.Refusal()&Unaligned != 0
	if how, _ := d.Agreement(); how == Contradicts && !past && d.Trapping().Text != "" { // one that was not read may reach elsewhere
		in := d.Trapping()
		add("the kernel names the address "+Hex(d.Fault.Address)+", and the instruction that trapped, "+in.Text+", goes to "+Hex(*in.Effective)+" with these registers", d.Fault.Line, d.CodeLine, d.baseLine())
	}
	text, line := d.otherAddress(a)
	add(text, d.Fault.Line, line)
	add(d.otherCode(), d.told.line, d.DieLine)
	if past {
		return all
	}
	add(d.impossible(), d.Fault.Line, d.DieLine, d.CodeLine)
	return all
}

// baseLine is the line of the base register.
func (d *Dump) baseLine() int {
	for _, o := range d.Operands {
		if o.Role == Base {
			return o.Line
		}
	}
	return 0
}

// baseValue is the value of the base register, 0 when none is known.
func (d *Dump) baseValue() uint64 {
	for _, o := range d.Operands {
		if o.Role == Base {
			return o.Value
		}
	}
	return 0
}

// otherAddress compares the address in the fault's line with the register that the
// CPU left it in. Both are one value of the kernel's, but for x86, which reads the
// register again: a fault in between, of the kernel that looks for the code, moves it.
func (d *Dump) otherAddress(a *Arch) (string, int) {
	name := a.FaultRegister
	if name == "" && a.Lines.FaultRow == "CR2" && d.Die == "Oops" && len(d.Code) > 0 {
		name = a.Lines.FaultRow
	}
	v, ok := d.Register(name)
	if !ok || !d.Fault.HasAddress || d.Truncate(v) == d.Truncate(d.Fault.Address) || d.Fault.Line == d.RegisterLine(name) {
		return "", 0
	}
	return "the line of the fault names the address " + Hex(d.Fault.Address) + ", and " + name + " holds " + Hex(v), d.RegisterLine(name)
}

// ToldCode records the error code of the trap as a line in front of the die line has
// it; the die line repeats it.
func (d *Dump) ToldCode(code uint64, line int) {
	if d.told.line == 0 {
		d.told = told{code, line}
	}
}

func (d *Dump) otherCode() string {
	if d.told.line == 0 || !d.HasCode || d.told.code == d.DieCode {
		return ""
	}
	return "the error code is " + Hex(d.told.code) + " in one line and " + Hex(d.DieCode) + " in the other"
}

// impossible tells of a trap that the instruction cannot have made. An abort may come
// late, of an instruction before.
func (d *Dump) impossible() string {
	in := d.Trapping()
	if in == nil || in.Text == "" || d.Fault.Refusal()&(Aborted|Parity) != 0 {
		return ""
	}
	switch access := d.Fault.Access; {
	case !d.Fault.HasAddress || access != "read" && access != "write":
		return ""
	case d.Reach.Does == NoAccess:
		return "the kernel reports a " + access + " of " + Hex(d.Fault.Address) + ", and the instruction that trapped, " + in.Text + ", accesses no memory"
	case d.Reach.Does == Reads && access == "write", d.Reach.Does == Writes && access == "read":
		return "the kernel reports a " + access + " of " + Hex(d.Fault.Address) + ", and the instruction that trapped, " + in.Text + ", can be none"
	}
	return ""
}
