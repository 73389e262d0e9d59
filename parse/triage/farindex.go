package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// farIndex: the code adds an index to the address of something of the kernel, and what comes
// out lies far from that.
func farIndex(x *exam, f *draft) bool {
	o := &x.ops
	s, ok := x.sum()
	if ok && !o.scaled && !x.inKernel(s.at) {
		s.base, s.at, s.index, s.far = s.index, s.far, s.base, s.at
	}
	if !ok || !x.inKernel(s.at) || x.inKernel(s.far) || x.means(s.at).Kind == arch.ErrPtr || !isFar(s.far, x.c.Dump.Bits) {
		return false
	}
	base, at, index, far := s.base, s.at, s.index, s.far
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

// A sum is what made the address that was used, of two registers and their values.
type sum struct {
	base, index string
	at, far     uint64
}

// sum is that of the instruction's own operands, or of the addition that made its base:
//
//	mov (%rax,%rdi,4),%eax        add a5,a5,a0        add x0, x1, x2
func (x *exam) sum() (sum, bool) {
	o, d := &x.ops, &x.c.Dump
	if !x.explains() {
		return sum{}, false
	}
	if o.index != "" {
		return sum{o.base, o.index, o.baseValue, o.indexValue}, register(d, o.index) != nil
	}
	if len(d.Origin) == 0 || d.Origin[0].Kind != arch.FromRegister || !strings.EqualFold(d.Origin[0].Register, o.base) || d.Origin[0].Insn < 0 || d.Origin[0].Insn >= len(d.Code) {
		return sum{}, false
	}
	name, list, _ := strings.Cut(d.Code[d.Origin[0].Insn].Text, " ")
	to := strings.Split(strings.ReplaceAll(list, " ", ""), ",")
	if len(to) != 3 || name != "add" && !strings.HasPrefix(name, "add.") || to[1] == to[2] {
		return sum{}, false
	}
	if to[2] == to[0] {
		to[1], to[2] = to[2], to[1]
	}
	r := register(d, to[2])
	if r == nil {
		return sum{}, false
	}
	return sum{to[1], to[2], o.baseValue - r.Value, r.Value}, true
}
