package symbol

import "testing"

// TestStaticVariablesOfInstances: a static variable is at one place in all instances of its function,
// and stands with the function alone; what it was inlined into has it too.
func TestStaticVariablesOfInstances(t *testing.T) {
	im := openFile(t, typed+"shelf-amd64-whole.ko")
	found := false
	for off := range uint64(32) {
		for _, v := range im.Variables(im.Addresses("hold_len")[0] + off) {
			found = found || v.Name == "calls" && v.Where.Base == FromImage && v.Where.Held == InMemory && v.Type.Plain() == "unsigned int" && v.Function == "counted"
		}
	}
	if !found {
		t.Error("counted() has no static variable calls where it was inlined")
	}
}
