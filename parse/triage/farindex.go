package triage

import (
	"fmt"

	"oopscope/parse/arch"
)

// farIndex: the code adds an index to the address of something of the kernel, and what comes
// out lies far from that.
func farIndex(x *exam, f *draft) bool {
	o := &x.ops
	if !x.explains() || o.index == "" {
		return false
	}
	base, at, index, far := o.base, o.baseValue, o.index, o.indexValue
	if !o.scaled && !x.inKernel(at) {
		base, at, index, far = index, far, base, at
	}
	if r := register(&x.c.Dump, o.index); r == nil || !x.inKernel(at) || x.inKernel(far) || x.means(at).Kind == arch.ErrPtr || !isFar(far, x.c.Dump.Bits) {
		return false
	}
	f.Text = fmt.Sprintf("%s used an index that is far out of range: %s = %s, which is added to %s = %s (%s).", x.where(), index, hex(far), base, hex(at), o.insn)
	if m := x.means(far); m.Kind != arch.Place && m.Text != "" {
		f.Text = fmt.Sprintf("%s used an index that is far out of range: %s = %s (%s), which is added to %s = %s (%s).", x.where(), index, hex(far), m.Text, base, hex(at), o.insn)
	}
	f.claim(x.whereRan())
	f.Next = "Find where the index comes from (user space, the hardware, an uninitialised or overwritten member) and check it against the size of the array before it is used; a negative one is large where it is taken for unsigned."
	f.Evidence = []int{x.headLine(), x.pcLine(), o.line, o.baseLine}
	x.tellCaller(f)
	return true
}

// isFar tells an index of more than any array has elements, forwards or backwards.
func isFar(v uint64, bits int) bool {
	const most = 1 << 24
	if bits == 32 {
		return uint32(v) >= most && -uint32(v) >= most
	}
	return v >= most && -v >= most
}

// inKernel tells an address where the kernel has its code, data or memory.
func (x *exam) inKernel(v uint64) bool {
	r := x.region(v)
	return r.Holds&(arch.LinearMap|arch.VmallocArea|arch.ModuleArea|arch.KernelImage) != 0 && r.Holds&(arch.UserMemory|arch.Numbers|arch.NoAddress) == 0 && (x.placeOnly(v) || x.means(v).Kind == arch.Named)
}
