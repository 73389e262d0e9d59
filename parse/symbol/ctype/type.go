// Package ctype is a model of C's types as debug information tells them: what
// a structure is made of, which member lies at an offset, how a type is
// written. DWARF and BTF fill the same model, each through a [Source], and
// only what is asked for is read: a structure's members when somebody looks
// for one.
//
// The files that types come from may be damaged or hostile: types may refer to
// each other in a circle, sizes may lie. All walks are bounded. The package is
// a leaf and knows no file.
package ctype

// Kind is what kind of type it is.
type Kind uint8

// The kinds.
const (
	Unknown   Kind = iota // the file does not tell, or it is of another language
	Void                  // nothing, as in "void *"
	Number                // an integer, a character, a float, a bool
	Pointer               // to Elem
	Struct                // members one behind the other
	Union                 // members over each other
	Enum                  // a number whose values have names
	Array                 // Count times Elem
	Typedef               // another name of Elem
	Qualified             // Elem with const, volatile, restrict, _Atomic
	Function              // returns Elem, takes Members
)

// Flexible is the Count of an array that does not say how many elements it
// has, as the last one of a structure may.
const Flexible = -1

// Type is one type. It is made by a [Source] and does not change afterwards;
// what it is made of comes from the source on first use.
type Type struct {
	Kind    Kind
	Name    string // a structure's tag, a typedef's or a number's name, a qualifier's word; "" for none
	Size    int64  // in bytes, 0 when the type does not say it itself: see [Type.Bytes]
	Count   int64  // of an array's elements
	Partial bool   // only declared: its members are not known here
	Signed  bool   // of numbers and enums

	Source Source // nil when there is nothing more to ask
	ID     int64  // the source's own name for it

	elem    *Type
	members []Member
	values  []Enumerator
	asked   struct{ elem, members, values bool }
}

// A Source reads what types are made of, out of DWARF or BTF. What cannot be
// read is nil.
type Source interface {
	Elem(t *Type) *Type               // what a pointer, array, typedef, qualifier or function result is of
	Members(t *Type) []Member         // of a structure or union, in order; of a function, its parameters
	Enumerators(t *Type) []Enumerator // of an enum
}

// Member is one member of a structure or union, or one parameter of a function.
type Member struct {
	Name      string // "" for an anonymous structure or union, whose members are their parent's
	Type      *Type
	Offset    int64 // in bytes; of a bit-field where the unit it lies in begins
	BitOffset int64 // of a bit-field: from the start of the structure, as the machine counts
	BitSize   int64 // of a bit-field, 0 for others
}

// Enumerator is one named value of an enum.
type Enumerator struct {
	Name  string
	Value int64
}

// maxNesting bounds typedefs of typedefs, arrays of arrays, structures in
// structures; C code has some ten.
const maxNesting = 64

// Elem returns what a pointer points to, an array or a typedef is made of, or
// a function returns. A pointer to nothing known points to void.
func (t *Type) Elem() *Type {
	if t == nil {
		return nil
	}
	if !t.asked.elem {
		t.asked.elem = true
		if t.Source != nil {
			t.elem = t.Source.Elem(t)
		}
	}
	return t.elem
}

// Members returns a structure's members in the order in which they are
// declared, or a function's parameters.
func (t *Type) Members() []Member {
	if t == nil {
		return nil
	}
	if !t.asked.members {
		t.asked.members = true
		if t.Source != nil {
			t.members = t.Source.Members(t)
		}
	}
	return t.members
}

// Enumerators returns an enum's names.
func (t *Type) Enumerators() []Enumerator {
	if t == nil {
		return nil
	}
	if !t.asked.values {
		t.asked.values = true
		if t.Source != nil {
			t.values = t.Source.Enumerators(t)
		}
	}
	return t.values
}

// Bare returns the type without typedefs and qualifiers; nil for one that
// never ends.
func (t *Type) Bare() *Type {
	for range maxNesting {
		if t == nil || t.Kind != Typedef && t.Kind != Qualified {
			return t
		}
		t = t.Elem()
	}
	return nil
}

// Bytes returns the size of a value of the type in bytes, 0 when that is not
// known.
func (t *Type) Bytes() int64 {
	n := int64(1)
	for range maxNesting {
		if t == nil {
			return 0
		}
		switch {
		case t.Size > 0:
			return times(n, t.Size)
		case t.Kind == Array:
			n = times(n, max(t.Count, 0))
		case t.Kind != Typedef && t.Kind != Qualified:
			return 0
		}
		t = t.Elem()
	}
	return 0
}

// times multiplies sizes that may lie: what is too large is nothing.
func times(a, b int64) int64 {
	const most = 1 << 40
	if a < 0 || b < 0 || a > 0 && b > most/a {
		return 0
	}
	return a * b
}

// Pointee returns what a pointer points to, nil for other types.
func (t *Type) Pointee() *Type {
	if b := t.Bare(); b != nil && b.Kind == Pointer {
		return b.Elem()
	}
	return nil
}

// Aggregate returns the structure or union that a type is, nil for others.
func (t *Type) Aggregate() *Type {
	if b := t.Bare(); b != nil && (b.Kind == Struct || b.Kind == Union) {
		return b
	}
	return nil
}

// Value returns the name of an enum's value, "" when it has none.
func (t *Type) Value(v int64) string {
	b := t.Bare()
	if b == nil || b.Kind != Enum {
		return ""
	}
	for _, e := range b.Enumerators() {
		if e.Value == v {
			return e.Name
		}
	}
	return ""
}
