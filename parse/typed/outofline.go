package typed

import (
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol"
)

// OutOfLine returns the branch by which a function goes to code of its own that lies outside
// of all functions, behind the last one of its file, whose name the kernel prints there: the
// lock-free loops of arm64 for CPUs without atomic instructions
// (arch/arm64/include/asm/atomic_ll_sc.h, since Linux 5.4). They end with a branch to right
// behind the one that led there. ok is false for other code.
func OutOfLine(im *symbol.Image, at uint64) (branch uint64, ok bool) {
	const long, word = 16, 4 // instructions of a loop, bytes of one
	machine, bits, order := im.Machine()
	a := all.ByMachine(machine)
	if a == nil || a.Word != word || !im.IsCode(at) {
		return 0, false
	}
	jump := func(code []byte, from uint64) (back, to uint64, ok bool) {
		body, ok := all.Text{Machine: machine, Bits: bits, Order: order, Code: code, Address: from, At: from}.Body()
		for i := range body.Effects {
			if e := &body.Effects[i]; ok && e.Does == flow.Jumps {
				in := &body.Code[i]
				return in.Address, in.Address + uint64(e.Rel), e.HasRel
			}
		}
		return 0, 0, false
	}
	end, back, ok := jump(im.Bytes(at, long*word), at)
	if !ok || back >= at && back <= end || back < word {
		return 0, false
	}
	branch = back - word
	from, to, ok := jump(im.Bytes(branch, word), branch)
	return branch, ok && from == branch && to <= at && at-to < long*word && to > branch
}

// nowhere tells whether an address of the image is in no function that the debugging
// information knows, though code of its file is around it.
func nowhere(debug *symbol.Image, at uint64) bool {
	found := debug.Locate(at)
	return debug.HasLines() && (len(found) == 0 || len(found) == 1 && found[0].Function == "")
}

// inLine is code whose place lies out of line as the function has it that the place belongs
// to: at the branch that led there stands what the instruction does.
func (c *code) inLine(f File) *code {
	at := c.insns[c.at].Address
	if !nowhere(f.Debug, at+c.shift) {
		return c
	}
	branch, ok := OutOfLine(c.im, at)
	if !ok {
		return c
	}
	name, offset, size, ok := c.im.Symbol(branch)
	if !ok || offset == 0 {
		return c
	}
	in := open(f, symbol.Place{Function: name, Offset: offset, Size: size, Exact: true, Address: branch})
	if in == nil || in.insns[in.at].Address != branch {
		return c
	}
	in.effects[in.at], in.image[in.at] = c.effects[c.at], false
	in.insns[in.at].Bytes, in.insns[in.at].Text = c.insns[c.at].Bytes, c.insns[c.at].Text
	return in
}
