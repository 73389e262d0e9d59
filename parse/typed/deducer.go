package typed

import "oopscope/parse/symbol/ctype"

// A deducer deduces from the code of modules what BTF does not say: see [deduction]. It keeps what
// it found for one look at a crash.
type deducer struct {
	opened  map[uint64]*code // other functions, by their address
	used    map[place][]use  // what functions do with what they are given; nil where that is too much
	objects map[uint64]*ctype.Type
	lists   map[uint64]*container // what is on lists, by their heads
	nested  int                   // functions that were opened to see what they return
}

func newDeducer() *deducer {
	return &deducer{opened: map[uint64]*code{}, used: map[place][]use{}, objects: map[uint64]*ctype.Type{}, lists: map[uint64]*container{}}
}

// A use is what code does with a pointer that it was entered with: an access so far behind it,
// or a call that is given that address.
type use struct {
	off, size int64
	loose     bool
	callee    string // "" for an access
	argument  int
}
