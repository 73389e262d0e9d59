package ctype

import "testing"

// FuzzTypes makes types that are of each other as the bytes say, and asks all there is to
// ask of them.
func FuzzTypes(f *testing.F) {
	f.Add([]byte{3, 1, 8, 4, 2, 0, 7, 1, 3, 8, 0, 4, 9, 2, 0, 10, 0, 0})
	f.Add([]byte{4, 0, 8, 4, 0, 8, 7, 0, 255, 5, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		m := made{elems: map[*Type]*Type{}, members: map[*Type][]Member{}}
		var types []*Type
		for i := 0; i+3 <= len(data) && len(types) < 64; i += 3 {
			types = append(types, &Type{Kind: Kind(data[i] % 11), Name: "t", Size: int64(int8(data[i+2])), Count: int64(int8(data[i+2])) << (data[i+1] % 56), Source: m})
		}
		for i, one := range types {
			other := types[int(data[3*i+1])%len(types)]
			m.elems[one] = other
			for n := range int64(data[3*i+2] % 8) {
				m.members[one] = append(m.members[one], Member{Name: "m", Type: types[(i+int(n)*int(data[3*i+1]))%len(types)],
					Offset: n * int64(int8(data[3*i])), BitOffset: n, BitSize: n % 3 * int64(data[3*i]%2)})
			}
		}
		for _, one := range types {
			_ = one.Declare("x") + one.Plain() + one.Value(1)
			all := append(one.At(1, 4), one.Indexed(5, 1)...)
			all = append(all, one.Holding(0, func(b *Type) bool { return b.Kind == Struct })...)
			for i := range all {
				_ = all[i].Path() + all[i].Last()
			}
		}
	})
}
