package typed

import "oopscope/parse/symbol/ctype"

// What an index is multiplied by says what it is an index of: "s[i].last" goes by whole
// structures, "s->errors[i]" by elements of an array in one. The code shifts and adds to
// multiply, so that the sums of it are followed.

// A step is what an index that is not known was multiplied by, at least: it goes by multiples
// of so many bytes.
type step struct {
	bytes int64 // 0 for not known
	sure  bool  // and by no more than that
	from  int64 // bytes that are added to it: compilers add what comes behind the index first
}

// and is the step of two indexes that were added.
func (a step) and(b step) step {
	if a.bytes == 0 || b.bytes == 0 {
		return step{}
	}
	return step{gcd(a.bytes, b.bytes), a.sure && b.sure, a.from + b.from}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// within tells an index that goes by less than the elements of an array of structures: it is,
// at least for a part, one of an array in them.
func (a step) within(array *ctype.Type) bool {
	b := array.Bare()
	if b == nil || b.Kind != ctype.Array || b.Elem().Aggregate() == nil {
		return false
	}
	each := b.Elem().Bytes()
	return a.sure && each > 0 && a.bytes%each != 0
}
