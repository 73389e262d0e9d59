package triage

import "fmt"

// smallNumber: the address lies between the first page, which members of NULL structures are
// in, and where user space begins to be mapped (vm.mmap_min_addr). Nothing of the kernel lies there either.
func (x *exam) smallNumber(f *draft, addr uint64) bool {
	if addr >= 1<<16 || x.offNull() || !x.placeOnly(addr) {
		return false
	}
	f.Confidence = Possible
	f.Text = fmt.Sprintf("%s used the address %s, where neither the kernel nor user space has anything. It may be a member far off in a NULL structure, an array of one, a physical address, or a number in the place of a pointer.", x.where(), hex(addr))
	f.Next = "Look where the value was made; if the structure is large, whether the pointer to it can be NULL."
	return x.byPlace(f)
}

// byPlace proves what is said of a pointer by where it was used, and tells who called that.
func (x *exam) byPlace(f *draft) bool {
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	f.claim(x.whereRan())
	x.tellCaller(f)
	return true
}
