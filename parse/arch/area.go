package arch

import "strings"

// Area is a part of an address map.
type Area struct {
	From, To uint64 // inclusive
	Name     string
	Holds    Holds
}

// A Region is where an address lies in the address map of its architecture. The zero
// value says that nothing is known of that.
type Region struct {
	Name  string // as Documentation/arch/ calls it: "vmalloc, or a module (kseg2)"
	Holds Holds
}

// Holds is what may be found in a region, a set of these.
type Holds uint16

// What there may be.
const (
	UserMemory  Holds = 1 << iota // the memory of a process
	Numbers                       // no address, but a number that a register of this width often has
	LinearMap                     // all memory in one piece: the linear or direct map
	VmallocArea                   // what is mapped page by page: vmalloc() and its like
	ModuleArea                    // text and data of modules
	DeviceArea                    // ioremap()
	KernelImage                   // the kernel's own text and data
	NoAddress                     // no address that a CPU takes: between those of user and kernel
)

// Of tells that all that may be found in a region is one of what.
func (r Region) Of(what Holds) bool { return r.Holds != 0 && r.Holds&^what == 0 }

// Within returns the region of the first area that a value lies in.
func Within(areas []Area, v uint64) Region {
	for _, a := range areas {
		if v >= a.From && v <= a.To {
			return Region{a.Name, a.Holds}
		}
	}
	return Region{}
}

// holdsNames are the names of what there may be, by their bits.
var holdsNames = [...]string{"user", "number", "linear", "vmalloc", "module", "device", "image", "nothing"}

// String lists what there may be: "vmalloc module".
func (h Holds) String() string {
	var list []string
	for i, name := range holdsNames {
		if h>>i&1 != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, " ")
}
