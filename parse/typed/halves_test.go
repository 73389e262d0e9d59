package typed

import (
	"slices"
	"testing"

	"oopscope/parse/crash"
)

// TestSharedPlaces: where members of a union share a place, one that is accessed by halves or as
// a part of a larger piece is not said to be the other whose size that happens to be; of arrays in
// arrays any index may be the one that is not known.
func TestSharedPlaces(t *testing.T) {
	for name, want := range map[string]map[string][]string{
		"i386":  {"dev_hi": {"d->hi", "d->v.z or d->hi"}, "dev_z": {"d->v.z"}, "dev_move": nil, "dev_grid": {"d->grid[][].z"}, "word_high": {"w->h"}},
		"amd64": {"dev_hi": {"d->hi"}, "dev_z": {"d->v.z"}, "dev_move": {"d->lo or d->raw or d->v", "d->v.z"}, "dev_grid": {"d->grid[][].z"}, "word_high": {"w->h"}},
	} {
		p := openPump(t, pumps+"halves-"+name+".ko")
		for function, want := range want {
			var got []string
			if !p.each(function, func(_, _ string, o *crash.Operand) {
				if o != nil {
					got = append(got, o.Expression)
				}
			}) {
				t.Fatalf("%s: %s cannot be read", name, function)
			}
			slices.Sort(got)
			if got = slices.Compact(got); want != nil && !slices.Equal(got, want) {
				t.Errorf("%s: %s works on %q, want %q", name, function, got, want)
			}
		}
	}
}
