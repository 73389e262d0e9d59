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
	opened map[int]*code

	inserted bool // a frame of the chain is the link register's
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
	if d.UserMode || len(l.Crash.Chain) == 0 {
		return nil
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

// jumped tells that the PC itself is what went wrong: a call through a bad
// pointer.
func jumped(c *crash.Crash) bool {
	d := &c.Dump
	return d.Fault.Access == "execute" || d.PC.HasAddress && d.Fault.HasAddress && d.PC.Address == d.Fault.Address
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
	return &search{register: k.Crash.Dump.Register, above: k.above, active: map[place]bool{}, effort: maxEffort}
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
	e := &c.effects[c.at]
	if !e.Touches && !e.Element || e.Does == flow.Calls || e.Does == flow.Jumps {
		return nil
	}
	var shallow *crash.Operand
	for _, deep := range []bool{false, true} {
		s := k.search()
		s.deep = deep
		at, _ := s.address(c, e.Mem, c.at)
		for i := range at {
			at[i].loose = at[i].loose || e.Element
		}
		o := k.best(s, c, at, int64(e.Size))
		if o != nil && o.Struct != "" {
			return k.from(0, o)
		}
		if shallow == nil {
			shallow = o
		}
	}
	return k.from(0, shallow)
}

// sameCode compares the instruction that trapped with the file's: they differ
// where the loader fills something in, or when the file is of another build.
func (k *looker) sameCode(c *code) bool {
	d := &k.Crash.Dump
	i := slices.IndexFunc(d.Code, func(in arch.Insn) bool { return in.Trap })
	if i < 0 {
		return true
	}
	ours := &c.insns[c.at]
	if digits(d.Code[i].Bytes) == digits(ours.Bytes) || len(c.im.References(ours.Address, c.end(c.at))) > 0 {
		return true
	}
	return false
}

// digits are those of an instruction's bytes, however they were printed.
func digits(bytes string) string { return strings.ReplaceAll(bytes, " ", "") }

// best chooses among what the memory may be called: the first that an access of
// this size is of exactly.
func (k *looker) best(s *search, c *code, at []value, size int64) *crash.Operand {
	var found [][]part
	for _, v := range at {
		if ps := s.parts(c, k.settled(v), size); len(ps) > 0 {
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
func (k *looker) settled(v value) value {
	at, ok := k.effective()
	if !v.loose || !ok || v.object || v.image || v.inside != nil || at >= nullPage || at >= uint64(v.of.Pointee().Bytes()) {
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
	v := d.Truncate(at - uint64(base.off))
	o.Pointer, o.Meaning = base.expr, fmt.Sprintf("%#x", v)
	if a := all.ByName(k.Crash.Arch); a != nil {
		if m := arch.Describe(d, a, v); v < 4096 && m == "NULL" {
			o.Meaning = m
		} else if m != "" && v >= 4096 {
			o.Meaning += ", " + m
		}
	}
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

// called is the pointer that a call went through: the call that returns to where
// the link register points, or to the innermost frame that has a name.
func (k *looker) called() *crash.Operand {
	if k := withLink(k.Look, 0); k != nil {
		if o := k.calledFrom(0); o != nil {
			return o
		}
	}
	frame := 0
	if k.Crash.Chain[0].Exact {
		frame = k.next(0)
	}
	if frame < 0 {
		return nil
	}
	return k.calledFrom(frame)
}

// calledFrom is the pointer that the call before a frame's place went through.
func (k *looker) calledFrom(frame int) *crash.Operand {
	c := k.code(frame)
	if c == nil {
		return nil
	}
	call := c.callBefore(c.at)
	if call < 0 {
		return nil
	}
	e, s := &c.effects[call], k.search()
	var through []part
	if e.Touches {
		at, _ := s.address(c, e.Mem, call)
		for _, v := range at {
			through = append(through, s.parts(c, v, int64(e.Size))...)
		}
	} else {
		through = s.target(c, c.target(call), call)
	}
	if len(through) == 0 {
		return nil
	}
	p := through[0]
	p.expr += "()"
	return k.from(frame, k.said([]part{p}, crash.OfCall))
}

// target is the register that a call goes through, "" for none.
func (c *code) target(call int) string {
	if c.calls.Thunk != nil {
		if reg := c.calls.Thunk(c.callee[call]); reg != "" {
			return reg
		}
	}
	if c.callee[call] != "" {
		return ""
	}
	return c.effects[call].From[0]
}

// target returns what a register holds that a call goes through.
func (s *search) target(c *code, reg string, call int) (all []part) {
	if reg == "" {
		return nil
	}
	vs, _ := s.held(c, reg, call)
	for _, v := range vs {
		if v.expr == "" || v.off != 0 || v.loose || v.object {
			continue
		}
		if v.member != nil && v.member.expr == v.expr {
			all = append(all, *v.member)
			continue
		}
		all = append(all, part{expr: v.expr, of: v.of, base: v})
	}
	return all
}
