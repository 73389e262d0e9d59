package triage

import (
	"fmt"
	"strings"
)

// cutPointer: what was used are the lower 32 bits of a pointer that a register still has
// whole: it went through an int, or came back from a function that nobody declared.
func cutPointer(x *exam, f *draft) bool {
	const half = 0xffffffff
	v, what, line, ok := x.pointer()
	if !ok || x.c.Dump.Bits != 64 || v>>32 != 0 && v>>32 != half || v < 1<<24 || v >= 1<<64-1<<24 || !x.explains() && x.c.Dump.Fault.HasAddress && x.c.Dump.Fault.Address != v {
		return false
	}
	for i := range x.c.Dump.Registers {
		r := &x.c.Dump.Registers[i]
		if r.Value&half != v&half || r.Value == v || r.Value>>32 == 0 || r.Value>>32 == half || !x.ofKernel(r.Value) || strings.EqualFold(r.Name, x.ops.base) {
			continue
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
	return false
}
