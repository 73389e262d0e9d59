package arch

import (
	"encoding/binary"
	"strings"

	"golang.org/x/arch/x86/x86asm"
)

// x86DecodeCode turns the code bytes into instructions. Only one boundary is
// known, that of the marked instruction: the bytes before it are tried from
// every start until the instructions come out on it.
func x86DecodeCode(d *Dump) {
	code, trap, complete := WordBytes(d.Words, binary.LittleEndian)
	if trap < 0 || !complete || len(code) != len(d.Words) { // anything but bytes is not ours
		return
	}
	mode := d.Bits
	if mode == 0 {
		mode = 64
	}
	at := x86Start(code, trap, mode)
	for at < len(code) {
		in, n := x86Insn(d, code[at:], mode, at-trap)
		if n == 0 {
			break // cut off by the end of the dump
		}
		in.Bytes = JoinWords(d.Words[at : at+n])
		in.Trap = at == trap
		if in.Trap {
			x86Trap(d, &in, code[at:], mode)
		}
		d.Code = append(d.Code, in)
		at += n
	}
}

// x86Start finds the first byte from which decoding reaches the trap.
func x86Start(code []byte, trap, mode int) int {
	for start := 0; start < trap; start++ {
		at := start
		for at < trap {
			n := x86Length(code[at:], mode)
			if n == 0 {
				break
			}
			at += n
		}
		if at == trap {
			return start
		}
	}
	return trap
}

// x86Special are instructions that the library reads as something else.
var x86Special = []struct{ bytes, text string }{
	{"\xf3\x0f\x1e\xfa", "endbr64"}, {"\xf3\x0f\x1e\xfb", "endbr32"}, {"\x0f\x0b", "ud2"}, {"\x0f\x01\xca", "clac"},
	{"\x0f\x01\xcb", "stac"}, {"\x0f\x01\xd9", "vmmcall"}, {"\x0f\x01\xc1", "vmcall"}, {"\x0f\x01\xf8", "swapgs"},
}

// x86Known returns the special instruction at the start of the code.
func x86Known(code []byte) (text string, n int) {
	for _, s := range x86Special {
		if len(code) >= len(s.bytes) && string(code[:len(s.bytes)]) == s.bytes {
			return s.text, len(s.bytes)
		}
	}
	// ud1 with operands: what clang's UBSAN and static calls trap with.
	if len(code) >= 3 && code[0] == 0x0f && code[1] == 0xb9 && code[2]>>6 == 3 {
		return "ud1", 3
	}
	return "", 0
}

func x86Length(code []byte, mode int) int {
	if _, n := x86Known(code); n > 0 {
		return n
	}
	inst, err := x86asm.Decode(code, mode)
	if err != nil || inst.Op == 0 { // a prefix without its instruction
		return 0
	}
	return inst.Len
}

// x86Decode decodes with displacements that have their sign: the library
// leaves those of 32 bits without.
func x86Decode(code []byte, mode int) (x86asm.Inst, error) {
	inst, err := x86asm.Decode(code, mode)
	if err != nil {
		return inst, err
	}
	for i, a := range inst.Args {
		if m, ok := a.(x86asm.Mem); ok && uint64(m.Disp)>>31 == 1 {
			m.Disp = int64(int32(m.Disp))
			inst.Args[i] = m
		}
	}
	return inst, nil
}

// x86Insn disassembles the instruction at the start of the code.
func x86Insn(d *Dump, code []byte, mode, at int) (Insn, int) {
	in := Insn{Address: d.InsnAddress(at)}
	if text, n := x86Known(code); n > 0 {
		in.Text = text
		return in, n
	}
	inst, err := x86Decode(code, mode)
	if err != nil || inst.Op == 0 || inst.Len == 0 || inst.Len > len(code) {
		return in, 0
	}
	in.Text = x86Text(d, inst, at)
	return in, inst.Len
}

// x86Text writes an instruction as objdump does, branches with the place they
// go to.
func x86Text(d *Dump, inst x86asm.Inst, at int) string {
	text := x86Modern(strings.TrimSpace(x86asm.GNUSyntax(inst, 0, nil)))
	for _, a := range inst.Args {
		rel, ok := a.(x86asm.Rel)
		if !ok {
			continue
		}
		if i := strings.LastIndex(text, " ."); i > 0 {
			return text[:i+1] + d.BranchTarget(at, int64(inst.Len)+int64(rel))
		}
	}
	return text
}

// x86Mnemonics are written without their width by today's objdump, or with the
// name that goes with this syntax.
var x86Mnemonics = map[string]string{
	"callq": "call", "jmpq": "jmp", "retq": "ret", "leaveq": "leave", "pushq": "push", "popq": "pop", "iretq": "iretq",
	"calll": "call", "jmpl": "jmp", "retl": "ret", "pushl": "push", "popl": "pop",
	"movsxd": "movslq", "cdqe": "cltq", "cqo": "cqto", "cdq": "cltd", "cwde": "cwtl",
}

// x86Modern writes an instruction as today's objdump does. A width is kept
// where an operand in memory needs it ("pushq 0x8(%rsp)").
func x86Modern(text string) string {
	name, rest, _ := strings.Cut(text, " ")
	if short, ok := x86Mnemonics[name]; ok && !(name[0] == 'p' && strings.Contains(rest, "(")) {
		text = strings.TrimSpace(short + " " + rest)
	}
	text = strings.ReplaceAll(text, ",%riz,1", "") // an index that is none
	open := strings.IndexByte(text, '(')
	end := strings.LastIndexByte(text, ')')
	if open > 0 && end > open && strings.Count(text[open:end], ",") == 1 && text[open+1] == '%' {
		return text[:end] + ",1" + text[end:]
	}
	return text
}

// x86Trap adds what is known of the instruction that trapped.
func x86Trap(d *Dump, in *Insn, code []byte, mode int) {
	if in.Text == "ud2" {
		d.TrapMeaning(in, "BUG() or WARN()")
		return
	}
	if _, n := x86Known(code); n > 0 {
		return
	}
	inst, err := x86Decode(code, mode)
	if err != nil {
		return
	}
	if m, ok := x86Accessed(d, inst, mode); ok {
		d.Accessed(in, m)
		x86Protection(d, inst, in)
	}
}

// x86Protection completes a general protection fault: the CPU does not tell the
// address, the kernel computes it only since 5.6, and never says which access.
func x86Protection(d *Dump, inst x86asm.Inst, in *Insn) {
	if !strings.HasPrefix(d.Die, "general protection fault") || in.Effective == nil {
		return
	}
	v := *in.Effective
	canonical := v < 1<<47 || v >= 0xff<<56
	if !d.Fault.HasAddress && !canonical {
		d.FaultAt(v, d.CodeLine)
		d.Fault.Detail = "non-canonical address"
	}
	if d.Fault.HasAddress && v == d.Fault.Address && d.Fault.Access == "" {
		d.Fault.Access = x86Direction(inst)
	}
}

// x86Direction tells whether an instruction writes its memory operand: the
// first one, unless it only compares.
func x86Direction(inst x86asm.Inst) string {
	_, first := inst.Args[0].(x86asm.Mem)
	switch inst.Op {
	case x86asm.CMP, x86asm.TEST, x86asm.BT, x86asm.CALL, x86asm.JMP, x86asm.PUSH, x86asm.DIV, x86asm.IDIV, x86asm.MUL, x86asm.LODSB, x86asm.LODSD, x86asm.LODSQ:
		return "read"
	}
	return Pick(first, "write", "read")
}

// x86Accessed tells which memory an instruction accesses; of two (movs) the one
// that the fault's access speaks of. It leaves out what is relative to a RIP
// that was printed as a symbol only.
func x86Accessed(d *Dump, inst x86asm.Inst, mode int) (Access, bool) {
	switch inst.Op {
	case x86asm.LEA, x86asm.NOP, x86asm.PREFETCHNTA, x86asm.PREFETCHT0, x86asm.PREFETCHT1, x86asm.PREFETCHT2, x86asm.PREFETCHW:
		return Access{}, false
	}
	found, ok := Access{}, false
	for i, a := range inst.Args {
		m, isMem := a.(x86asm.Mem)
		if !isMem || ok && (i == 0 || d.Fault.Access != "read") {
			continue
		}
		if found, ok = x86Mem(d, inst, m, mode); !ok {
			return found, false
		}
	}
	if ok {
		return found, true
	}
	return x86StackAccess(inst, mode)
}

// x86StackAccess is the access of instructions that only use the stack.
func x86StackAccess(inst x86asm.Inst, mode int) (Access, bool) {
	m := Access{Base: Pick(mode == 64, "RSP", "ESP")}
	switch inst.Op {
	case x86asm.PUSH, x86asm.CALL:
		m.Offset = -int64(mode / 8)
	case x86asm.POP, x86asm.RET:
	default:
		return m, false
	}
	return m, true
}

// x86Mem translates the library's memory operand.
func x86Mem(d *Dump, inst x86asm.Inst, m x86asm.Mem, mode int) (Access, bool) {
	a := Access{Offset: m.Disp}
	if m.Base == x86asm.RIP {
		if !d.PC.HasAddress {
			return a, false
		}
		a.Offset += int64(d.PC.Address) + int64(inst.Len)
	} else if m.Base != 0 {
		a.Base = x86Register(m.Base)
	}
	if m.Index != 0 && m.Scale != 0 {
		a.Index = x86Register(m.Index)
		for s := m.Scale; s > 1; s >>= 1 {
			a.Shift++
		}
	}
	for _, p := range inst.Prefix {
		segment := ""
		switch p &^ (x86asm.PrefixImplicit | x86asm.PrefixIgnored) {
		case x86asm.PrefixGS:
			segment = "GS"
		case x86asm.PrefixFS:
			segment = "FS"
		default:
			continue
		}
		base, ok := d.Register(segment)
		if !ok || mode != 64 {
			return a, false // on i386 only the selector is printed
		}
		a.Offset += int64(base)
	}
	return a, true
}

// x86Register names a register as the dump does: R8 and R9 with a zero.
func x86Register(r x86asm.Reg) string {
	switch r {
	case x86asm.R8:
		return "R08"
	case x86asm.R9:
		return "R09"
	}
	return r.String()
}
