package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// mappingOverrun: the address lies in the guard page of a mapping that the kernel names
// beside a register ("Register r2 information: 1-page vmalloc region starting at …").
func mappingOverrun(x *exam, f *draft) bool {
	d := &x.c.Dump
	at, ok := x.address()
	e, beside := d.Beside(at)
	if !ok || d.Fault.Access == "execute" {
		return false
	}
	if !beside {
		return runOut(x, f, at)
	}
	size, where := e.To-e.From, "the first byte behind"
	switch {
	case !e.Behind:
		where = fmt.Sprintf("%d bytes in front of", e.From-at)
	case at > e.To:
		where = fmt.Sprintf("%d bytes behind the end of", at-e.To)
	}
	by := e.By
	if s, _, ok := arch.ParseSymbol(by); ok {
		by = place(s.Function, s.Module)
	}
	f.Text = fmt.Sprintf("%s ran over its memory: %s is %s a mapping of %d bytes at %s, which %s allocated. This suggests a length or an index that is too large, or a text without its end.", x.where(), hex(at), where, size, hex(e.From), by)
	f.Next = "Compare the length or index that is used there with the size that is allocated."
	if e.Stack {
		f.Text = fmt.Sprintf("%s ran over a kernel stack: %s is %s the one of %d bytes at %s. This suggests a large array on the stack, a copy that is longer than its buffer there, or a stack pointer that left its stack.", x.where(), hex(at), where, size, hex(e.From))
		f.Next = leanStack
	}
	f.Evidence = []int{x.headLine(), x.pcLine(), e.Line}
	f.claim(x.whereRan(), reported(e.Line))
	x.tellCaller(f)
	return true
}

// runOut: what goes through memory from its beginning on came to the first bytes of a page that
// is not there, and a register points to what lay before it, where it came from.
func runOut(x *exam, f *draft, at uint64) bool {
	const page, step, far = 1 << 12, 64, 16 << 20 // step: what the widest loops take at once
	d := &x.c.Dump
	w := strings.TrimPrefix(word(d.PC.Function), "pi_")
	area := x.region(at)
	if at%page >= step || !slices.ContainsFunc(ascending, func(p string) bool { return strings.HasPrefix(w, p) }) || area.Holds&(arch.VmallocArea|arch.DeviceArea) == 0 || d.Fault.Refusal()&(arch.Forbidden|arch.Aborted) != 0 {
		return false
	}
	for i := range d.Registers {
		r := &d.Registers[i]
		onStack := d.SP != 0 && r.Value-d.SP+far/512 < far/256 // of this task
		if r.Value >= at-step || at-r.Value > far || onStack || x.region(r.Value) != area || r.Line == 0 {
			continue
		}
		f.Text = fmt.Sprintf("%s ran to %s, where a page begins that is not mapped; %s points %d bytes in front of it. This suggests a length that is larger than the memory it was given, or a text without its end.", x.where(), hex(at), r.Name, at-r.Value)
		f.Next = "Compare the length that is used there with the size that was allocated."
		f.Evidence = []int{x.headLine(), x.pcLine(), r.Line}
		f.claim(x.whereRan(), held(r.Value, r.Line))
		x.tellCaller(f)
		return true
	}
	return false
}

// ascending are the beginnings of the names of what goes through memory byte by byte, lib/string.c
// and arch/*/lib. memmove() may go the other way.
var ascending = []string{"memset", "memcpy", "memchr", "memcmp", "memscan", "strlen", "strnlen", "strcpy", "strscpy", "strncpy", "strcmp", "strncmp", "strchr", "csum_partial", "crc32"}

// nothingMapped: on machines that move the parts of their address map about (s390), the
// fault's address alone tells no more.
func nothingMapped(x *exam, f *draft) bool {
	d := &x.c.Dump
	at, ok := x.address()
	if !ok || at < nullPage || d.Bits != 64 || d.Fault.Access == "execute" || x.arch == nil || x.tagging() || d.Fault.Detail != "" && d.Fault.Refusal() != arch.Unmapped {
		return false
	}
	if inImage := x.region(at); inImage.Of(arch.KernelImage|arch.ModuleArea) && inImage.Holds&arch.KernelImage != 0 && x.placeOnly(at) {
		return x.holeInImage(f, at)
	}
	if x.region(at).Name != "" || x.means(at).Text != "" {
		return false
	}
	f.Text = fmt.Sprintf("%s used the address %s, where nothing is mapped: memory that was given back (vfree(), iounmap(), a module that is gone), an index or a length that ran over the end of a mapping, or a pointer that was overwritten.", x.where(), hex(at))
	f.Next = "Look where the base of the access comes from, and compare the index or length with the size that was allocated."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	f.claim(x.whereRan())
	x.tellCaller(f)
	return true
}

// holeInImage: what is unmapped where the kernel's image lies was given back, or is no address
// at all: per-CPU variables are named by the place that they have there, and lie elsewhere.
func (x *exam) holeInImage(f *draft, at uint64) bool {
	f.Text = fmt.Sprintf("%s used the address %s, which lies where the kernel's image and its modules are, and nothing is mapped there: data of __init that was given back, a per-CPU address that was used without this_cpu_ptr() or per_cpu_ptr(), a module that is gone, an index far out of range, or a pointer that was overwritten.", x.where(), hex(at))
	f.Next = "Look at the type of the pointer: one with __percpu (alloc_percpu()) must go through this_cpu_ptr() or per_cpu_ptr(), sparse (make C=1) tells where it does not; compare the address with the sections __per_cpu_start and __init_begin of System.map, moved by the kernel's offset."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	f.claim(x.whereRan())
	x.tellCaller(f)
	return true
}
