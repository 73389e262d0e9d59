package s390

import (
	"encoding/binary"
	"strings"

	"golang.org/x/arch/s390x/s390xasm"

	"oopscope/parse/arch"
)

// The kernel prints its code disassembled; what comes out of a file is bytes,
// and is written the way the kernel does.

// disassemble decodes the halfwords of code that nobody has disassembled.
func disassemble(d *arch.Dump) {
	if len(d.Code) > 0 || len(d.Words) == 0 {
		return
	}
	code, trap, complete := arch.WordBytes(d.Words, binary.BigEndian)
	if trap < 0 || !complete || len(code) != 2*len(d.Words) {
		return
	}
	words := d.Words
	d.Words = nil
	for at := 0; at < len(code); {
		n := length(code[at])
		if at+n > len(code) {
			break
		}
		in := arch.Insn{Bytes: arch.JoinWords(words[at/2 : (at+n)/2]), Address: d.InsnAddress(at - trap)}
		in.Text = text(code[at:at+n], in.Address)
		d.Code = append(d.Code, in)
		d.Words = append(d.Words, arch.Word{Hex: in.Bytes, Trap: at == trap})
		at += n
	}
}

// length is that of an instruction, which its first two bits tell.
func length(first byte) int {
	switch first >> 6 {
	case 0:
		return 2
	case 3:
		return 6
	}
	return 4
}

// text is the instruction as the kernel writes it, "" for one that the decoder
// does not know.
func text(code []byte, at uint64) (out string) {
	defer func() {
		if recover() != nil { // the decoder indexes tables by what it reads
			out = ""
		}
	}()
	in, err := arch.Disassembled(s390xasm.Decode, code)
	if err != nil || in.Len != len(code) {
		return ""
	}
	out = s390xasm.GNUSyntax(in, at)
	if strings.ContainsAny(out, "\x00%") && strings.Contains(out, "%!") {
		return ""
	}
	return out
}
