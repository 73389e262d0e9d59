package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// sizeRules are about pointers that were cut, and indices that were not.
var sizeRules = []rule{
	{
		id: "cut-pointer", rank: rankState + 4, confidence: Likely, classes: []string{"bad-access", "gpf", "user-access"},
		says:       "the lower half of a pointer was used, which a register has whole",
		suppresses: []string{"user-pointer", "wild-pointer", "stale-mapping", "no-memory-there", "nothing-mapped", "err-pointer-int"},
		fire:       cutPointer,
	},
	{
		id: "far-index", rank: rankState + 3, confidence: Likely, classes: []string{"bad-access", "gpf", "user-access"},
		says:       "an index far out of range was added to an address of the kernel",
		suppresses: []string{"user-pointer", "wild-pointer", "stale-mapping", "no-memory-there", "nothing-mapped"},
		fire:       farIndex,
	},
}

// half is what an int holds of a pointer of 64 bits.
const half = 0xffffffff

// cutPointer: what was used are the lower 32 bits of a pointer that a register still has
// whole: it went through an int, or came back from a function that nobody declared.
func cutPointer(x *exam, f *draft) bool {
	v, what, line, ok := x.pointer()
	if !ok || x.c.Dump.Bits != 64 || !isHalf(v) || !x.explains() && x.c.Dump.Fault.HasAddress && x.c.Dump.Fault.Address != v {
		return false
	}
	r := x.wholeOf(v)
	if r == nil {
		return false
	}
	how := ""
	if v>>32 == half {
		how = ", the sign spread over the rest"
	}
	f.Text = fmt.Sprintf("%s used half of a pointer: %s is %s, the lower 32 bits of %s in %s%s. This suggests that a pointer was kept in an int or u32 on its way, or came from a function without a prototype.", x.where(), what, hex(v), hex(r.Value), r.Name, how)
	f.claim(x.whereRan(), held(v, line))
	f.Next = "Find the variable, parameter or member of 32 bits between where the pointer was made and this use, and make it a pointer or unsigned long; compile with -Wall, which names casts of another size and missing prototypes."
	f.Evidence = []int{line, r.Line, x.headLine(), x.pcLine(), x.ops.line}
	x.tellCaller(f)
	return true
}

// isHalf tells a value of 32 bits, or one that has but its sign above those; a small number
// is none, nor one that is round.
func isHalf(v uint64) bool {
	const small, smallest, page = 1 << 24, 1 << 16, 4096
	if v>>32 == 0 && v >= smallest && v%page != 0 {
		return true
	}
	return (v>>32 == 0 || v>>32 == half) && v >= small && -v >= small
}

// wholeOf is a register that holds an address of the kernel with the same lower half.
func (x *exam) wholeOf(v uint64) *arch.Register {
	for i := range x.c.Dump.Registers {
		r := &x.c.Dump.Registers[i]
		if r.Value&half == v&half && r.Value>>32 != 0 && r.Value>>32 != half && x.inKernel(r.Value) && !strings.EqualFold(r.Name, x.ops.base) {
			return r
		}
	}
	return nil
}
