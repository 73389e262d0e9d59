package arch

import (
	"fmt"
	"strings"

	"oopscope/parse/ascii"
)

// Describe tells what a register or a word of the stack looks like: "NULL",
// "ERR_PTR(-22) EINVAL", "slab poison 0x6b: freed", `text "shep"`, or
// the part of the address map it points into. It returns "" when the value
// tells nothing.
func Describe(d *Dump, a *Arch, v uint64) string { return MeaningOf(d, a, v).Text }

// A Meaning is what a value looks like.
type Meaning struct {
	Kind  Kind
	Mark  string // of a Fill, a Poison or a Magic: the kernel's own name of it, "LIST_POISON1"
	Over  int64  // of a Fill or a Poison: how many bytes the value lies behind it, as behind a structure's start its member
	About uint64 // of a Shadow: the address that it is of
	Holds Holds  // of a Place: what may be found there
	Calls bool   // of a Named: it is a return address of the trace
	Text  string // the same in words, "" when nothing is known
}

// A Kind is what sort of thing a value looks like.
type Kind int

// The kinds of values. Nothing and Place tell no more than where it lies, if that.
const (
	Nothing Kind = iota
	Place        // it lies in a part of the address map
	Null         // NULL
	Small        // a number below the size of a page
	OnStack      // an address on the stack of the CPU's task
	Named        // an address of something that the report names
	ErrPtr       // an error's number that stands for a pointer
	ErrInt       // an error's number that went through an int of 32 bits
	Minus        // -1, or another small negative number that is no error's
	Fill         // memory that was filled with one byte
	Poison       // a pointer that the kernel leaves where none is any more
	Magic        // a word that the kernel puts where it can be checked
	Shadow       // an address of KASAN's shadow
	Letters      // a piece of text
)

// Deleted tells what list_del() leaves in an entry.
func (m *Meaning) Deleted() bool {
	return m.Kind == Poison && strings.HasPrefix(m.Mark, "LIST_POISON")
}

// Suspect tells what no pointer should be that is used.
func (m *Meaning) Suspect() bool {
	switch m.Kind {
	case Null, ErrPtr, Fill, Poison:
		return true
	case Place:
		return m.Holds == NoAddress
	}
	return false
}

// MeaningOf tells what a value looks like.
func MeaningOf(d *Dump, a *Arch, v uint64) Meaning {
	m := pattern(d, a, v)
	if m.Kind != Nothing || a.Region == nil {
		return m
	}
	region := a.Region(d, v)
	if region.Holds&ModuleArea != 0 && region.Holds&KernelImage == 0 {
		if words := d.moduleMemory(v); words != "" {
			return Meaning{Kind: Named, Text: words}
		}
	}
	return Meaning{Kind: Place, Holds: region.Holds, Text: region.Name}
}

// pattern tells what a value is by its bits alone, and by what the report names.
func pattern(d *Dump, a *Arch, v uint64) Meaning {
	bits := d.Bits
	if bits == 0 {
		bits = a.Bits
	}
	if bits == 32 {
		v &= 0xffffffff
	}
	switch mark := listPoison32[v]; {
	case v == 0:
		return Meaning{Kind: Null, Text: "NULL"}
	case (bits == 32 || a.PoisonDelta == 0 || a.PlainPoison) && mark.name != "":
		return Meaning{Kind: Poison, Mark: mark.name, Text: fmt.Sprintf("%d, or %s", v, mark)}
	case v < 4096:
		return Meaning{Kind: Small, Text: fmt.Sprintf("small integer %d", v)}
	}
	if a.StackSize != 0 && d.SP > 4096 && v&^(a.StackSize-1) == d.SP&^(a.StackSize-1) {
		return Meaning{Kind: OnStack, Text: "current stack"}
	}
	if m := d.PlaceName(v); m != "" {
		return Meaning{Kind: Named, Calls: d.returnsTo(v) != nil, Text: m}
	}
	for _, look := range [...]func(uint64, int, *Arch) Meaning{negative, poison, asText} {
		if m := look(v, bits, a); m.Kind != Nothing {
			return m
		}
	}
	return Meaning{}
}

// negative recognises small negative numbers, which the kernel passes as
// errors in pointers (include/linux/err.h: MAX_ERRNO is 4095).
func negative(v uint64, bits int, a *Arch) Meaning {
	kind := ErrPtr
	if bits == 32 {
		v |= 0xffffffff << 32
	} else if v>>32 == 0 && v >= 0xfffff001 {
		v |= 0xffffffff << 32
		kind = ErrInt
	}
	if v < ^uint64(4094) {
		return Meaning{}
	}
	n := int(-int64(v))
	name := a.ErrnoName(n)
	switch {
	case name == "":
		return Meaning{Kind: Minus, Text: fmt.Sprintf("-%d", n)}
	case n == 1:
		return Meaning{Kind: Minus, Text: "-1, or " + name}
	case kind == ErrPtr:
		return Meaning{Kind: kind, Text: fmt.Sprintf("ERR_PTR(-%d) %s", n, name)}
	}
	return Meaning{Kind: kind, Text: fmt.Sprintf("-%d %s", n, name)}
}

// asText recognises a value that is a piece of text in memory.
func asText(v uint64, bits int, a *Arch) Meaning {
	var b [8]byte
	n := 8
	if bits == 32 || v>>32 == 0 {
		n = 4
		a.Order.PutUint32(b[:], uint32(v))
	} else {
		a.Order.PutUint64(b[:], v)
	}
	s := strings.TrimRight(string(b[:n]), "\x00")
	if len(s) < n && (n == 4 || len(s) < 5) {
		return Meaning{}
	}
	letters := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 0x20 || c > 0x7e) && c != '\n' {
			return Meaning{}
		}
		if ascii.IsLetter(c) || ascii.IsDigit(c) || c == '_' {
			letters++
		}
	}
	if letters*4 < len(s)*3 {
		return Meaning{}
	}
	return Meaning{Kind: Letters, Text: fmt.Sprintf("text %q", s)}
}
