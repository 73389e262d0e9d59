package crash

import (
	"strings"

	"oopscope/parse/arch"
)

// Bounds of what is read of an endless report.
const mostLines, mostCallers = 3000, 32

// FreePath reads how the object was freed that a register points to, which the kernel
// prints behind its "Register rN information" since 5.12 where slub_debug=U keeps
// it (kmem_dump_obj(), mm/slab_common.c). It is nil where nothing was printed.
//
//	Register r5 information: slab kmalloc-64 start c1e01500 pointer offset 0 size 64 allocated at f+0x10/0x20
//	    f+0x10/0x20
//	 Free path:
//	    kfree+0x1c0/0x1e0
//	    session_release+0x24/0x30 [bench]
func (c *Crash) FreePath() (register string, path []arch.Frame) {
	on := false
	for i := range c.Body[:min(len(c.Body), mostLines)] {
		b := &c.Body[i]
		t := strings.TrimSpace(b.Text)
		if !on {
			if rest, ok := strings.CutPrefix(t, "Register "); ok {
				register, _, _ = strings.Cut(rest, " ")
			}
			on = t == "Free path:" || strings.HasSuffix(t, " Free path:")
			continue
		}
		s, _, ok := arch.ParseSymbol(t)
		if !ok || len(path) > mostCallers {
			break
		}
		path = append(path, arch.Frame{Symbol: s, Reliable: true, Line: b.N})
	}
	return register, path
}
