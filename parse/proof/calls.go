package proof

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// A Site is what stands before a return address.
type Site int

// What can stand there.
const (
	Unread   Site = iota // nobody knows: no code, no disassembler, code that the kernel may replace
	NoCall               // something that nothing returns from
	SomeCall             // a call of what only the machine knows, or of what went on to the callee
	TheCall              // a call of the very function whose frame is the next one
)

// Call looks at what stands before a return address of the image; callee is the
// function of the frame above.
func Call(im *symbol.Image, at uint64, callee string) Site {
	a := reader(im)
	start, _ := bounds(im, at-min(at, 1))
	if a == nil || at <= start {
		return Unread
	}
	in, ok := before(im, a, start, at)
	switch {
	case !ok:
		return Unread
	case !a.CallsOut(in.Text):
		if slices.Contains(im.Loose(in.Address, in.Length()), true) || a.MayBeRewritten(in.Text) {
			return Unread // a call may be put there, as of a static call or a tracer
		}
		return NoCall
	case calls(im, in, callee):
		return TheCall
	}
	return SomeCall
}

// before returns the call that ends at an address or, as MIPS runs one more
// instruction behind a call, the one before that; whatever ends there if it is none.
func before(im *symbol.Image, a *arch.Arch, start, at uint64) (in arch.Insn, ok bool) {
	const far, behind = 48, 16
	from := max(start, at-min(at, far))
	code := make([]byte, at-from+behind)
	if n := copy(code, im.Bytes(from, len(code))); uint64(n) < at-from {
		return in, false
	}
	all := read(im, code, from, at, im.Thumb(start))
	i := slices.IndexFunc(all, func(in arch.Insn) bool { return in.Address == at })
	if i < 1 || all[i-1].Address+uint64(all[i-1].Length()) != at {
		return in, false
	}
	if i > 1 && !a.Branches(all[i-1].Text) && a.DelaySlots && a.CallsOut(all[i-2].Text) {
		return all[i-2], true
	}
	return all[i-1], true
}

// calls tells whether a call is one of the callee.
func calls(im *symbol.Image, in arch.Insn, callee string) bool {
	if callee == "" {
		return false
	}
	if refers := im.Refers(in.Address, in.Address+uint64(in.Length())); refers != "" {
		name, _, _ := strings.Cut(refers, "+")
		return symbol.SameFunction(name, callee)
	}
	target, ok := target(im, in)
	return ok && slices.Contains(im.Addresses(callee), target)
}

// target returns the start of the function that a call goes to, where no relocation
// is to tell it.
func target(im *symbol.Image, in arch.Insn) (uint64, bool) {
	digits, hex := strings.CutPrefix(in.Text[strings.LastIndexAny(in.Text, " ,")+1:], "0x")
	at, n := arch.HexPrefix(digits)
	if !hex || n == 0 || n != len(digits) {
		return 0, false
	}
	_, offset, _, ok := im.Symbol(at)
	const localEntry = 8 // of the powerpc64 ABI, behind the setting up of the TOC
	return at - offset, ok && offset <= localEntry
}

// Target returns the start of the function that is called before a return address
// where the call says so by itself.
func Target(im *symbol.Image, at uint64) (uint64, bool) {
	a := reader(im)
	start, _ := bounds(im, at-min(at, 1))
	if a == nil || at <= start {
		return 0, false
	}
	in, ok := before(im, a, start, at)
	if !ok || !a.CallsOut(in.Text) || slices.Contains(im.Loose(in.Address, in.Length()), true) {
		return 0, false
	}
	return target(im, in)
}

// Boundary tells whether an instruction of the image begins at an address.
func Boundary(im *symbol.Image, at uint64) Finding {
	const longest = 16 << 10
	a := reader(im)
	start, end := bounds(im, at)
	if a == nil || at == start || at-start > longest || at >= end {
		return Silent
	}
	code := im.Bytes(start, int(at-start)+16)
	if uint64(len(code)) <= at-start || slices.Contains(im.Loose(at-min(at-start, 8), 8), true) {
		return Silent
	}
	for _, in := range read(im, code, start, start, im.Thumb(start)) {
		switch n := uint64(in.Length()); {
		case in.Text == "" || n == 0:
			return Silent
		case in.Address == at:
			return Agrees
		case in.Address < at && at < in.Address+n:
			return Differs
		}
	}
	return Silent
}
