package decode

import (
	"slices"
	"strconv"

	"oopscope/parse/class"
)

// chooseFault takes the address that belongs to the registers when faults were
// announced several times before the one die line: a die notifier that faults
// itself (mips calls it first) dies before what it was called for.
func (x *decoding) chooseFault() {
	var last *class.Hit
	for i := range x.r.Hits {
		h := &x.r.Hits[i]
		if h.Role == class.Die && last != nil {
			break
		}
		v, err := strconv.ParseUint(h.Groups["addr"], 16, 64)
		if h.Role != class.Fault || err != nil {
			continue
		}
		last = h
		if x.accessed(v) {
			break
		}
	}
	if last != nil && x.r.Faults > 1 && x.died() {
		f := &x.c.Dump.Fault
		f.Address, _ = strconv.ParseUint(last.Groups["addr"], 16, 64)
		f.HasAddress, f.Line = true, last.At.N
	}
}

// accessed tells that the registers of the dump show an access to the address.
func (x *decoding) accessed(addr uint64) bool {
	d := &x.c.Dump
	for i := range d.Code {
		if in := &d.Code[i]; in.Trap && in.Effective != nil {
			return *in.Effective == addr
		}
	}
	at, printed := d.Register(x.reads().FaultRegister)
	return printed && at == addr
}

// died tells that a die line is there.
func (x *decoding) died() bool {
	return slices.ContainsFunc(x.r.Hits, func(h class.Hit) bool { return h.Role == class.Die })
}
