package typed

import (
	"slices"

	"oopscope/parse/arch"
)

// linked is a look at a crash whose call chain has the place that the link register
// returns to as well, where that is proved to be the innermost function's caller: a
// function that calls nothing keeps no frame (arm64, riscv), so that the kernel's
// trace goes on with its caller's caller.
func linked(l Look) looker {
	k := looker{Look: l, opened: map[int]*code{}}
	if caller, _ := k.above(&code{frame: 0}); caller != nil {
		return k
	}
	if with := withLink(l, 1); with != nil {
		if caller, _ := with.above(&code{frame: 0}); caller != nil {
			return *with
		}
	}
	return k
}

// withLink is a look with the link register's place at a position of the chain, nil
// when the register names none.
func withLink(l Look, at int) *looker {
	lr := l.Crash.Dump.LR
	if !lr.HasOffset || lr.Function == "" || len(l.Crash.Chain) < at {
		return nil
	}
	c := *l.Crash
	link := arch.Frame{Symbol: lr, Reliable: true}
	if len(c.Chain) > 0 { // riscv prints no trace of a CPU that went nowhere
		link.Context = c.Chain[0].Context
	}
	c.Chain = slices.Insert(slices.Clone(c.Chain), at, link)
	l.Crash = &c
	return &looker{Look: l, opened: map[int]*code{}, inserted: at == 1}
}
