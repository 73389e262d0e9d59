package powerpc

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10"}, Result: "r3",
	Saved:   []string{"r1", "r2", "r13", "r14", "r15", "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "r30", "r31"},
	Stack:   []string{"r1"},
	PC:      "pc",
	Numbers: gpRs[:],
}

var gpRs = func() (names [32]string) {
	for i := range names {
		names[i] = "r" + strconv.Itoa(i)
	}
	return names
}()

func gr(n uint32) string { return gpRs[n&31] }

// gr0 names a base register, of which r0 is none.
func gr0(n uint32) string {
	if n&31 == 0 {
		return ""
	}
	return gr(n)
}

// effect tells what an instruction of the dump does.
func effect(d *arch.Dump, i int) flow.Effect {
	w, ok := d.Code[i].Word32()
	if !ok {
		return flow.Effect{}
	}
	const nop = 0x60000000
	if w == nop || traces(d, i) {
		return flow.Effect{Does: flow.Nothing}
	}
	return does(w)
}

func does(w uint32) flow.Effect {
	rt, ra, imm := gr(w>>21), gr0(w>>16), int64(int16(w))
	switch op := w >> 26; op {
	case 2, 3, 10, 11: // trap, compare
		return flow.Effect{Does: flow.Nothing}
	case 7, 8:
		return flow.Made(rt, gr(w>>16))
	case 12, 13:
		return flow.Sum(rt, gr(w>>16), imm)
	case 14:
		return flow.Sum(rt, ra, imm)
	case 15:
		return flow.Sum(rt, ra, imm<<16)
	case 16, 18:
		return jump(w)
	case 19:
		return branch(w)
	case 21, 28, 30:
		return cuts(w, gr(w>>16), rt)
	case 20: // rlwimi
		return inserted(gr(w>>16), rt, flow.Low(32)&^maskless(int(w>>6&31), int(w>>1&31)))
	case 22, 23, 24, 25, 26, 27, 29:
		return flow.Made(gr(w>>16), rt)
	case 31:
		return extended(w, rt, gr(w>>16))
	case 58, 62:
		return double(w, rt, arch.Access{Base: ra, Offset: imm &^ 3})
	default:
		if op >= 32 && op < 56 {
			return direct(w, op, rt, arch.Access{Base: ra, Offset: imm})
		}
	}
	return flow.Effect{}
}

// cuts are rlwinm, rldicl, rldicr and andi.; bits are counted from the most
// significant one.
func cuts(w uint32, ra, rs string) flow.Effect {
	mb, me := int(w>>6&31), int(w>>1&31)
	switch op := w >> 26; {
	case op == 28:
		return flow.Cut(ra, rs, 0, uint64(w&0xffff))
	case op == 21 && mb <= me:
		return flow.Rotated(ra, rs, 32, int(w>>11&31), flow.Low(me-mb+1)<<(31-me))
	case op == 30 && w>>2&7 <= 2:
		sh, end := int(w>>1&1<<5|w>>11&31), int(w>>5&1<<5|w>>6&31)
		switch w >> 2 & 7 {
		case 0: // rldicl: from end on
			return flow.Rotated(ra, rs, 64, sh, flow.Low(64-end))
		case 1:
			return flow.Rotated(ra, rs, 64, sh, flow.Low(end+1)<<(63-end))
		}
		return flow.Rotated(ra, rs, 64, sh, flow.Low(64-end)&^flow.Low(sh)) // rldic: and without what came around
	case op == 30 && w>>2&7 == 3: // rldimi
		sh, begin := int(w>>1&1<<5|w>>11&31), int(w>>5&1<<5|w>>6&31)
		return inserted(ra, rs, flow.Low(64-begin)&^flow.Low(sh))
	case op == 30 && w>>2&7 > 4:
		return flow.Made(ra, rs, gr(w>>11))
	}
	return flow.Made(ra, rs)
}

// inserted is a register that gets some bits of another one and keeps its others.
func inserted(ra, rs string, mask uint64) flow.Effect {
	e := flow.Made(ra, rs, ra)
	e.Mask = mask
	return e
}

// maskless are the bits of a word outside of a mask from one bit to another, counted from the most
// significant one; masks may go around the end.
func maskless(mb, me int) uint64 {
	if mb > me {
		return flow.Low(mb-me-1) << (32 - mb)
	}
	return flow.Low(32) &^ (flow.Low(me-mb+1) << (31 - me))
}

// jump are jumps and calls (opcode 18), and those on a condition (16).
func jump(w uint32) flow.Effect {
	far := arch.SignExtend(w&0x3fffffc, 26)
	switch conditional, links := w>>26 == 16, w&1 == 1; {
	case conditional && links:
		return flow.Effect{Does: flow.Calls}
	case conditional:
		return flow.Going(flow.Branches, arch.SignExtend(w&0xfffc, 16))
	case links:
		return flow.Going(flow.Calls, far)
	}
	return flow.Going(flow.Jumps, far)
}

// double are ld, ldu and lwa (opcode 58), std and stdu (62).
func double(w uint32, rt string, m arch.Access) flow.Effect {
	e := flow.Touch(rt, m, 8)
	if w>>26 == 62 {
		e = flow.Store(rt, m, 8)
	} else if w&3 == 2 {
		e.Size = 4
	}
	if w&3 == 1 {
		return e.Moved(m.Offset)
	}
	return e
}

// branch are branches to LR and CTR.
func branch(w uint32) flow.Effect {
	always := w>>21&0x14 == 0x14
	switch xo := w >> 1 & 0x3ff; {
	case xo == 16 || xo == 528:
		switch {
		case w&1 == 1:
			return flow.Effect{Does: flow.Calls, From: [3]string{"r12"}} // by the ABI: the callee finds its data by it
		case always:
			return flow.Effect{Does: flow.Jumps}
		}
		return flow.Effect{Does: flow.Branches}
	case xo == 18 || xo == 274:
		return flow.Effect{Does: flow.Jumps} // rfid
	}
	return flow.Effect{Does: flow.Nothing} // on condition registers
}

// direct are the loads and stores with an offset.
func direct(w, op uint32, rt string, m arch.Access) flow.Effect {
	size := [24]int{4, 4, 1, 1, 4, 4, 1, 1, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 4, 4, 8, 8}[op-32]
	var e flow.Effect
	switch {
	case op == 46: // lmw
		e = flow.Touch("", m, size)
		e.Does = flow.Loads
		for n, off := w>>21&31, int64(0); n < 32; n, off = n+1, off+4 {
			e.More = append(e.More, flow.Loaded{Name: gr(n), Offset: off})
		}
		return e
	case op >= 48:
		e = flow.Touch("", m, size)
	case op >= 36 && op <= 39, op == 44, op == 45, op == 47:
		e = flow.Store(rt, m, size)
	default:
		e = flow.Touch(rt, m, size)
	}
	if op&1 == 1 && op != 47 {
		return e.Moved(m.Offset)
	}
	return e
}

// indexed are the loads (positive) and stores (negative) with two
// registers, by extended opcode: bytes accessed.
var indexed = map[uint32]int{
	23: 4, 21: 8, 87: 1, 279: 2, 343: 2, 341: 4, 20: 4, 84: 8, 52: 1, 116: 2, 534: 4, 790: 2, 532: 8, 53: 8, 55: 4, 119: 1, 311: 2,
	151: -4, 149: -8, 215: -1, 407: -2, 150: -4, 214: -8, 694: -1, 726: -2, 662: -4, 918: -2, 660: -8, 181: -8, 183: -4, 247: -1, 439: -2,
}

// extended are the instructions of opcode 31.
func extended(w uint32, rt, ra string) flow.Effect {
	rb, xo := gr(w>>11), w>>1&0x3ff
	m := arch.Access{Base: gr0(w >> 16), Index: rb}
	if m.Base == "" {
		m = arch.Access{Base: rb}
	}
	if n := indexed[xo]; n != 0 {
		e := flow.Store(rt, m, -n)
		if n > 0 {
			e = flow.Touch(rt, m, n)
		}
		switch xo {
		case 53, 55, 119, 311, 181, 183, 247, 439:
			e.Lost = []string{ra}
		}
		return e
	}
	switch xo {
	case 54, 86, 246, 278, 470, 982, 1014:
		return flow.Touch("", m, 128)
	case 0, 32, 4, 68, 467, 598, 854, 144, 146, 178: // compare, trap, mtspr, sync, mtcr, mtmsr
		return flow.Effect{Does: flow.Nothing}
	case 444:
		if rt == rb {
			return flow.Move(ra, rt)
		}
		return flow.Made(ra, rt, rb)
	case 28, 60, 316, 124, 536, 24, 27, 539, 792, 794, 476, 284, 412:
		return flow.Made(ra, rt, rb)
	case 824, 826, 827, 954, 922, 986, 26, 58: // shifts by a constant, extensions, leading zeros
		return flow.Made(ra, rt)
	case 339, 19, 83, 371:
		return flow.Made(rt)
	}
	if xo&31 == 15 { // isel
		return flow.Made(rt, gr0(w>>16), rb)
	}
	switch xo & 0x1ff {
	case 266:
		return flow.Effect{Does: flow.Sets, Dst: rt, Mem: arch.Access{Base: ra, Index: rb}}
	case 40:
		return flow.Effect{Does: flow.Sets, Dst: rt, Mem: arch.Access{Base: rb, Index: ra, Down: true}}
	case 104:
		return flow.Made(rt, ra)
	case 8, 10, 136, 138, 233, 235, 457, 459, 489, 491, 73, 75, 9, 11:
		return flow.Made(rt, ra, rb)
	}
	return flow.Effect{Does: flow.Computes, Dst: rt, Lost: []string{ra}}
}

// traces tells whether an instruction is the call of the function tracer
// (-mprofile-kernel), which keeps every register.
func traces(d *arch.Dump, i int) bool {
	return strings.HasPrefix(d.Code[i].Text, "bl ") && flow.Behind(d, i, "mflr r0")
}
