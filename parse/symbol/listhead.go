package symbol

import "oopscope/parse/symbol/ctype"

// listHead is struct list_head (include/linux/types.h), which has been the same in all
// versions: a .BTF.base has its name and size only.
type listHead struct{ word int64 }

// newListHead returns the structure, for a machine with pointers of so many bytes.
func newListHead(word int64) *ctype.Type {
	return &ctype.Type{Kind: ctype.Struct, Name: "list_head", Size: 2 * word, Source: &listHead{word}}
}

// Elem implements [ctype.Source]: of the pointers.
func (l *listHead) Elem(t *ctype.Type) *ctype.Type {
	if t.Kind == ctype.Pointer {
		return newListHead(l.word)
	}
	return nil
}

// Members implements [ctype.Source].
func (l *listHead) Members(t *ctype.Type) []ctype.Member {
	if t.Kind != ctype.Struct {
		return nil
	}
	to := &ctype.Type{Kind: ctype.Pointer, Size: l.word, Source: l}
	return []ctype.Member{{Name: "next", Type: to}, {Name: "prev", Type: to, Offset: l.word}}
}

// Enumerators implements [ctype.Source].
func (*listHead) Enumerators(*ctype.Type) []ctype.Enumerator { return nil }
