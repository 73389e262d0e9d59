package arch

import (
	"encoding/binary"
	"strings"

	"oopscope/parse/ascii"
)

// ReadCode reads a line of code words behind the given label ("Code:") into
// the dump. Only the first such line of a report counts: inner register blocks
// and the repeat after the end trace have their own. (x86 up to 4.17 prints it
// behind the trace, when a repeat of registers may already have been seen.) It tells whether the line
// has the label, also when no code could be read there ("Code: bad PC value").
func ReadCode(d *Dump, l Line, label string) bool {
	s := strings.TrimLeft(l.Text, " ")
	if !strings.HasPrefix(s, label) {
		return false
	}
	if d.CodeLine != 0 {
		return true
	}
	d.CodeLine = l.N
	d.Words = ParseWords(s[len(label):])
	if len(d.Words) == 0 {
		d.Note("code", strings.TrimSpace(s[len(label):]), l.N)
	}
	return true
}

// ParseWords splits the words of a code line; "(xx)" and "<xx>" mark the one
// that trapped, "????????" and "XXXXXXXX" could not be read by the kernel. It
// stops at the first thing that is not a code word.
func ParseWords(s string) []Word {
	const most = 256
	var words []Word
	for len(words) < most {
		s = strings.TrimLeft(s, " ")
		end := strings.IndexByte(s, ' ')
		if end < 0 {
			end = len(s)
		}
		w, ok := parseWord(s[:end])
		if !ok {
			break
		}
		if words == nil {
			words = make([]Word, 0, len(s)/(len(w.Hex)+1)+2)
		}
		words = append(words, w)
		s = s[end:]
	}
	return words
}

func parseWord(t string) (Word, bool) {
	var w Word
	if len(t) > 2 && (t[0] == '(' && t[len(t)-1] == ')' || t[0] == '<' && t[len(t)-1] == '>') {
		w.Trap = true
		t = t[1 : len(t)-1]
	}
	w.Hex = t
	switch {
	case t == "" || len(t)%2 != 0 || len(t) > 16:
		return w, false
	case strings.Trim(t, "?") == "" || strings.Trim(t, "X") == "":
		w.Unreadable = true
		return w, true
	}
	return w, ascii.AllHexDigits(t)
}

// Value returns the word as a number.
func (w Word) Value() uint64 {
	v, _ := HexPrefix(w.Hex)
	return v
}

// WordBytes returns the code words as they lie in memory, the offset of the
// word that trapped, or -1, and whether all could be read; unreadable words
// are zero. A word printed with two digits is a byte; wider ones are values,
// laid out in the given order.
func WordBytes(words []Word, order binary.ByteOrder) (code []byte, trap int, complete bool) {
	trap, complete = -1, true
	code = make([]byte, 0, len(words)*4)
	for _, w := range words {
		if w.Trap {
			trap = len(code)
		}
		if w.Unreadable {
			complete = false
		}
		code = appendWord(code, w, order)
	}
	return code, trap, complete
}

func appendWord(code []byte, w Word, order binary.ByteOrder) []byte {
	var b [8]byte
	n, v := len(w.Hex)/2, w.Value()
	if w.Unreadable {
		v = 0
	}
	switch {
	case n == 1:
		b[0] = byte(v)
	case n == 2:
		order.PutUint16(b[:], uint16(v))
	case n == 4:
		order.PutUint32(b[:], uint32(v))
	case n == 6: // of s390, whose longest instructions are printed as one
		binary.BigEndian.PutUint64(b[:], v<<16)
	case n == 8:
		order.PutUint64(b[:], v)
	default:
		n = 0
	}
	return append(code, b[:n]...)
}

// BranchTarget writes the place that a branch goes to; at is the distance of
// the branch from the PC in bytes, rel that of the target from the branch.
// Within the function the kernel named it is written as symbol+offset.
func (d *Dump) BranchTarget(at int, rel int64) string {
	if d.PC.HasOffset {
		o := int64(d.PC.Offset) + int64(at) + rel
		if o >= 0 && uint64(o) < d.PC.Size && d.PC.Size < 1<<24 {
			return d.PC.Function + "+" + Hex(uint64(o))
		}
	}
	if d.PC.HasAddress {
		return Hex(d.Truncate(d.PC.Address + uint64(int64(at)+rel)))
	}
	if rel < 0 {
		return ".-" + Hex(uint64(-rel))
	}
	return ".+" + Hex(uint64(rel))
}

// InsnAddress is the address of an instruction at a distance from the PC, 0
// when the kernel printed the PC as a symbol only.
func (d *Dump) InsnAddress(at int) uint64 {
	if !d.PC.HasAddress {
		return 0
	}
	return d.Truncate(d.PC.Address + uint64(int64(at)))
}

// TrapMeaning notes what a trapping instruction stands for: BUG() and WARN()
// are an instruction of their own on most architectures.
func (d *Dump) TrapMeaning(in *Insn, meaning string) {
	if in.Trap {
		d.Note("trap", in.Text+": "+meaning, d.CodeLine)
	}
}

// JoinWords returns the hex digits of all words, one after the other.
func JoinWords(words []Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Hex)
	}
	return b.String()
}

// TrapWord returns the index of the word that trapped, -1 for none.
func TrapWord(words []Word) int {
	for i, w := range words {
		if w.Trap {
			return i
		}
	}
	return -1
}

// Word32 returns an instruction that is one 32-bit word.
func (in *Insn) Word32() (uint32, bool) {
	if len(in.Bytes) != 8 {
		return 0, false
	}
	v, n := HexPrefix(in.Bytes)
	return uint32(v), n == 8
}

// Length is the number of an instruction's bytes.
func (in *Insn) Length() int {
	n := 0
	for i := range len(in.Bytes) {
		if in.Bytes[i] != ' ' {
			n++
		}
	}
	return n / 2
}

// Code returns an instruction's bytes as they lie in memory, given the order
// of its words. Wider words than a byte were printed with blanks between or
// are of one word.
func (in *Insn) Code(order binary.ByteOrder) []byte {
	if len(in.Bytes) > 64 {
		return nil
	}
	b, _, complete := WordBytes(ParseWords(in.Bytes), order)
	if !complete {
		return nil
	}
	return b
}
