package all

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// kindWords are what an effect does, for the tables of the tests.
var kindWords = [...]string{"unknown", "nothing", "load", "set", "halve", "make", "call", "branch", "jump"}

// told writes an effect down.
func told(e *flow.Effect) string {
	words := []string{kindWords[e.Does]}
	add := func(some bool, format string, args ...any) {
		if some {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	add(e.Dst != "", "%s", e.Dst)
	add(e.Does == flow.Sets || e.Touches, "%s", where(e.Mem))
	add(e.Size > 0, "%d bytes", e.Size)
	add(e.Data != "", "of %s", e.Data)
	for _, l := range e.More {
		add(true, "and %s at %d", l.Name, l.Offset)
	}
	add(e.From != [3]string{}, "from %s", strings.TrimRight(strings.Join(e.From[:], " "), " "))
	add(e.Right != 0, ">> %d", e.Right)
	add(e.Keeps != 0, "& %#x", e.Keeps)
	add(e.Mask != 0, "%#x of %#x", e.Bits, e.Mask)
	add(e.Plus != "", "plus %s", e.Plus)
	add(e.Own, "to the CPU's own data")
	add(e.HasRel, "to %+d", e.Rel)
	add(e.Back != 0, "moves by %d", e.Back)
	add(len(e.Lost) > 0, "loses %s", strings.Join(e.Lost, " "))
	add(e.Element, "element")
	add(e.Maybe, "maybe")
	return strings.Join(words, " ")
}

// where writes a place in memory, or a sum, down.
func where(m arch.Access) string {
	s := m.Base
	if m.Index != "" {
		s += map[bool]string{false: "+", true: "-"}[m.Down] + m.Index + "<<" + fmt.Sprint(m.Shift)
	}
	return fmt.Sprintf("[%s%+d]", s, m.Offset)
}

// effectOf is what one instruction by itself does, told.
func effectOf(name string, bits int, code, text string) string {
	a := ByName(name)
	m, _ := flow.Of(a)
	d := &arch.Dump{Bits: bits, Code: []arch.Insn{{Bytes: code, Text: text, Trap: true}}, Distance: []int{0}}
	for _, hex := range strings.Fields(code) {
		d.Words = append(d.Words, arch.Word{Hex: hex})
	}
	if name == "arm" {
		d.Code[0].Bytes = strings.ReplaceAll(code, " ", "")
	}
	e := m.Effect(d, 0)
	return told(&e)
}

// effects are what instructions do, as the captures of the project have them and LLVM's
// disassembler names them, each form once. They were gone through by hand.
type effects struct {
	arch string
	bits int
	rows string // code | instruction | what it does, see told
}

func TestEffects(t *testing.T) {
	for _, x := range slices.Concat(x86Effects, armEffects, mipsEffects, othersEffects, moreEffects) {
		for row := range strings.Lines(strings.TrimSpace(x.rows)) {
			f := strings.Split(strings.TrimSpace(row), " | ")
			if got := effectOf(x.arch, x.bits, f[0], f[1]); got != f[2] {
				t.Errorf("%s, %s: %s\nwant %s", x.arch, f[1], got, f[2])
			}
		}
	}
}
