// Package typed says what a crash's instruction worked on as C does:
// "shared_mem->pru_inbox.id" where the machine has "ldrb r3, [r3, #0x1c1]".
//
// It puts together which variable is in which register at the place (package
// symbol), what the instructions before it did to the registers (package flow),
// and what members the types have (package ctype). What it cannot prove it does
// not say: unknown is an answer, a wrong member is not.
package typed

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// Look is what is known of a crash.
type Look struct {
	Crash *crash.Crash
	File  func(f *arch.Frame) (File, symbol.Place) // where a frame is

	Moved func(module string) (by uint64, known bool) // how far from where its file has it, or nil
	Named func(address uint64) string                 // the symbol of the kernel at an address, "" for none that is sure; or nil
}

// maxCallers bounds how far up the callers an argument is followed.
const maxCallers = 3

// looker is one look at a crash.
type looker struct {
	Look
	opened  map[int]*code
	deducer *deducer

	inserted bool   // a frame of the chain is the link register's
	behind   uint64 // the offset of what was found from its pointer
	words    map[uint64]uint64
	bases    map[string]moved
}

// moved is how far something was moved.
type moved struct {
	by    uint64
	known bool
}

// Operand returns what the instruction that trapped worked on, nil when that is
// not known.
func (l Look) Operand() *crash.Operand {
	d := &l.Crash.Dump
	switch {
	case d.UserMode:
		return nil
	case len(l.Crash.Chain) == 0:
		return l.fromLink()
	}
	k := linked(l)
	if o := k.checked(); o != nil || d.DieLine == 0 && !d.Fault.HasAddress {
		return o
	}
	if jumped(l.Crash) {
		return k.called()
	}
	o := k.accessed()
	if (o == nil || o.Struct == "") && k.code(0) == nil {
		if given := k.given(); given != nil {
			return given
		}
	}
	return o
}

// fromLink is the pointer that a call went through whose place only the link register has:
// riscv prints no trace of a CPU that went nowhere.
func (l Look) fromLink() *crash.Operand {
	if k := withLink(l, 0); k != nil && l.Crash.Dump.DieLine != 0 && jumped(l.Crash) {
		return k.calledFrom(0)
	}
	return nil
}

// code opens the function of a frame.
func (k *looker) code(frame int) *code {
	if c, known := k.opened[frame]; known {
		return c
	}
	k.opened[frame] = nil
	f := &k.Crash.Chain[frame]
	file, p := k.File(f)
	if file.Code == nil || file.Debug == nil || !f.HasOffset {
		return nil
	}
	c := open(file, p)
	if c != nil {
		if f.Exact {
			c = c.inLine(file)
		}
		c.frame = frame
	}
	k.opened[frame] = c
	return c
}

func (k *looker) search() *search {
	if k.deducer == nil {
		k.deducer = newDeducer()
	}
	return &search{deduction: k.deducer, register: k.Crash.Dump.Register, above: k.above, active: map[place]int{}, effort: maxEffort}
}

// above returns the caller of a frame's function, and its call: the next frame,
// when what it calls is that function.
func (k *looker) above(c *code) (caller *code, call int) {
	next := k.next(c.frame)
	if next < 0 || next > maxCallers {
		return nil, 0
	}
	caller = k.code(next)
	if caller == nil {
		return nil, 0
	}
	call = caller.callBefore(caller.at)
	if call < 0 || !becomes(caller.callee[call], k.Crash.Chain[c.frame].Function) {
		return nil, 0
	}
	return caller, call
}

// next is the frame that called another one, -1 when the trace does not tell.
func (k *looker) next(frame int) int {
	for i := frame + 1; i < len(k.Crash.Chain); i++ {
		f := &k.Crash.Chain[i]
		if f.Reliable && f.HasOffset && f.Context == k.Crash.Chain[frame].Context {
			return i
		}
	}
	return -1
}

// callBefore returns the call that returns to an instruction, -1 for none.
func (c *code) callBefore(at int) int {
	for i := at - 1; i >= max(0, at-2); i-- {
		if c.effects[i].Does == flow.Calls {
			return i
		}
	}
	return -1
}

// accessed is the operand of an instruction that accesses memory.
func (k *looker) accessed() *crash.Operand {
	c := k.code(0)
	switch {
	case c == nil:
		c = printed(all.ByName(k.Crash.Arch), k.Crash.Dump)
	case !k.sameCode(c):
		return nil
	}
	if c == nil {
		return nil
	}
	if _, shadow := k.inShadow(); shadow {
		return k.shadowed(c)
	}
	e := &c.effects[c.at]
	if !k.accesses(c, e) {
		return nil
	}
	return k.from(0, k.callers(func(s *search) *crash.Operand { return k.operand(s, c) }))
}

// callers searches first in the words of those who called helpers, and in the helpers' own
// where that says nothing; then in those of a type, where the code has several ways to the place
// with another pointer to such a structure on each.
func (k *looker) callers(find func(s *search) *crash.Operand) (o *crash.Operand) {
	for _, in := range []search{{unhelped: true}, {}, {agree: true}} {
		s := k.search()
		s.unhelped, s.agree = in.unhelped, in.agree
		if next := find(s); next != nil && (next.Struct != "" || !s.agree) {
			o = next
		}
		if o != nil && o.Struct != "" {
			return o
		}
	}
	return o
}

// operand is what the instruction at the place accesses, by the variables that point to
// structures first.
func (k *looker) operand(s *search, c *code) (shallow *crash.Operand) {
	e := &c.effects[c.at]
	for _, deep := range []bool{false, true} {
		s.deep = deep
		at, _ := s.address(c, e.Mem, c.at)
		for i := range at {
			if e.Element {
				at[i].loose, at[i].goes = true, step{}
			}
		}
		o := k.best(s, c, at, c.each())
		if o != nil && o.Struct != "" {
			return o
		}
		if shallow == nil {
			shallow = o
		}
	}
	return shallow
}

// sameCode compares the instruction that trapped with the file's: they differ
// where the loader fills something in, or when the file is of another build.
func (k *looker) sameCode(c *code) bool {
	d := &k.Crash.Dump
	i := slices.IndexFunc(d.Code, func(in arch.Insn) bool { return in.Trap })
	if i < 0 {
		return true
	}
	if slot := c.at + 1; slices.Equal(c.before[c.at], []int{slot}) && digits(d.Code[i].Bytes) == digits(c.insns[slot].Bytes) {
		c.at = slot // of what trapped behind a branch the kernel has the branch's address
	}
	ours := &c.insns[c.at]
	theirs, own := digits(d.Code[i].Bytes), digits(ours.Bytes)
	return theirs == own || k.unlocked(ours.Text, own, theirs) || len(c.im.References(ours.Address, c.end(c.at))) > 0
}

// unlocked tells an instruction that a kernel made for several CPUs writes over where it
// runs on one: only its first byte is another one, the prefix that locks the bus
// (arch/x86/kernel/alternative.c, alternatives_smp_unlock).
func (k *looker) unlocked(text, ours, theirs string) bool {
	const prefix = 2 // digits
	return len(ours) == len(theirs) && len(ours) > prefix && ours[prefix:] == theirs[prefix:] && all.ByName(k.Crash.Arch).MayBeRewritten(text)
}

// digits are those of an instruction's bytes, however they were printed.
func digits(bytes string) string { return strings.ReplaceAll(bytes, " ", "") }

// best chooses among what the memory may be called: the first that an access of
// this size is of exactly.
func (k *looker) best(s *search, c *code, at []value, size int64) *crash.Operand {
	var found [][]part
	for _, v := range at {
		v = k.settled(v, size)
		if ps := s.repeated(c, v, s.parts(c, v, size)); len(ps) > 0 {
			found = append(found, ps)
		}
	}
	for _, exactly := range []bool{true, false} {
		if !exactly && c.stripped() { // a pointer's type may not be the one that it is used as
			break
		}
		for _, ps := range found {
			ps = slices.DeleteFunc(slices.Clone(ps), func(p part) bool { return p.exact != exactly })
			if ps = c.likely(ps); len(ps) > 0 {
				ps = s.together(c, ps, size)
				o := k.said(ps, crash.OfMemory)
				k.pointer(o, ps[0].base)
				return o
			}
		}
	}
	return nil
}

// settled gives an index that is not known its value when the pointer was NULL:
// then the address itself is the offset.
func (k *looker) settled(v value, size int64) value {
	at, ok := k.effective()
	if _, shadow := k.inShadow(); !v.loose || !ok || shadow || v.object || v.image || v.inside != nil || at >= nullPage {
		return v
	}
	if in := v.of.Pointee(); at >= uint64(in.Bytes()) && !in.Endless() {
		if !v.byRow(in) && len(in.Indexed(v.off, size)) > 0 {
			return v
		}
		x := v
		x.loose = false
		if each := in.Bytes(); v.byRow(in) {
			x.off = ((v.off+v.goes.from)%each + each) % each
		}
		if x = x.element(int64(at) - x.off); x.object {
			return x
		}
		return v
	}
	v.off, v.loose = int64(at), false
	return v
}

// nullPage is where no kernel has anything.
const nullPage = 4096

// pointer says what the value of the pointer was.
func (k *looker) pointer(o *crash.Operand, base value) {
	at, ok := k.effective()
	if !ok || base.loose || base.object || base.inside != nil {
		return
	}
	d := &k.Crash.Dump
	o.Pointer, k.behind = base.expr, uint64(base.off)
	o.Kind, o.Meaning = k.worded(d.Truncate(at - uint64(base.off)))
}

// worded is a pointer's value in words, and what it looks like: "NULL", "0x48".
func (k *looker) worded(v uint64) (arch.Kind, string) {
	says := fmt.Sprintf("%#x", v)
	a := all.ByName(k.Crash.Arch)
	if a == nil {
		return arch.Nothing, says
	}
	switch m := arch.MeaningOf(&k.Crash.Dump, a, v); {
	case m.Kind == arch.Null:
		return m.Kind, m.Text
	case m.Text != "" && v >= nullPage:
		return m.Kind, says + ", " + m.Text
	}
	return arch.Nothing, says
}

// effective is the address that the instruction accessed.
func (k *looker) effective() (uint64, bool) {
	d := &k.Crash.Dump
	for i := range d.Code {
		if d.Code[i].Trap && d.Code[i].Effective != nil {
			return *d.Code[i].Effective, true
		}
	}
	a := all.ByName(k.Crash.Arch)
	return d.Fault.Address, d.Fault.HasAddress && a != nil && !a.FaultPages
}

// said writes an operand down. Of several parts that share the place none is
// the member.
func (k *looker) said(ps []part, mode crash.OperandMode) *crash.Operand {
	p := ps[0]
	o := &crash.Operand{Expression: p.expr, Variable: p.base.variable, Mode: mode}
	if p.base.kind != nil {
		o.Type = p.base.kind.String()
	}
	if len(ps) > 1 {
		for _, x := range ps {
			o.Candidates = append(o.Candidates, crash.Candidate{Expression: x.expr, Member: x.path, Offset: x.offset})
		}
		o.Expression = several(o.Candidates)
		p.path = ""
	}
	m := &p
	if p.whole == nil && p.base.member != nil {
		m = p.base.member
		o.Mode = crash.OfValue
	}
	if m.whole != nil {
		o.Struct, o.Of, o.Size, o.Member, o.Offset = title(m.whole), m.whole.Plain(), m.whole.Bytes(), m.path, m.offset
	}
	return o
}

// several writes down expressions of which one is meant.
func several(candidates []crash.Candidate) string {
	const most = 4
	all := make([]string, len(candidates))
	for i := range candidates {
		all[i] = candidates[i].Expression
	}
	if more := len(all) - most; more > 1 {
		return strings.Join(all[:most], " or ") + fmt.Sprintf(" or %d others", more)
	}
	return strings.Join(all, " or ")
}

// from keeps with an operand where its expression stands.
func (k *looker) from(frame int, o *crash.Operand) *crash.Operand {
	if c := k.code(frame); o != nil && c != nil {
		o.Frame, o.Global = k.Crash.Chain[frame], c.global(o.Variable)
		o.Through = c.stripped() && strings.Contains(o.Member, "]")
	}
	return o
}
