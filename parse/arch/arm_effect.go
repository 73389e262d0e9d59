package arch

import "math/bits"

var armCalls = &convention{
	args: []string{"r0", "r1", "r2", "r3"}, result: "r0",
	saved: []string{"r4", "r5", "r6", "r7", "r8", "r9", "r10", "fp", "sp"},
	stack: []string{"sp", "fp"},
}

// armEffect tells what an instruction of the Code line does, A32 or Thumb.
func armEffect(d *Dump, i int) effect {
	in := &d.Code[i]
	if len(d.Words) > 0 && len(d.Words[0].Hex) == 4 {
		return thumbEffect(d, i)
	}
	w, ok := in.word()
	if !ok || in.Text == "" {
		return effect{}
	}
	if d.callsTracer(i) {
		return effect{does: nothing}
	}
	if w>>28 == 15 {
		return armAlways(w)
	}
	e := armDoes(d, w, d.distance[i])
	if w>>28 != 14 {
		e.maybe = true
		if e.does == jumps {
			e.does = branches
		}
	}
	return e
}

// armAlways are the instructions without a condition: barriers, hints, blx.
func armAlways(w uint32) effect {
	switch {
	case w>>25&7 == 5:
		return effect{does: calls}
	case w>>26&3 <= 1:
		return effect{does: nothing} // NEON, preloads, barriers, cps
	}
	return effect{}
}

func armDoes(d *Dump, w uint32, at int) effect {
	switch w >> 25 & 7 {
	case 0:
		return armRegisters(w)
	case 1:
		return armImmediates(d, w, at)
	case 2:
		return armSingle(d, w, at)
	case 3:
		if w>>4&1 == 1 {
			return armMedia(w)
		}
		return armSingle(d, w, at)
	case 4:
		return armBlock(w)
	case 5:
		rel := signExtend(w&0xffffff, 24)*4 + 8
		if w>>24&1 == 1 {
			return going(calls, rel)
		}
		return going(jumps, rel)
	}
	return armCoprocessor(w)
}

// armRegisters are data processing with registers and what hides among it.
func armRegisters(w uint32) effect {
	switch {
	case w&0x90 == 0x90 && w>>5&3 == 0:
		return armMultiplies(w)
	case w&0x90 == 0x90:
		return armHalf(w)
	case w&0x01900000 == 0x01000000:
		return armOdd(w)
	}
	op, base, rd, rm := w>>21&15, rn(w>>16), w>>12&15, rn(w)
	switch {
	case op >= 8 && op <= 11:
		return effect{does: nothing}
	case rd == 15:
		return effect{does: jumps}
	case w>>4&1 == 1:
		return made(rn(rd), rm, rn(w>>8), pick(op == 13 || op == 15, "", base))
	case w>>5&3 == 0 && op == 13 && w>>7&31 == 0:
		return move(rn(rd), rm)
	case w>>5&3 == 0 && (op == 4 || op == 2):
		return effect{does: sets, dst: rn(rd), mem: memoryAccess{base: base, index: rm, shift: uint(w >> 7 & 31), down: op == 2}}
	}
	return made(rn(rd), rm, pick(op == 13 || op == 15, "", base))
}

// armMultiplies are multiplications and the exclusives.
func armMultiplies(w uint32) effect {
	base := memoryAccess{base: rn(w >> 16)}
	size := [4]int{4, 8, 1, 2}[w>>21&3]
	switch {
	case w>>23&3 == 3 && w>>20&1 == 1:
		e := access(rn(w>>12), base, size)
		if size == 8 {
			e.more = []loaded{{rn(w>>12 + 1), 4}}
		}
		return e
	case w>>23&3 == 3: // strex, whose first register tells whether it worked; stl has none
		e := store(rn(w), base, size)
		if rd := w >> 12 & 15; rd != 15 {
			e.lost = []string{rn(rd)}
		}
		return e
	case w>>24&1 == 1: // swp
		return access(rn(w>>12), base, 4)
	case w>>23&1 == 1 || w>>22&1 == 1 && w>>21&1 == 0: // two results
		e := made(rn(w>>16), rn(w), rn(w>>8))
		e.lost = []string{rn(w >> 12)}
		return e
	}
	return made(rn(w>>16), rn(w), rn(w>>8))
}

// armHalf are loads and stores of halfwords, signed bytes and pairs.
func armHalf(w uint32) effect {
	m := memoryAccess{base: rn(w >> 16)}
	if w>>22&1 == 1 {
		m.offset = int64(w>>4&0xf0 | w&15)
		if w>>23&1 == 0 {
			m.offset = -m.offset
		}
	} else {
		m.index, m.down = rn(w), w>>23&1 == 0
	}
	op, load := w>>5&3, w>>20&1 == 1
	pair := !load && op >= 2
	size := [4]int{0, 2, 1, 2}[op]
	if pair {
		size = 8
	}
	rt := w >> 12 & 15
	e := store(rn(rt), m, size)
	if load || op == 2 {
		e = access(rn(rt), m, size)
		if pair {
			e.more = []loaded{{rn(rt + 1), 4}}
		}
	}
	return armIndexed(e, w)
}

// armIndexed completes an access that moves its base.
func armIndexed(e effect, w uint32) effect {
	pre, back := w>>24&1 == 1, w>>21&1 == 1
	if pre && !back {
		return e
	}
	if e.mem.index != "" {
		e.lost = append(e.lost, e.mem.base) // by how much, depends on another register
		if !pre {
			e.mem.index = ""
		}
		return e
	}
	by := e.mem.offset
	if !pre {
		e.mem.offset = 0
	}
	return e.moved(by)
}

// armOdd are the miscellaneous instructions: status, branches to registers.
func armOdd(w uint32) effect {
	switch sub := w >> 4 & 15; {
	case sub == 0 && w>>21&1 == 0:
		return made(rn(w >> 12))
	case sub == 0:
		return effect{does: nothing}
	case sub == 1 && w>>21&3 == 3, sub == 5:
		return made(rn(w>>12), rn(w))
	case sub == 1 && w>>21&3 == 1:
		return effect{does: jumps, from: [3]string{rn(w)}}
	case sub == 3:
		return effect{does: calls, from: [3]string{rn(w)}}
	case sub&9 == 8:
		e := made(rn(w>>16), rn(w), rn(w>>8))
		e.lost = []string{rn(w >> 12)}
		return e
	}
	return effect{}
}

// armImmediates are data processing with a constant.
func armImmediates(d *Dump, w uint32, at int) effect {
	rd, base := w>>12&15, rn(w>>16)
	wide := uint64(w>>4&0xf000 | w&0xfff)
	switch w >> 20 & 0xff {
	case 0x30:
		return constant(rn(rd), int64(wide))
	case 0x34:
		return effect{does: halves, dst: rn(rd), bits: wide << 16, mask: 0xffff0000}
	case 0x32, 0x36:
		return effect{does: nothing} // msr, nop
	}
	op, v := w>>21&15, int64(rotateRight(w&0xff, w>>8&15*2))
	switch {
	case op >= 8 && op <= 11:
		return effect{does: nothing}
	case rd == 15:
		return effect{does: jumps}
	case op == 13:
		return constant(rn(rd), v)
	case op == 15:
		return constant(rn(rd), int64(^uint32(v)))
	case op == 4:
		return d.fromPC(sum(rn(rd), base, v), uint64(int64(at)+8), 3)
	case op == 2:
		return d.fromPC(sum(rn(rd), base, -v), uint64(int64(at)+8), 3)
	}
	return made(rn(rd), base)
}

// fromPC turns a sum or an access that counts from the program counter into
// one with a fixed address, when the PC is known; ahead is how far the counter
// is from the place that trapped.
func (d *Dump) fromPC(e effect, ahead, align uint64) effect {
	if e.mem.base == "pc" && d.PC.HasAddress {
		e.mem.base = ""
		e.mem.offset += int64(d.truncate(d.PC.Address+ahead) &^ align)
	}
	return e
}

// armSingle are the loads and stores of a word or a byte.
func armSingle(d *Dump, w uint32, at int) effect {
	m := memoryAccess{base: rn(w >> 16)}
	down := w>>23&1 == 0
	switch {
	case w>>25&1 == 0:
		m.offset = int64(w & 0xfff)
		if down {
			m.offset = -m.offset
		}
	case w>>5&3 == 0:
		m.index, m.shift, m.down = rn(w), uint(w>>7&31), down
	default: // shifted otherwise: its address cannot be written as a sum
		e := effect{does: nothing}
		if w>>20&1 == 1 {
			e = made(rn(w>>12), m.base)
		}
		if w>>24&1 == 0 || w>>21&1 == 1 {
			e.lost = []string{m.base}
		}
		return e
	}
	size := 4
	if w>>22&1 == 1 {
		size = 1
	}
	if w>>20&1 == 0 {
		return armIndexed(store(rn(w>>12), m, size), w)
	}
	e := d.fromPC(armIndexed(access(rn(w>>12), m, size), w), uint64(int64(at)+8), 3)
	if w>>12&15 == 15 {
		e.does, e.dst = jumps, ""
	}
	return e
}

// armMedia are extensions, bit fields and divisions.
func armMedia(w uint32) effect {
	switch op := w >> 20 & 0xff; {
	case op < 0x70, op >= 0x7a && op < 0x7f:
		base := rn(w >> 16)
		if op >= 0x68 || w>>16&15 == 15 {
			base = ""
		}
		if (op == 0x7c || op == 0x7d) && w&15 != 15 { // bfi
			base = rn(w >> 12)
		}
		return made(rn(w>>12), rn(w), base)
	case op == 0x7f:
		if w&0xf0 == 0xf0 {
			return effect{does: jumps} // udf: BUG()
		}
		return made(rn(w>>12), rn(w))
	}
	e := made(rn(w>>16), rn(w), rn(w>>8))
	if w>>20&0xff == 0x74 {
		e.lost = []string{rn(w >> 12)}
	}
	return e
}

// armBlock are LDM and STM.
func armBlock(w uint32) effect {
	m, list := armMultiple(w), w&0xffff
	n := int64(4 * bits.OnesCount32(list))
	by := int64(0)
	if w>>21&1 == 1 {
		by = pickInt(w>>23&1 == 1, n, -n)
	}
	if w>>20&1 == 0 {
		return store("", m, int(n)).moved(by)
	}
	return blockLoad(m, list, int(n)).moved(by)
}

// blockLoad loads a list of registers from ascending addresses.
func blockLoad(m memoryAccess, list uint32, size int) effect {
	e := access("", m, size)
	e.does = loads
	off := int64(0)
	for i := range uint32(15) {
		if list>>i&1 == 1 {
			e.more = append(e.more, loaded{rn(i), off})
			off += 4
		}
	}
	if list>>15&1 == 1 {
		e.does, e.more = jumps, nil
	}
	return e
}

func pickInt(first bool, a, b int64) int64 {
	if first {
		return a
	}
	return b
}

// armCoprocessor are coprocessor moves and floating point, which load and store
// memory too.
func armCoprocessor(w uint32) effect {
	switch {
	case w>>24&15 == 15:
		return effect{} // svc
	case w>>21&0x7f == 0x62: // mcrr, mrrc
		if w>>20&1 == 0 {
			return effect{does: nothing}
		}
		e := made(rn(w >> 12))
		e.lost = []string{rn(w >> 16)}
		return e
	case w>>24&15 == 14:
		if w>>20&1 == 1 && w>>4&1 == 1 && w>>12&15 != 15 {
			return made(rn(w >> 12))
		}
		return effect{does: nothing}
	}
	e := access("", memoryAccess{base: rn(w >> 16)}, 0)
	if w>>24&1 == 1 {
		e.mem.offset = pickInt(w>>23&1 == 1, 1, -1) * int64(w&0xff*4)
	}
	if w>>21&1 == 1 {
		e.lost = []string{e.mem.base}
	}
	return e
}
