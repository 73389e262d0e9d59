package typed

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
)

// perCPU returns the per-CPU variable that an instruction of x86 accesses by a segment.
func (c *code) perCPU(m arch.Access, p int) []value {
	if c.debug == nil || m.Index != "" {
		return nil
	}
	if !c.bySegment(p) {
		return nil
	}
	name, off, ok := c.perCPUName(m, p)
	if !ok {
		return nil
	}
	return c.copied(name, off)
}

// copied is the CPU's own copy of a per-CPU variable.
func (c *code) copied(name string, off int64) []value {
	v, ok := c.debug.Global(c.insns[c.at].Address+c.shift, name)
	if !ok {
		return nil
	}
	x := named(&v)
	x.object, x.off = true, off
	return []value{x}
}

// perCPUName names it: by the relocation in modules, by its address in the kernel.
func (c *code) perCPUName(m arch.Access, p int) (name string, off int64, ok bool) {
	if c.im.Relocatable() {
		name, plus, more := strings.Cut(c.im.Refers(c.insns[p].Address, c.end(p)), "+0x")
		if more {
			n, err := strconv.ParseInt(plus, 16, 64)
			return name, n, err == nil
		}
		return name, 0, name != "" && !strings.ContainsAny(name, `-."`)
	}
	at := uint64(m.Offset)
	if m.Base == c.calls.PC {
		at += c.end(p)
	}
	return c.perCPUAt(at)
}

// perCPUAt names the per-CPU variable at an address of the image.
func (c *code) perCPUAt(at uint64) (name string, off int64, ok bool) {
	if start, end, ok := c.im.PerCPU(); !c.im.Relocatable() && (!ok || at < start || at >= end) {
		return "", 0, false
	}
	o := c.im.PerCPUObject(at)
	return o.Name, int64(at - o.Address), o.Name != ""
}

// owned returns the per-CPU data whose own copy of the CPU the sum of an access is: one of the
// two registers says how far that is from the data (this_cpu_ptr(), asm-generic/percpu.h; arm64
// and arm keep it in a system register).
func (s *search) owned(c *code, base []value, m arch.Access, p int) (data []value, ok bool) {
	if m.Index == "" || m.Shift != 0 || m.Down {
		return nil, false
	}
	if isOwn(base) {
		data, _ = s.held(c, m.Index, p)
	} else if index, _ := s.held(c, m.Index, p); isOwn(index) {
		data = base
	} else {
		return nil, false
	}
	return c.owns(data, m.Offset), true
}

// owns are the CPU's own copies of per-CPU data that is so far behind addresses of the image, or
// behind a pointer: what alloc_percpu() returned.
func (c *code) owns(data []value, offset int64) (own []value) {
	for _, v := range data {
		if !v.image {
			if points(v.of) && v.expr != "" && !v.object {
				own = append(own, v.plus(offset))
			}
			continue
		}
		if name, off, ok := c.perCPUAt(uint64(v.off + offset)); !v.loose && ok && c.debug != nil {
			own = append(own, c.copied(name, off)...)
		}
	}
	return own
}

// addsOwn tells an instruction of x86 that adds to a register, from memory, how far a CPU's copy
// of per-CPU data is from the data.
func (c *code) addsOwn(e *flow.Effect, reg string, p int) bool {
	if e.Dst != reg || e.Plus != reg || !e.Touches || e.Size*8 != c.bits {
		return false
	}
	if c.copies[p] {
		return true
	}
	if !slices.Contains(c.calls.PerCPU, e.Mem.Base) && e.Mem.Base != c.calls.PC || e.Mem.Index != "" || !c.bySegment(p) {
		return false
	}
	name, off, ok := c.perCPUName(e.Mem, p)
	return ok && off == 0 && name == "this_cpu_off"
}

// bySegment tells an instruction of x86 that accesses memory by the segment of per-CPU data.
func (c *code) bySegment(p int) bool {
	machine, _, _ := c.im.Machine()
	a := all.ByMachine(machine)
	return a != nil && a.PerCPU != "" && strings.Contains(c.insns[p].Text, a.PerCPU)
}

// listsCopies tells an address of that table.
func (c *code) listsCopies(v value) bool {
	if v.image && !c.im.Relocatable() {
		o := c.im.Objects([]uint64{uint64(v.off)})
		return o[0].Name == copiesTable
	}
	return v.copies
}

func isOwn(vs []value) bool { return len(vs) == 1 && vs[0].own }

// current calls the task that a CPU runs what the source calls it: a macro
// (arch/x86/include/asm/current.h).
func current(vs []value) []value {
	for i, v := range vs {
		if v.expr == "current_task" || v.expr == "pcpu_hot.current_task" {
			vs[i].expr, vs[i].variable, vs[i].kind = "current", "current", v.of
		}
	}
	return vs
}
