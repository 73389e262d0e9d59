package symbols

import (
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/proof"
	"oopscope/parse/symbol"
)

const (
	unnamed  = "the report has bare addresses (CONFIG_KALLSYMS=n), and wherever KASLR may have put this kernel, its code and calls are not those of the report: the addresses stay without names"
	unproved = "the report has bare addresses (CONFIG_KALLSYMS=n), and nothing proves where KASLR put the kernel: the names are right only if it was not moved (nokaslr)"
)

// shiftOf tells how far the kernel was moved: as printed; as the address of a frame
// shows whose symbol the image has; or, of a kernel without symbols of its own, by
// the distance at which code and calls prove themselves.
func shiftOf(c *parse.Crash, kernel *module) shift {
	if c.HasKernelOffset || kernel == nil {
		return shift{c.KernelOffset, true, ""}
	}
	if by, told := toldBy(c, kernel.image); told {
		return shift{by, true, ""}
	}
	a := all.ByName(c.Arch)
	moves := a == nil || a.Moves
	b := bareOf(c)
	if len(b.frames) == 0 {
		return shift{known: !moves}
	}
	im := kernel.withCode()
	if im != nil {
		if by, ok := b.search(im, c); ok {
			return shift{by, true, ""}
		}
	}
	switch {
	case !moves:
		return shift{known: true}
	case im != nil && b.try(im, c, 0) == proof.Differs, !b.within(kernel.image):
		return shift{doubt: unnamed}
	}
	return shift{known: true, doubt: unproved}
}

// toldBy is how far the kernel was moved, by a frame that has an address and a name.
func toldBy(c *parse.Crash, im *symbol.Image) (by uint64, ok bool) {
	for _, s := range stacksOf(c) {
		for _, f := range s.Frames {
			if !f.HasAddress || !f.HasOffset || f.Module != "" || f.Function == "" {
				continue
			}
			if at := im.Addresses(f.Function); len(at) == 1 {
				return f.Address - f.Offset - at[0], true
			}
		}
	}
	return 0, false
}

// bare are the frames of a crash that are addresses only, innermost first, with
// the PC in front. A kernel that names any function has symbols, and what it gives
// no name is no place of its own.
type bare struct{ frames []arch.Frame }

func bareOf(c *parse.Crash) (b bare) {
	if c.Dump.PC.Function != "" {
		return b
	}
	if pc := c.Dump.PC; pc.Function == "" && pc.HasAddress && !c.Dump.UserMode {
		b.frames = append(b.frames, arch.Frame{Symbol: pc, Reliable: true, Exact: true})
	}
	const enough = 24
	for i := range c.Chain {
		f := &c.Chain[i]
		if f.Function != "" && f.HasOffset {
			return bare{}
		}
		if f.Function == "" && f.HasAddress && f.Reliable && f.Context != arch.User && len(b.frames) < enough {
			b.frames = append(b.frames, *f)
		}
	}
	return b
}

// search looks for the one distance at which the image proves itself.
func (b *bare) search(im *symbol.Image, c *parse.Crash) (by uint64, ok bool) {
	if b.try(im, c, 0) == proof.Agrees {
		return 0, true
	}
	found := 0
	b.distances(im, c, func(d uint64) bool {
		if d != by && b.try(im, c, d) == proof.Agrees {
			by, found = d, found+1
		}
		return found < 2
	})
	return by, found == 1
}

// distances calls f for those at which the image can be the board's: the code that
// was printed stands there or, without any, the first address is one of code.
func (b *bare) distances(im *symbol.Image, c *parse.Crash, f func(uint64) bool) {
	const page, step = 4 << 10, 64 << 10
	pc := b.frames[0]
	if pc.Exact {
		for _, at := range proof.Places(im, &c.Dump) {
			if by := pc.Address - at; by%page == 0 && !f(by) {
				return
			}
		}
	}
	im.Texts(func(start, end uint64) bool {
		first, last := int64(pc.Address-end), int64(pc.Address-start)
		for by := (first/step + 1) * step; by <= last; by += step {
			if !f(uint64(by)) {
				return false
			}
		}
		return true
	})
}

// try weighs what the image has at the addresses, moved back by a distance. Of many
// distances one agrees by chance sooner than a file does: no call may be missing.
func (b *bare) try(im *symbol.Image, c *parse.Crash, by uint64) proof.Finding {
	code := proof.Silent
	var calls tally
	for i := range b.frames {
		f := &b.frames[i]
		switch at := f.Address - by; {
		case f.Exact && i == 0:
			if code = proof.Code(im, &c.Dump, at); code == proof.Differs {
				return code
			}
		case i > 0:
			callee, _, _, _ := im.Symbol(b.frames[i-1].Address - by)
			calls.add(proof.Call(im, at, callee))
		}
		if calls.none > 1 {
			return proof.Differs
		}
	}
	switch {
	case code == proof.Agrees && calls.none == 0, calls.none == 0 && calls.named > 1:
		return proof.Agrees
	case calls.none > 0:
		return proof.Differs
	}
	return proof.Silent
}

// within tells whether the addresses are places of the image as they are.
func (b *bare) within(im *symbol.Image) bool {
	for i := range b.frames {
		if _, _, _, ok := im.Symbol(b.frames[i].Address); ok {
			return true
		}
	}
	return false
}
