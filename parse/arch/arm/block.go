package arm

import (
	"math/bits"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// block are LDM and STM.
func block(w uint32) flow.Effect {
	m, list := multiple(w), w&0xffff
	n := int64(4 * bits.OnesCount32(list))
	by := int64(0)
	if w>>21&1 == 1 {
		by = pickInt(w>>23&1 == 1, n, -n)
	}
	if w>>20&1 == 0 {
		return flow.Store("", m, int(n)).Moved(by)
	}
	return blockLoad(m, list, int(n)).Moved(by)
}

// blockLoad loads a list of registers from ascending addresses.
func blockLoad(m arch.Access, list uint32, size int) flow.Effect {
	e := flow.Touch("", m, size)
	e.Does = flow.Loads
	off := int64(0)
	for i := range uint32(15) {
		if list>>i&1 == 1 {
			e.More = append(e.More, flow.Loaded{Name: rn(i), Offset: off})
			off += 4
		}
	}
	if list>>15&1 == 1 {
		e.Does, e.More = flow.Jumps, nil
	}
	return e
}
