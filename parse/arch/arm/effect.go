package arm

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"r0", "r1", "r2", "r3"}, Result: "r0",
	Saved: []string{"r4", "r5", "r6", "r7", "r8", "r9", "r10", "fp", "sp"},
	Stack: []string{"sp", "fp"},
	PC:    "pc", Trapped: 15,
	Numbers: []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "fp", "ip", "sp", "lr", "pc"},
}

// effect tells what an instruction of the Code line does, A32 or Thumb.
func effect(d *arch.Dump, i int) flow.Effect {
	in := &d.Code[i]
	if len(d.Words) > 0 && len(d.Words[0].Hex) == 4 {
		return thumbEffect(d, i)
	}
	w, ok := in.Word32()
	if !ok || in.Text == "" {
		return flow.Effect{}
	}
	if traces(d, i) {
		return flow.Effect{Does: flow.Nothing}
	}
	if w>>28 == 15 {
		return always(w)
	}
	e := does(d, w, d.Distance[i])
	if w>>28 != 14 {
		e.Maybe = true
		if e.Does == flow.Jumps {
			e.Does = flow.Branches
		}
	}
	return e
}

// always are the instructions without a condition: barriers, hints, blx.
func always(w uint32) flow.Effect {
	switch {
	case w>>25&7 == 5:
		return flow.Effect{Does: flow.Calls}
	case w>>26&3 <= 1:
		return flow.Effect{Does: flow.Nothing} // NEON, preloads, barriers, cps
	}
	return flow.Effect{}
}

func does(d *arch.Dump, w uint32, at int) flow.Effect {
	switch w >> 25 & 7 {
	case 0:
		return registers(w)
	case 1:
		return immediates(d, w, at)
	case 2:
		return single(d, w, at)
	case 3:
		if w>>4&1 == 1 {
			return media(w)
		}
		return single(d, w, at)
	case 4:
		return block(w)
	case 5:
		rel := arch.SignExtend(w&0xffffff, 24)*4 + 8
		if w>>24&1 == 1 {
			return flow.Going(flow.Calls, rel)
		}
		return flow.Going(flow.Jumps, rel)
	}
	return coprocessor(w)
}

// registers are data processing with registers and what hides among it.
func registers(w uint32) flow.Effect {
	switch {
	case w&0x90 == 0x90 && w>>5&3 == 0:
		return multiplies(w)
	case w&0x90 == 0x90:
		return half(w)
	case w&0x01900000 == 0x01000000:
		return odd(w)
	}
	op, base, rd, rm := w>>21&15, rn(w>>16), w>>12&15, rn(w)
	switch {
	case op >= 8 && op <= 11:
		return flow.Effect{Does: flow.Nothing}
	case rd == 15:
		return flow.Effect{Does: flow.Jumps}
	case w>>4&1 == 1:
		return flow.Made(rn(rd), rm, rn(w>>8), arch.Pick(op == 13 || op == 15, "", base))
	case w>>5&3 == 0 && op == 13 && w>>7&31 == 0:
		return flow.Move(rn(rd), rm)
	case w>>5&3 == 0 && (op == 4 || op == 2):
		return flow.Effect{Does: flow.Sets, Dst: rn(rd), Mem: arch.Access{Base: base, Index: rm, Shift: uint(w >> 7 & 31), Down: op == 2}}
	}
	return shifted(rn(rd), rm, arch.Pick(op == 13 || op == 15, "", base), w)
}

// shifted is an operation on a register that is shifted by a constant: lsl or
// lsr where nothing else is done.
func shifted(rd, rm, base string, w uint32) flow.Effect {
	by := int(w >> 7 & 31)
	switch op, how := w>>21&15, w>>5&3; {
	case op == 13 && how == 0:
		return flow.Cut(rd, rm, -by, flow.Low(32))
	case op == 13 && how == 1:
		return flow.Cut(rd, rm, by, flow.Low(32-by))
	}
	return flow.Made(rd, rm, base)
}

// multiplies are multiplications and the exclusives.
func multiplies(w uint32) flow.Effect {
	base := arch.Access{Base: rn(w >> 16)}
	size := [4]int{4, 8, 1, 2}[w>>21&3]
	switch {
	case w>>23&3 == 3 && w>>20&1 == 1:
		e := flow.Touch(rn(w>>12), base, size)
		if size == 8 {
			e.More = []flow.Loaded{{Name: rn(w>>12 + 1), Offset: 4}}
		}
		return e
	case w>>23&3 == 3: // strex, whose first register tells whether it worked; stl has none
		e := flow.Store(rn(w), base, size)
		if rd := w >> 12 & 15; rd != 15 {
			e.Lost = []string{rn(rd)}
		}
		return e
	case w>>24&1 == 1: // swp
		return flow.Touch(rn(w>>12), base, 4)
	case w>>23&1 == 1 || w>>22&1 == 1 && w>>21&1 == 0: // two results
		e := flow.Made(rn(w>>16), rn(w), rn(w>>8))
		e.Lost = []string{rn(w >> 12)}
		return e
	}
	e := flow.Made(rn(w>>16), rn(w), rn(w>>8))
	if w>>22&1 == 0 { // mul, mla
		e.Product = [2]string{rn(w), rn(w >> 8)}
	}
	if w>>21&1 == 1 && w>>22&1 == 0 {
		e.Plus = rn(w >> 12)
	}
	return e
}

// half are loads and stores of halfwords, signed bytes and pairs.
func half(w uint32) flow.Effect {
	m := arch.Access{Base: rn(w >> 16)}
	if w>>22&1 == 1 {
		m.Offset = int64(w>>4&0xf0 | w&15)
		if w>>23&1 == 0 {
			m.Offset = -m.Offset
		}
	} else {
		m.Index, m.Down = rn(w), w>>23&1 == 0
	}
	op, load := w>>5&3, w>>20&1 == 1
	pair := !load && op >= 2
	size := [4]int{0, 2, 1, 2}[op]
	if pair {
		size = 8
	}
	rt := w >> 12 & 15
	e := flow.Store(rn(rt), m, size)
	if load || op == 2 {
		e = flow.Touch(rn(rt), m, size)
		if pair {
			e.More = []flow.Loaded{{Name: rn(rt + 1), Offset: 4}}
		}
	}
	return indexed(e, w)
}

// indexed completes an access that moves its base.
func indexed(e flow.Effect, w uint32) flow.Effect {
	pre, back := w>>24&1 == 1, w>>21&1 == 1
	if pre && !back {
		return e
	}
	if e.Mem.Index != "" {
		e.Lost = append(e.Lost, e.Mem.Base) // by how much, depends on another register
		if !pre {
			e.Mem.Index = ""
		}
		return e
	}
	by := e.Mem.Offset
	if !pre {
		e.Mem.Offset = 0
	}
	return e.Moved(by)
}

// odd are the miscellaneous instructions: status, branches to registers.
func odd(w uint32) flow.Effect {
	switch sub := w >> 4 & 15; {
	case sub == 0 && w>>21&1 == 0:
		return flow.Made(rn(w >> 12))
	case sub == 0:
		return flow.Effect{Does: flow.Nothing}
	case sub == 1 && w>>21&3 == 3, sub == 5:
		return flow.Made(rn(w>>12), rn(w))
	case sub == 1 && w>>21&3 == 1:
		return flow.Effect{Does: flow.Jumps, From: [3]string{rn(w)}}
	case sub == 3:
		return flow.Effect{Does: flow.Calls, From: [3]string{rn(w)}}
	case sub&9 == 8:
		e := flow.Made(rn(w>>16), rn(w), rn(w>>8))
		e.Lost = []string{rn(w >> 12)}
		return e
	}
	return flow.Effect{}
}

// immediates are data processing with a constant.
func immediates(d *arch.Dump, w uint32, at int) flow.Effect {
	rd, base := w>>12&15, rn(w>>16)
	wide := uint64(w>>4&0xf000 | w&0xfff)
	switch w >> 20 & 0xff {
	case 0x30:
		return flow.Constant(rn(rd), int64(wide))
	case 0x34:
		return flow.Effect{Does: flow.Halves, Dst: rn(rd), Bits: wide << 16, Mask: 0xffff0000}
	case 0x32, 0x36:
		return flow.Effect{Does: flow.Nothing} // msr, nop
	}
	op, v := w>>21&15, int64(rotateRight(w&0xff, w>>8&15*2))
	switch {
	case op == 8:
		return flow.Tests(base, uint64(v))
	case op == 0 && rd != 15:
		return flow.Cut(rn(rd), base, 0, uint64(v))
	case op >= 8 && op <= 11:
		return flow.Effect{Does: flow.Nothing}
	case rd == 15:
		return flow.Effect{Does: flow.Jumps}
	case op == 13:
		return flow.Constant(rn(rd), v)
	case op == 15:
		return flow.Constant(rn(rd), int64(^uint32(v)))
	case op == 4:
		return fromPC(d, flow.Sum(rn(rd), base, v), uint64(int64(at)+8), 3)
	case op == 2:
		return fromPC(d, flow.Sum(rn(rd), base, -v), uint64(int64(at)+8), 3)
	}
	return flow.Made(rn(rd), base)
}

// fromPC turns a sum or an access that counts from the program counter into
// one with a fixed address, when the PC is known; ahead is how far the counter
// is from the place that trapped.
func fromPC(d *arch.Dump, e flow.Effect, ahead, align uint64) flow.Effect {
	if e.Mem.Base == "pc" && d.PC.HasAddress {
		e.Mem.Base = ""
		e.Mem.Offset += int64(d.Truncate(d.PC.Address+ahead) &^ align)
	}
	return e
}

// single are the loads and stores of a word or a byte.
func single(d *arch.Dump, w uint32, at int) flow.Effect {
	m := arch.Access{Base: rn(w >> 16)}
	down := w>>23&1 == 0
	switch {
	case w>>25&1 == 0:
		m.Offset = int64(w & 0xfff)
		if down {
			m.Offset = -m.Offset
		}
	case w>>5&3 == 0:
		m.Index, m.Shift, m.Down = rn(w), uint(w>>7&31), down
	default: // shifted otherwise: its address cannot be written as a sum
		e := flow.Effect{Does: flow.Nothing}
		if w>>20&1 == 1 {
			e = flow.Made(rn(w>>12), m.Base)
		}
		if w>>24&1 == 0 || w>>21&1 == 1 {
			e.Lost = []string{m.Base}
		}
		return e
	}
	size := 4
	if w>>22&1 == 1 {
		size = 1
	}
	if w>>20&1 == 0 {
		return indexed(flow.Store(rn(w>>12), m, size), w)
	}
	e := fromPC(d, indexed(flow.Touch(rn(w>>12), m, size), w), uint64(int64(at)+8), 3)
	if w>>12&15 == 15 {
		e.Does, e.Dst = flow.Jumps, ""
	}
	return e
}

// media are extensions, bit fields and divisions.
func media(w uint32) flow.Effect {
	if e, ok := extracts(w); ok {
		return e
	}
	switch op := w >> 20 & 0xff; {
	case op < 0x70, op >= 0x7a && op < 0x7f:
		base := rn(w >> 16)
		if op >= 0x68 || w>>16&15 == 15 {
			base = ""
		}
		if op == 0x7c || op == 0x7d { // bfi, and bfc, which has no other register
			e := flow.Made(rn(w>>12), arch.Pick(w&15 == 15, "", rn(w)), rn(w>>12))
			if msb, lsb := int(w>>16&31), int(w>>7&31); msb >= lsb {
				e.Mask = flow.Low(msb-lsb+1) << lsb
			}
			return e
		}
		return flow.Made(rn(w>>12), rn(w), base)
	case op == 0x7f:
		if w&0xf0 == 0xf0 {
			return flow.Effect{Does: flow.Jumps} // udf: BUG()
		}
		return flow.Made(rn(w>>12), rn(w))
	}
	e := flow.Made(rn(w>>16), rn(w), rn(w>>8))
	if w>>20&0xff == 0x74 {
		e.Lost = []string{rn(w >> 12)}
	}
	return e
}

// extracts are ubfx, uxtb and uxth.
func extracts(w uint32) (flow.Effect, bool) {
	extends := w>>16&15 == 15 && w>>10&3 == 0
	switch op := w >> 20 & 0xff; {
	case op&^1 == 0x7e && w&0x70 == 0x50:
		return flow.Cut(rn(w>>12), rn(w), int(w>>7&31), flow.Low(int(w>>16&31)+1)), true
	case op == 0x6e && extends:
		return flow.Cut(rn(w>>12), rn(w), 0, 0xff), true
	case op == 0x6f && extends:
		return flow.Cut(rn(w>>12), rn(w), 0, 0xffff), true
	}
	return flow.Effect{}, false
}

func pickInt(first bool, a, b int64) int64 {
	if first {
		return a
	}
	return b
}

// coprocessor are coprocessor moves and floating point, which load and store
// memory too.
func coprocessor(w uint32) flow.Effect {
	switch {
	case w>>24&15 == 15:
		return flow.Effect{} // svc
	case w>>21&0x7f == 0x62: // mcrr, mrrc
		if w>>20&1 == 0 {
			return flow.Effect{Does: flow.Nothing}
		}
		e := flow.Made(rn(w >> 12))
		e.Lost = []string{rn(w >> 16)}
		return e
	case w>>24&15 == 14:
		if w&0x0fff0fff == 0x0e1d0f90 { // mrc of TPIDRPRW (asm/percpu.h)
			return flow.Own(rn(w >> 12))
		}
		if w>>20&1 == 1 && w>>4&1 == 1 && w>>12&15 != 15 {
			return flow.Made(rn(w >> 12))
		}
		return flow.Effect{Does: flow.Nothing}
	}
	e := flow.Touch("", arch.Access{Base: rn(w >> 16)}, 0)
	if w>>24&1 == 1 {
		e.Mem.Offset = pickInt(w>>23&1 == 1, 1, -1) * int64(w&0xff*4)
	}
	if w>>21&1 == 1 {
		e.Lost = []string{e.Mem.Base}
	}
	return e
}

// traces tells whether an instruction is the call of the function tracer, at
// the start of most functions, which keeps every register. Without tracing a
// nop stands there. What compilers put before "bl __gnu_mcount_nc" stands
// nowhere else before a call.
func traces(d *arch.Dump, i int) bool {
	name, _, _ := strings.Cut(d.Code[i].Text, " ")
	return (name == "bl" || name == "blx") && flow.Behind(d, i, "push {lr}", "str lr, [sp, #-4]!")
}
