package symbol

import "oopscope/parse/symbol/ctype"

// Structures returns the structures that a module without DWARF has itself, and not of its
// kernel, in the order of its file; none of others.
func (im *Image) Structures() (all []*ctype.Type) {
	b := im.stripped()
	if b == nil || !im.Relocatable() || len(b.starts) > maxTypes {
		return nil
	}
	for i, at := range b.starts {
		if e, ok := b.entryAt(int(at)); ok && e.kind == btfStruct && e.name != 0 && e.parts > 0 {
			all = append(all, b.at(b.first+uint32(i)))
		}
	}
	return all
}
