package ui

import (
	"oopscope/parse"
	"oopscope/parse/kgdb"
	"oopscope/ui/cell"
)

// A kernel's debugger that waits at the console.

// spotDebugger tells that one waits, and how to go on with it.
func (a *app) spotDebugger(b *parse.Batch) {
	waits := kgdb.Spot(b.Partial)
	if waits == kgdb.None && len(b.Partial) == 0 && !endsInGap(b) {
		if len(b.Lines) == 0 {
			return
		}
		waits = kgdb.Spot(b.Lines[len(b.Lines)-1].Raw)
	}
	if waits == a.debugger {
		return
	}
	name := cell.Clean(a.link.Name)
	switch a.debugger = waits; waits {
	case kgdb.KDB:
		a.warn("kdb waits: help lists its commands, go goes on; for gdb type kgdb there, then in a shell: oopscope kgdb " + name)
	case kgdb.KGDB:
		a.warn("kgdb waits for gdb; in a shell: oopscope kgdb " + name)
	default:
		return
	}
	a.notice.holds = func(Link) bool { return a.debugger == waits }
}

// endsInGap tells that nothing came behind a gap: what waited has gone, or gdb speaks to it.
func endsInGap(b *parse.Batch) bool {
	n, k := len(b.Gaps), len(b.Lines)
	return n > 0 && (k == 0 || b.Gaps[n-1].After >= b.Lines[k-1].N)
}

// debuggerWord is what the status line says of it.
func (a *app) debuggerWord() string {
	return map[kgdb.Debugger]string{kgdb.KDB: "KDB", kgdb.KGDB: "KGDB"}[a.debugger]
}
