package typed

import "strings"

// allocators are the functions whose result is as many bytes of memory as an argument says,
// counted from 0 (include/linux/slab.h, vmalloc.h, device/devres.h): without what marks
// their variants.
var allocators = map[string]int{"__kmalloc": 0, "kmalloc": 0, "__kmalloc_cache": 2, "kmalloc_trace": 2, "kmem_cache_alloc_trace": 2,
	"__kmalloc_node": 0, "__kmalloc_cache_node": 3, "kmalloc_node_trace": 3, "kzalloc": 0, "vmalloc": 0, "vzalloc": 0, "devm_kmalloc": 1, "devm_kzalloc": 1, "__kvmalloc_node": 0}

// allocates returns how many bytes what a register holds at a place was allocated with, 0 when
// that is not known.
func (d *deducer) allocates(c *code, reg string, i int) int64 {
	s := alone(d)
	s.allocations = true
	vs, _ := s.held(c, reg, i)
	if len(vs) != 1 || vs[0].expr != allocated || vs[0].off != 0 || vs[0].loose {
		return 0
	}
	return vs[0].bytes
}

// allocated stands for memory that is known by its size only.
const allocated = "kmalloc()"

// allocation is the result of a call of an allocator with a size that the code says.
func (*deducer) allocation(s *search, c *code, call int) []value {
	n, ok := allocators[strings.TrimSuffix(c.callee[call], "_noprof")]
	if !ok || n >= len(c.calls.Args) {
		return nil
	}
	vs, _ := s.held(c, c.calls.Args[n], call)
	if len(vs) != 1 || !vs[0].number || vs[0].loose || vs[0].off <= 0 {
		return nil
	}
	return []value{{expr: allocated, bytes: vs[0].off}}
}
