package x86

import (
	"encoding/binary"
	"strings"

	"golang.org/x/arch/x86/x86asm"

	"oopscope/parse/arch"
)

// decodeCode turns the code bytes into instructions. Only one boundary is
// known, that of the marked instruction: the bytes before it are tried from
// every start until the instructions come out on it.
func decodeCode(d *arch.Dump) {
	code, trap, complete := arch.WordBytes(d.Words, binary.LittleEndian)
	if trap < 0 || !complete || len(code) != len(d.Words) { // anything but bytes is not ours
		return
	}
	mode := d.Bits
	if mode == 0 {
		mode = 64
	}
	at := start(code, trap, mode)
	for at < len(code) {
		in, n := insn(d, code[at:], mode, at-trap)
		if n == 0 {
			break // cut off by the end of the dump
		}
		in.Bytes = arch.JoinWords(d.Words[at : at+n])
		in.Trap = at == trap
		if in.Trap {
			trapped(d, &in, code[at:], mode)
		}
		d.Code = append(d.Code, in)
		at += n
	}
}

// start finds the first byte from which decoding reaches the trap.
func start(code []byte, trap, mode int) int {
	for start := 0; start < trap; start++ {
		at := start
		for at < trap {
			n := length(code[at:], mode)
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

// special are instructions that the library reads as something else.
var special = []struct{ bytes, text string }{
	{"\xf3\x0f\x1e\xfa", "endbr64"}, {"\xf3\x0f\x1e\xfb", "endbr32"}, {"\x0f\x0b", "ud2"}, {"\x0f\x01\xca", "clac"},
	{"\x0f\x01\xcb", "stac"}, {"\x0f\x01\xd9", "vmmcall"}, {"\x0f\x01\xc1", "vmcall"}, {"\x0f\x01\xf8", "swapgs"},
}

// known returns the special instruction at the start of the code.
func known(code []byte) (text string, n int) {
	for _, s := range special {
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

func length(code []byte, mode int) int {
	if _, n := known(code); n > 0 {
		return n
	}
	inst, err := x86asm.Decode(code, mode)
	if err != nil || inst.Op == 0 { // a prefix without its instruction
		return 0
	}
	return inst.Len
}

// decode decodes with displacements that have their sign: the library
// leaves those of 32 bits without.
func decode(code []byte, mode int) (x86asm.Inst, error) {
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

// insn disassembles the instruction at the start of the code.
func insn(d *arch.Dump, code []byte, mode, at int) (arch.Insn, int) {
	in := arch.Insn{Address: d.InsnAddress(at)}
	if text, n := known(code); n > 0 {
		in.Text = text
		return in, n
	}
	inst, err := decode(code, mode)
	if err != nil || inst.Op == 0 || inst.Len == 0 || inst.Len > len(code) {
		return in, 0
	}
	in.Text = text(d, inst, at)
	return in, inst.Len
}

// text writes an instruction as objdump does, branches with the place they
// go to.
func text(d *arch.Dump, inst x86asm.Inst, at int) string {
	text := modern(strings.TrimSpace(x86asm.GNUSyntax(inst, 0, nil)))
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

// mnemonics are written without their width by today's objdump, or with the
// name that goes with this syntax.
var mnemonics = map[string]string{
	"callq": "call", "jmpq": "jmp", "retq": "ret", "leaveq": "leave", "pushq": "push", "popq": "pop", "iretq": "iretq",
	"calll": "call", "jmpl": "jmp", "retl": "ret", "pushl": "push", "popl": "pop",
	"movsxd": "movslq", "cdqe": "cltq", "cqo": "cqto", "cdq": "cltd", "cwde": "cwtl",
}

// modern writes an instruction as today's objdump does. A width is kept
// where an operand in memory needs it ("pushq 0x8(%rsp)").
func modern(text string) string {
	name, rest, _ := strings.Cut(text, " ")
	if short, ok := mnemonics[name]; ok && !(name[0] == 'p' && strings.Contains(rest, "(")) {
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

// trapped adds what is known of the instruction that trapped.
func trapped(d *arch.Dump, in *arch.Insn, code []byte, mode int) {
	if in.Text == "ud2" {
		d.TrapMeaning(in, "BUG() or WARN()")
		return
	}
	if _, n := known(code); n > 0 {
		return
	}
	inst, err := decode(code, mode)
	if err != nil {
		return
	}
	if m, ok := accessed(d, inst, mode); ok {
		d.Accessed(in, m)
		protection(d, inst, in)
	}
}

// protection completes a general protection fault: the CPU does not tell the
// address, the kernel computes it only since 5.6, and never says which access.
func protection(d *arch.Dump, inst x86asm.Inst, in *arch.Insn) {
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
		d.Fault.Access = direction(inst)
	}
}

// direction tells whether an instruction writes its memory operand: the
// first one, unless it only compares.
func direction(inst x86asm.Inst) string {
	_, first := inst.Args[0].(x86asm.Mem)
	switch inst.Op {
	case x86asm.CMP, x86asm.TEST, x86asm.BT, x86asm.CALL, x86asm.JMP, x86asm.PUSH, x86asm.DIV, x86asm.IDIV, x86asm.MUL, x86asm.LODSB, x86asm.LODSD, x86asm.LODSQ:
		return "read"
	}
	return arch.Pick(first, "write", "read")
}

// accessed tells which memory an instruction accesses; of two (movs) the one
// that the fault's access speaks of. It leaves out what is relative to a RIP
// that was printed as a symbol only.
func accessed(d *arch.Dump, inst x86asm.Inst, mode int) (arch.Access, bool) {
	switch inst.Op {
	case x86asm.LEA, x86asm.NOP, x86asm.PREFETCHNTA, x86asm.PREFETCHT0, x86asm.PREFETCHT1, x86asm.PREFETCHT2, x86asm.PREFETCHW:
		return arch.Access{}, false
	}
	found, ok := arch.Access{}, false
	for i, a := range inst.Args {
		m, isMem := a.(x86asm.Mem)
		if !isMem || ok && (i == 0 || d.Fault.Access != "read") {
			continue
		}
		if found, ok = mem(d, inst, m, mode); !ok || !bitString(d, inst, &found) {
			return found, false
		}
	}
	if ok {
		return found, true
	}
	return stackAccess(inst, mode)
}

// bitString moves the access to where the bit is: a number in a register counts from the
// memory operand on, in both directions (Intel's manual, vol. 2, BT).
func bitString(d *arch.Dump, inst x86asm.Inst, a *arch.Access) bool {
	switch inst.Op {
	case x86asm.BT, x86asm.BTS, x86asm.BTR, x86asm.BTC:
	default:
		return true
	}
	r, ok := inst.Args[1].(x86asm.Reg)
	if !ok {
		return true // an immediate stays within the operand
	}
	name, bits := register(r), inst.DataSize
	if r >= x86asm.EAX && r <= x86asm.R15L && d.Bits != 32 {
		name = register(r - x86asm.EAX + x86asm.RAX)
	}
	n, ok := d.Register(name)
	if !ok || bits < 32 {
		return false
	}
	if bits == 32 {
		a.Offset += int64(int32(n)) >> 5 << 2
		return true
	}
	a.Offset += int64(n) >> 6 << 3
	return true
}

// stackAccess is the access of instructions that only use the stack.
func stackAccess(inst x86asm.Inst, mode int) (arch.Access, bool) {
	m := arch.Access{Base: arch.Pick(mode == 64, "RSP", "ESP")}
	switch inst.Op {
	case x86asm.PUSH, x86asm.CALL:
		m.Offset = -int64(mode / 8)
	case x86asm.POP, x86asm.RET:
	default:
		return m, false
	}
	return m, true
}

// mem translates the library's memory operand.
func mem(d *arch.Dump, inst x86asm.Inst, m x86asm.Mem, mode int) (arch.Access, bool) {
	a := arch.Access{Offset: m.Disp}
	if m.Base == x86asm.RIP {
		if !d.PC.HasAddress {
			return a, false
		}
		a.Offset += int64(d.PC.Address) + int64(inst.Len)
	} else if m.Base != 0 {
		a.Base = register(m.Base)
	}
	if m.Index != 0 && m.Scale != 0 {
		a.Index = register(m.Index)
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

// register names a register as the dump does: R8 and R9 with a zero.
func register(r x86asm.Reg) string {
	switch r {
	case x86asm.R8:
		return "R08"
	case x86asm.R9:
		return "R09"
	}
	return r.String()
}
