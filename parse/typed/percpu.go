package typed

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
)

// perCPU returns the per-CPU variable that an instruction of x86 accesses by a segment.
func (c *code) perCPU(m arch.Access, p int) []value {
	if c.debug == nil || m.Index != "" {
		return nil
	}
	machine, _, _ := c.im.Machine()
	a := all.ByMachine(machine)
	if a == nil || a.PerCPU == "" || !strings.Contains(c.insns[p].Text, a.PerCPU) {
		return nil
	}
	name, off, ok := c.perCPUName(m, p)
	if !ok {
		return nil
	}
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
	if start, end, ok := c.im.PerCPU(); !ok || at < start || at >= end {
		return "", 0, false
	}
	o := c.im.PerCPUObject(at)
	return o.Name, int64(at - o.Address), o.Name != ""
}

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
