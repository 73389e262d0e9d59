package ctype

import "testing"

// TestPart: the largest part that begins at an offset, what lies in a number, and what
// parts of a union have in common.
func TestPart(t *testing.T) {
	u8, u32, u64 := &Type{Kind: Number, Name: "u8", Size: 1}, &Type{Kind: Number, Name: "u32", Size: 4}, &Type{Kind: Number, Name: "u64", Size: 8}
	list := aggregate(Struct, 16, Member{Name: "next", Type: u64}, Member{Name: "prev", Type: u64, Offset: 8})
	name := aggregate(Array, 0)
	name.Count, name.elem, name.asked.elem = 16, u8, true
	both := aggregate(Union, 8, Member{Name: "stamp", Type: u64}, Member{Name: "code", Type: u32})
	inner := aggregate(Struct, 8, Member{Name: "lo", Type: u32}, Member{Name: "hi", Type: u32, Offset: 4})
	whole := aggregate(Struct, 64, Member{Name: "id", Type: u32}, Member{Name: "tasks", Type: list, Offset: 8}, Member{Name: "comm", Type: name, Offset: 24},
		Member{Type: both, Offset: 40}, Member{Name: "u", Type: both, Offset: 48}, Member{Type: inner, Offset: 56})
	for offset, want := range map[int64]string{
		0: "", 2: ".id+0x2", 4: "", 8: ".tasks", 16: ".tasks.prev", 19: ".tasks.prev+0x3", 24: ".comm", 26: ".comm[2]",
		40: "", 48: ".u", 50: ".u", 56: ".lo", 60: ".hi", 64: "", -1: "",
	} {
		if got := whole.Part(offset); got != want {
			t.Errorf("at %d lies %q, want %q", offset, got, want)
		}
	}
	if got := name.Part(3); got != "[3]" {
		t.Errorf("of an array: %q", got)
	}
}

func aggregate(k Kind, size int64, members ...Member) *Type {
	t := &Type{Kind: k, Size: size, members: members}
	t.asked.members = true
	return t
}
