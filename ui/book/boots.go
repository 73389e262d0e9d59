package book

import (
	"slices"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// Boot notes that a boot began, or is known better.
func (b *Book) Boot(of parse.Boot) {
	list, p := b.boots[of.Sender], of.Pack()
	at := firstBoot(list, of.N)
	if at < len(list) && list[at].N == of.N {
		list[at] = p
	} else {
		list = slices.Insert(list, at, p)
	}
	if b.boots == nil {
		b.boots = map[string][]crash.PackedBoot{}
	}
	b.boots[of.Sender] = list
	if len(list) > maxBoots {
		b.boots[of.Sender] = b.needed(of.Sender, list)
	}
	b.settled = 0
	b.Version++
}

// Bounds of the boots of a board: those that no report asks for are forgotten but for the
// newest; they stand in the log, and the ledger counts them.
const (
	maxBoots   = 1 << 16
	bootsAfter = 1 << 10
)

// needed are the boots that a report happened in, those behind them, and the newest.
func (b *Book) needed(sender string, list []crash.PackedBoot) []crash.PackedBoot {
	asked := map[int]bool{}
	for e := range b.Entries() {
		if life := e.Life(); life.Sender == sender {
			asked[life.Boot] = true
		}
	}
	newest, before := len(list)-bootsAfter, false
	out := make([]crash.PackedBoot, 0, 2*bootsAfter)
	for i := range list {
		if is := asked[list[i].N]; is || before || i >= newest {
			out = append(out, list[i])
			before = is
		}
	}
	return slices.Clip(out[max(0, len(out)-maxBoots*3/4):])
}
