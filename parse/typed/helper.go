package typed

import (
	"oopscope/parse/regex"
	"oopscope/parse/symbol"
)

// header is the path of a source file that everybody includes: what is inlined from there has
// words of its own for what it is given, and nobody looks for a bug in it.
var header = regex.Of(`(?:^|/)include/(?:linux|asm|asm-generic|net|vdso|uapi)/`)

// helps tells the variables of functions that were inlined from such a header: v of
// atomic_inc(), where the caller has &dev->refs.
func (c *code) helps(v *symbol.Variable, i int) bool {
	if v.Inlined == 0 || c.debug == nil {
		return false
	}
	helps, known := c.helpers[v.Function]
	if !known {
		for _, l := range c.debug.Locate(c.insns[i].Address + c.shift) {
			helps = helps || l.Function == v.Function && header.Get().MatchString(l.File)
		}
		if c.helpers == nil {
			c.helpers = map[string]bool{}
		}
		c.helpers[v.Function] = helps
	}
	return helps
}
