package ctype

import (
	"slices"
	"strconv"
)

// Part writes down what of a type lies at an offset, as C does behind a variable:
// ".thread.sp", "[3].name", ".comm[2]"; bytes within a number follow as "+0x3". Of parts
// that begin there it is the largest. It is "" for the type itself, for what lies in
// padding, and where parts of a union share no name.
func (t *Type) Part(offset int64) string {
	if offset == 0 {
		return ""
	}
	places := slices.DeleteFunc(t.Beginning(offset, func(*Type) bool { return true }), func(p Place) bool { return len(p.Steps) == 0 })
	places = append(places, slices.DeleteFunc(t.At(offset, 0), func(p Place) bool { return p.BitSize > 0 })...)
	if len(places) == 0 {
		return ""
	}
	best := places[0]
	for _, p := range places[1:] {
		n := 0
		for n < min(len(best.Steps), len(p.Steps)) && best.Steps[n] == p.Steps[n] {
			n++
		}
		if n < len(best.Steps) {
			best = Place{Steps: best.Steps[:n]}
		}
	}
	path := best.Path()
	if path != "" && !best.Steps[0].Element {
		path = "." + path
	}
	if path != "" && best.Rest > 0 {
		path += "+0x" + strconv.FormatInt(best.Rest, 16)
	}
	return path
}
