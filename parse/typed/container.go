package typed

import "oopscope/parse/symbol/ctype"

// A container is a structure that something lies in.
type container struct {
	of *ctype.Type
	at int64 // where in it that something is
}

// pointerTo is the source of a pointer to a type.
type pointerTo struct{ to *ctype.Type }

// Elem implements [ctype.Source].
func (p pointerTo) Elem(*ctype.Type) *ctype.Type { return p.to }

// Members implements [ctype.Source].
func (pointerTo) Members(*ctype.Type) []ctype.Member { return nil }

// Enumerators implements [ctype.Source].
func (pointerTo) Enumerators(*ctype.Type) []ctype.Enumerator { return nil }

// pointer is a pointer to the container.
func (o container) pointer(word int64) *ctype.Type {
	return &ctype.Type{Kind: ctype.Pointer, Size: word, Source: pointerTo{o.of}}
}

// member is the name of what lies in the container.
func (o container) member(inner string) (path string) {
	for _, p := range o.of.Beginning(o.at, func(t *ctype.Type) bool { return t.Name == inner }) {
		path = p.Path()
	}
	return path
}

// equal tells whether two containers are the same one.
func (o *container) equal(p *container) bool {
	return o == p || o != nil && p != nil && o.at == p.at && o.of.Plain() == p.of.Plain()
}

// embedded are the places in a structure where a structure with a tag lies.
func embedded(t *ctype.Type, tag string) (all []int64) {
	var look func(t *ctype.Type, base int64, depth int)
	look = func(t *ctype.Type, base int64, depth int) {
		const deep, most = 6, 64
		for _, m := range t.Members() {
			inner := m.Type.Aggregate()
			if inner == nil || depth > deep || len(all) == most {
				continue
			}
			if inner.Name == tag {
				all = append(all, base+m.Offset)
				continue
			}
			look(inner, base+m.Offset, depth+1)
		}
	}
	look(t, 0, 0)
	return all
}
