package ctype

import (
	"strings"
	"testing"
	"time"
)

// made is a source whose types are written down here.
type made struct {
	elems   map[*Type]*Type
	members map[*Type][]Member
	values  []Enumerator
}

func (m made) Elem(t *Type) *Type             { return m.elems[t] }
func (m made) Members(t *Type) []Member       { return m.members[t] }
func (m made) Enumerators(*Type) []Enumerator { return m.values }
func (m made) of(k Kind, name string, elem *Type) *Type {
	t := &Type{Kind: k, Name: name, Source: m}
	m.elems[t] = elem
	return t
}

func world() (m made, st, u32, state *Type) {
	m = made{elems: map[*Type]*Type{}, members: map[*Type][]Member{}, values: []Enumerator{{"OFF", 0}, {"BROKEN", -1}}}
	u32 = &Type{Kind: Number, Name: "u32", Size: 4}
	u8 := &Type{Kind: Number, Name: "u8", Size: 1}
	u64 := &Type{Kind: Number, Name: "u64", Size: 8}
	state = &Type{Kind: Enum, Name: "state", Size: 4, Source: m}
	pair := &Type{Kind: Struct, Size: 8, Source: m}
	m.members[pair] = []Member{{Name: "tag", Type: u32}, {Name: "prio", Type: u32, Offset: 4}}
	either := &Type{Kind: Union, Size: 8, Source: m}
	m.members[either] = []Member{{Type: pair}, {Name: "cookie", Type: u64}}
	slots := m.of(Array, "", pair)
	slots.Count = 3
	tail := m.of(Array, "", u8)
	tail.Count = Flexible
	st = &Type{Kind: Struct, Name: "req", Size: 64, Source: m}
	m.members[st] = []Member{
		{Name: "state", Type: state},
		{Type: either, Offset: 8},
		{Name: "slots", Type: slots, Offset: 16},
		{Name: "ready", Type: u32, Offset: 40, BitOffset: 320, BitSize: 1},
		{Name: "level", Type: u32, Offset: 40, BitOffset: 324, BitSize: 12},
		{Name: "tail", Type: tail, Offset: 64},
	}
	return m, st, u32, state
}

func paths(ps []Place) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Path())
	}
	return strings.Join(out, " ")
}

func TestMembersByOffset(t *testing.T) {
	_, st, _, _ := world()
	for _, c := range []struct {
		offset, size int64
		want, exact  string
	}{
		{0, 4, "state", "state"},
		{4, 4, "", ""}, // padding
		{8, 4, "tag cookie", "tag"},
		{8, 8, "cookie tag", "cookie"},
		{12, 4, "prio cookie", "prio"},
		{36, 4, "slots[2].prio", "slots[2].prio"},
		{37, 1, "slots[2].prio", ""},
		{40, 4, "ready level", "ready level"},
		{41, 1, "level", "level"},
		{43, 1, "", ""},
		{70, 1, "tail[6]", "tail[6]"}, // it has no end
		{-4, 4, "", ""},
	} {
		if got := paths(st.At(c.offset, c.size)); got != c.want {
			t.Errorf("at %d with %d bytes: %q, want %q", c.offset, c.size, got, c.want)
		}
		if got := paths(st.Exactly(c.offset, c.size)); got != c.exact {
			t.Errorf("exactly at %d with %d bytes: %q, want %q", c.offset, c.size, got, c.exact)
		}
	}
	isPair := func(b *Type) bool { return b.Kind == Struct && b.Name == "" }
	if got := st.Holding(28, isPair); paths(got) != "slots[1]" || got[0].Rest != 4 || got[0].Offset != 24 {
		t.Errorf("the structure around 28 is %+v", got)
	}
}

func TestSpelling(t *testing.T) {
	m, st, u32, state := world()
	p := m.of(Pointer, "", st)
	fn := m.of(Function, "", u32)
	m.members[fn] = []Member{{Name: "r", Type: p}, {Name: "n", Type: u32}}
	row := m.of(Array, "", u32)
	row.Count = 4
	rows := m.of(Array, "", row)
	rows.Count = 2
	constant := m.of(Qualified, "const", st)
	for _, c := range []struct {
		of   *Type
		want string
	}{
		{p, "struct req *x"},
		{m.of(Pointer, "", constant), "const struct req *x"},
		{m.of(Qualified, "const", p), "struct req *const x"},
		{m.of(Pointer, "", fn), "u32 (*x)(struct req *, u32)"},
		{m.of(Array, "", p), "struct req *x[0]"},
		{rows, "u32 x[2][4]"},
		{m.of(Pointer, "", row), "u32 (*x)[4]"},
		{m.of(Pointer, "", nil), "void *x"},
		{m.of(Typedef, "req_t", st), "req_t x"},
		{state, "enum state x"},
		{&Type{Kind: Union}, "union {...} x"},
		{nil, "void x"},
	} {
		if got := c.of.Declare("x"); got != c.want {
			t.Errorf("declared as %q, want %q", got, c.want)
		}
	}
	if got := p.String(); got != "struct req *" {
		t.Errorf("the pointer is %q", got)
	}
	if got := state.Value(-1) + state.Value(7); got != "BROKEN" {
		t.Errorf("the enum's values are %q", got)
	}
}

// TestCircles: a damaged file can make a type part of itself.
func TestCircles(t *testing.T) {
	m := made{elems: map[*Type]*Type{}, members: map[*Type][]Member{}}
	alias := m.of(Typedef, "loop", nil)
	m.elems[alias] = alias
	if alias.Bare() != nil || alias.Bytes() != 0 || alias.Pointee() != nil {
		t.Error("a typedef of itself is something")
	}
	array := m.of(Array, "", nil)
	array.Count = 1 << 40
	m.elems[array] = array
	if n := array.Bytes(); n != 0 {
		t.Errorf("an array of itself has %d bytes", n)
	}
	self := &Type{Kind: Struct, Name: "self", Size: 8, Source: m}
	m.members[self] = []Member{{Name: "a", Type: self}, {Name: "b", Type: self}}
	if got := self.At(0, 4); len(got) != 0 {
		t.Errorf("a structure in itself has %d members", len(got))
	}
	pointer := m.of(Pointer, "", nil)
	m.elems[pointer] = pointer
	if n := len(pointer.String()); n > 200 {
		t.Errorf("a pointer to itself is written with %d letters", n)
	}
}

// TestHostileTypesAreBounded: what a damaged or hostile file tells of types costs a moment
// and a few answers, however they lie in each other.
func TestHostileTypesAreBounded(t *testing.T) {
	m := made{elems: map[*Type]*Type{}, members: map[*Type][]Member{}}
	u32 := &Type{Kind: Number, Name: "u32", Size: 4}
	wide := &Type{Kind: Struct, Name: "wide", Size: 1 << 20, Source: m}
	row := m.of(Array, "", wide)
	row.Count = 4
	for range 1 << 13 {
		m.members[wide] = append(m.members[wide], Member{Name: "row", Type: row})
	}
	began := time.Now()
	if got := wide.Indexed(2, 4); len(got) > maxPlaces {
		t.Errorf("%d places in rows of rows", len(got))
	}
	if got := wide.At(2, 4); len(got) > maxPlaces {
		t.Errorf("%d places", len(got))
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	bits := &Type{Kind: Struct, Name: "bits", Size: 4, Source: m}
	for range 1 << 13 {
		m.members[bits] = append(m.members[bits], Member{Name: "b", Type: u32, BitSize: 32})
	}
	if got := bits.At(0, 4); len(got) > maxPlaces {
		t.Errorf("%d bit-fields share four bytes", len(got))
	}
}
