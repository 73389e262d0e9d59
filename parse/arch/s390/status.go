package s390

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

func finish(d *arch.Dump) {
	st := of(d)
	disassemble(d)
	trappedLast(d, st)
	d.SP, _ = d.Register("r15")
	returnAddress(d)
	status(d)
	interruption(d, st)
	trap(d)
	d.OddPC = d.PC.Address&1 != 0
	if d.Fault.HasAddress && inModules(d, d.Fault.Address) {
		d.Fault.Area = arch.Region{Name: "module", Holds: arch.ModuleArea}
	}
}

// trappedLast names the function whose last instruction trapped: the PSW stands behind it,
// at the first byte of the next function, and has that one's name. The address that a
// frame prints, which was kept before the trap, tells where the function ends.
func trappedLast(d *arch.Dump, st *state) {
	pc := d.PC
	if !pc.HasAddress || !pc.HasOffset || pc.Offset != 0 || d.Fault.HasAddress {
		return
	}
	for i := range d.Chain {
		f := d.Chain[i].Symbol
		if !f.HasAddress || f.Size == 0 || f.Address-f.Offset+f.Size != pc.Address {
			continue
		}
		f.Address, f.Offset = pc.Address, f.Size-min(f.Size, 2*max(st.ilc, 1))
		for j := range d.Chain {
			if g := &d.Chain[j]; g.HasAddress && g.Address == pc.Address && g.Offset == 0 {
				g.Symbol = f
			}
		}
		d.PC = f
		return
	}
}

// inModules tells an address where modules are loaded: since 6.8 in the 2 GiB below the
// kernel's image, before in the last 2 GiB of a space of three levels, the image near its start
// (arch/s390/boot/startup.c). The image is where the trace's functions are.
func inModules(d *arch.Dump, v uint64) bool {
	const gib, image = 1 << 30, 64 << 20
	lowest := ^uint64(0)
	for i := range d.Chain {
		if f := &d.Chain[i]; f.HasAddress && f.Module == "" && f.InFunction() {
			lowest = min(lowest, f.Address)
		}
	}
	switch {
	case lowest == ^uint64(0):
		return false
	case lowest < 1<<40:
		return v >= 0x3ff80000000 && v < 0x40000000000
	}
	return v < lowest-image && v >= lowest-image-2*gib
}

// returnAddress names the return address in r14, where a frame has it.
func returnAddress(d *arch.Dump) {
	v, ok := d.Register("r14")
	if !ok {
		return
	}
	d.LR, d.LRLine = arch.Symbol{Address: v, HasAddress: true}, d.RegisterLine("r14")
	for i := range d.Chain {
		if f := &d.Chain[i]; f.HasAddress && f.Address == v {
			d.LR = f.Symbol
			return
		}
	}
	calledFrom(d, v)
}

// calledFrom names the return address where the last branch that was taken is the call
// that left it: a function that has no frame yet is not in the trace, nor is its caller.
func calledFrom(d *arch.Dump, to uint64) {
	st := of(d)
	if length := to - st.branch.Address; st.branchLine > 0 && st.branch.Function != "" && (length == basr || length == brasl) {
		d.LR, d.LRLine = st.branch, st.branchLine
		d.LR.Address, d.LR.Offset = to, st.branch.Offset+length
	}
}

// Lengths of the calls in bytes.
const basr, brasl = 2, 6

// pswBits are bits of the PSW mask, counted from the least significant of
// 64; the manual counts from the other end.
var pswBits = []arch.Bit{
	{N: 62, Name: "R", Set: "event recording (PER) on", Clear: ""},
	{N: 58, Name: "T", Set: "address translation on", Clear: "address translation off"},
	{N: 57, Name: "IO", Set: "I/O interrupts on", Clear: "I/O interrupts off"},
	{N: 56, Name: "EX", Set: "external interrupts on", Clear: "external interrupts off"},
	{N: 50, Name: "M", Set: "machine checks on", Clear: "machine checks off"},
	{N: 49, Name: "W", Set: "waiting", Clear: ""},
	{N: 48, Name: "P", Set: "problem state (user mode)", Clear: "supervisor state (kernel mode)"},
}

var spaces = [4]string{"primary space", "access registers", "secondary space", "home space"}

func status(d *arch.Dump) {
	mask, ok := d.Register("psw.mask")
	if !ok {
		return
	}
	if d.Bits == 32 { // the 31-bit PSW is the upper half
		mask <<= 32
	}
	d.StatusBits(mask, pswBits)
	d.Interrupts(mask>>57&1 == 1, "psw.mask")
	d.Flag("AS", spaces[mask>>46&3])
	d.Flag("CC", "condition code "+string(rune('0'+mask>>44&3)))
	switch {
	case mask>>31&3 == 3:
		d.Flag("EA", "64-bit addressing")
	case mask>>31&1 == 1:
		d.Flag("EA", "31-bit addressing")
	}
	d.UserMode = mask>>48&1 == 1
	d.Means("psw.mask", d.Summary(0, "P", "IO", "EX"))
}

// codes are the program interruption codes.
var codes = map[uint64]string{
	0x01: "operation: illegal instruction", 0x02: "privileged operation", 0x03: "execute", 0x04: "protection",
	0x05: "addressing", 0x06: "specification", 0x07: "data", 0x08: "fixpoint overflow", 0x09: "fixpoint divide",
	0x0a: "decimal overflow", 0x0b: "decimal divide", 0x0c: "HFP exponent overflow", 0x0d: "HFP exponent underflow",
	0x0e: "HFP significance", 0x0f: "HFP divide", 0x10: "segment translation", 0x11: "page translation",
	0x12: "translation specification", 0x13: "special operation", 0x15: "operand", 0x18: "transaction constraint",
	0x1b: "vector processing", 0x1c: "space switch", 0x1d: "HFP square root", 0x38: "ASCE type: outside the address space",
	0x39: "region first translation", 0x3a: "region second translation", 0x3b: "region third translation",
	0x3d: "secure storage access", 0x3e: "non-secure storage access", 0x3f: "secure storage violation", 0x40: "monitor event (BUG, WARN)",
}

// interruption turns interruption code and translation-exception
// identification into detail and kind of access.
func interruption(d *arch.Dump, st *state) {
	const per = 0x80 // an event recording came with it
	name := codes[d.DieCode&^per]
	if !d.HasCode || name == "" {
		return
	}
	d.Flag("interruption", name)
	if !d.Fault.HasAddress {
		return
	}
	d.Fault.Detail = name
	switch st.teid >> 10 & 3 {
	case 1:
		d.Fault.Access = "write"
	case 2:
		d.Fault.Access = "read"
		if d.PC.HasAddress && d.PC.Address&^0xfff == d.Fault.Address&^0xfff {
			d.Fault.Access = "execute"
		}
	}
	d.Flag("TEID", spaces[st.teid&3])
}

// row reads one row of the disassembly that the kernel prints: a mark, the
// address, the bytes, the text.
//
//	>000003ff7fd0301a: a7ba0001		ahi	%r11,1
//	#000003ff7fd03016: af000000		mc	0,0
func row(d *arch.Dump, s string) bool {
	const most = 64
	s = strings.TrimLeft(s, " ")
	mark := byte(0)
	if s != "" && (s[0] == '#' || s[0] == '>' || s[0] == '*') {
		mark, s = s[0], s[1:]
	}
	addr, n := arch.HexPrefix(s)
	if n != 8 && n != 16 || !strings.HasPrefix(s[n:], ":") || len(d.Code) >= most {
		return false
	}
	fields := strings.Fields(s[n+1:])
	if len(fields) == 0 || !ascii.AllHexDigits(fields[0]) {
		return false
	}
	in := arch.Insn{Address: addr, Bytes: fields[0], Text: strings.Join(fields[1:], " ")}
	d.Code = append(d.Code, in)
	d.Words = append(d.Words, arch.Word{Hex: in.Bytes, Trap: mark == '>'})
	return true
}

// trap marks the instruction that trapped. The PSW (">") points to it for
// exceptions that undo the instruction: translation, and protection, where
// the kernel winds the PSW back. After all others it points behind it.
func trap(d *arch.Dump) {
	at := arch.TrapWord(d.Words)
	if at < 0 || len(d.Code) != len(d.Words) {
		return
	}
	behind := false
	switch code := d.DieCode &^ 0x80; {
	case d.HasCode:
		behind = code != 0x04 && code != 0x10 && code != 0x11 && (code < 0x38 || code > 0x3f)
	case at > 0: // WARN() dies of nothing
		behind = strings.HasPrefix(d.Code[at-1].Text, "mc ")
	}
	if behind && at > 0 {
		at--
	}
	d.PCBehind(behind)
	d.Code[at].Trap = true
	if behind {
		nameBehind(d, d.Code[at].Address)
	}
	if !behind && d.Fault.HasAddress && d.Fault.Access != "execute" {
		effective(d, &d.Code[at])
	}
}

// nameBehind takes the PC back into the function whose last instruction trapped: the PSW
// points behind it and has the next function's name. The last branch tells which it is.
func nameBehind(d *arch.Dump, trapped uint64) {
	from := &of(d).branch
	if d.PC.Function == "" || !d.PC.HasOffset || d.PC.Offset != 0 || from.Function == "" || from.Offset > from.Address {
		return
	}
	start, next := from.Address-from.Offset, d.PC.Address
	if trapped < start || trapped-start >= from.Size {
		return
	}
	d.PC = *from
	d.PC.Address, d.PC.Offset = trapped, trapped-start
	if len(d.Chain) > 0 && d.Chain[0].HasAddress && d.Chain[0].Address == next {
		d.Chain[0].Symbol = d.PC
	}
	d.PCBehind(false)
}

// effective is the address that the trapping instruction could not access: of its operands
// that are storage, "832(%r2,%r11)", the one in the page that the kernel names.
func effective(d *arch.Dump, in *arch.Insn) {
	if strings.HasPrefix(in.Text, "ex ") || strings.HasPrefix(in.Text, "exrl ") { // which run an instruction that lies elsewhere
		return
	}
	if m, ok := accessed(d, in.Text); ok {
		v, _ := address(d, m)
		in.Effective = &v
	}
}
