package triage

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// loopers are the parts of the kernel with loops of their own, of which one sample does not
// tell whether the CPU went round in them or in who called them. What lies elsewhere (lib/,
// locking, a delay, an instrument) was called from the loop.
var loopers = []string{"fs/", "mm/", "net/", "block/", "drivers/", "sound/", "security/"}

// memoryCheckers are none of them, though they lie among them.
var memoryCheckers = []string{"mm/kasan/", "mm/kmsan/", "mm/kmemleak"}

// loopIn says whose loop it is: the culprit's, or that of the function in which the CPU was
// found, which ran for it.
func (x *exam) loopIn() string {
	pc, by := arch.Frame{Symbol: x.c.Dump.PC}, x.culprit()
	printed := x.c.Dump.PCLine > 0
	if !printed && pc.Function == "" && len(x.chain) > 0 && x.chain[0].Reliable { // a trace that begins where the CPU was
		pc, printed = x.chain[0], true
	}
	if !printed || x.c.Culprit.Module != "" || !pc.InFunction() || bare(pc.Function) == x.c.Culprit.Function {
		return by
	}
	at := crash.PlaceOf(&pc)
	within := func(area string) bool { return strings.HasPrefix(at, area) }
	if slices.ContainsFunc(memoryCheckers, within) || !slices.ContainsFunc(loopers, within) {
		return by
	}
	return by + ", or " + arch.SymbolText(arch.Symbol{Function: bare(pc.Function), Module: pc.Module}) + " that ran for it,"
}
