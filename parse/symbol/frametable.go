package symbol

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
)

// CallFrame says how the registers at a place in a function lead to those of its
// caller, as compilers write it down for debuggers in .debug_frame or .eh_frame
// (DWARF 5 section 6.4).
type CallFrame struct {
	CFA    Rule         // of the canonical frame address, the stack pointer before the call
	Rules  map[int]Rule // of the caller's registers, by DWARF's numbers; without one the calling convention says
	Return int          // the number that the return address has there
	Bare   bool         // nothing is said of registers without a rule, not even that they are kept (ORC)
}

// Rule says where a caller's register is.
type Rule struct {
	How      How
	Register int // of SumOf
	Offset   int64
}

// How a caller's register is found again.
type How uint8

// The ways to find a register again.
const (
	Lost      How = iota // not at all, or in a way that is not understood
	Kept                 // it is the same
	SavedAt              // in memory at CFA + Offset
	DistantBy            // it is CFA + Offset
	SumOf                // it is Register + Offset
)

// A frameRules knows of places in the code how to get to the caller's registers.
type frameRules interface {
	rules(at uint64) (out CallFrame, ok bool)
}

// frameTable is a section of call frame information.
type frameTable struct {
	s        *section
	eh       bool   // .eh_frame, which counts differently
	address  uint64 // of the section: what its addresses are relative to
	addrSize int
	order    binary.ByteOrder
	index    []frameEntry
	indexed  bool
	common   map[int64]*commonFrame
}

// frameEntry is one function's part of a table.
type frameEntry struct {
	lo, hi uint64
	off    int64
}

const (
	frameEntryBytes = 24
	maxFrameEntry   = 1 << 18 // bytes of one; the longest of kernels have some thousand
	maxCommonFrames = 1 << 16
)

// frameHead is how an entry begins.
type frameHead struct {
	c      cursor // behind the head, up to the entry's end
	next   int64  // where the next entry begins
	common int64  // where the part that it shares with others is, -1 when it is such a part itself
}

// head reads how the entry at off begins.
func (t *frameTable) head(off int64) (h frameHead, ok bool) {
	c := cursor{data: t.s.near(off, 12), order: t.order}
	idSize, length := 4, c.uint(4)
	if length == 0xffffffff {
		idSize, length = 8, c.uint(8)
	}
	at := off + int64(c.pos)
	switch {
	case c.bad || length > uint64(t.s.length()-at):
		return h, false
	case length < uint64(idSize) || length > maxFrameEntry: // padding, or too much
		return frameHead{next: at + int64(length), common: -1}, true
	}
	data := t.s.near(at, int(length))
	if len(data) < int(length) {
		return h, false
	}
	h = frameHead{c: cursor{data: data[:length], order: t.order}, next: at + int64(length)}
	id := h.c.uint(idSize)
	switch {
	case t.eh && id == 0, !t.eh && (id == 1<<32-1 && idSize == 4 || id == 1<<64-1):
		h.common = -1
	case t.eh:
		h.common = at - int64(id)
	default:
		h.common = int64(id)
	}
	return h, true
}

// build lists the functions of a table by their addresses.
func (t *frameTable) build() {
	t.indexed = true
	for off := int64(0); off < t.s.length(); {
		h, shared, ok := t.entry(off)
		if !ok {
			break
		}
		if shared != nil {
			lo, size := t.span(&h, shared)
			if !h.c.bad && lo+size > lo {
				t.index = grown(t.s.share, t.index, frameEntry{lo, lo + size, off}, frameEntryBytes)
			}
		}
		off = h.next
	}
	slices.SortFunc(t.index, func(a, b frameEntry) int { return cmp.Compare(a.lo, b.lo) })
}

// entry reads how a function's entry begins, and what it shares with others: nil for
// what is no function's, or is not understood.
func (t *frameTable) entry(off int64) (h frameHead, shared *commonFrame, ok bool) {
	if h, ok = t.head(off); !ok || h.common < 0 {
		return h, nil, ok
	}
	shared, known := t.common[h.common]
	if !known { // reading it may have used the memory of this entry
		shared = t.shared(h.common)
		h, ok = t.head(off)
	}
	return h, shared, ok
}

// span reads the addresses that an entry is about.
func (t *frameTable) span(h *frameHead, shared *commonFrame) (lo, size uint64) {
	begins := t.address + uint64(h.next) - uint64(len(h.c.data))
	lo = h.c.pointer(shared.encoding, t.addrSize, begins)
	return lo, h.c.pointer(shared.encoding&0xf, t.addrSize, 0)
}

// rules finds the function around an address and runs its program.
func (t *frameTable) rules(at uint64) (out CallFrame, ok bool) {
	if !t.indexed {
		t.build()
	}
	i := sort.Search(len(t.index), func(i int) bool { return t.index[i].lo > at }) - 1
	if i < 0 || at >= t.index[i].hi {
		return out, false
	}
	h, shared, ok := t.entry(t.index[i].off)
	if !ok || shared == nil {
		return out, false
	}
	lo, _ := t.span(&h, shared)
	if shared.sized {
		h.c.skip(h.c.uleb())
	}
	p := frameProgram{shared: shared, table: t, at: at, loc: lo}
	p.row = CallFrame{Rules: map[int]Rule{}, Return: shared.returns}
	initial := cursor{data: shared.program, order: t.order}
	if !p.run(&initial, true) {
		return out, false
	}
	p.initial = copyOf(p.row)
	return p.row, !h.c.bad && p.run(&h.c, false)
}
