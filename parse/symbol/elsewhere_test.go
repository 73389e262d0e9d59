package symbol

import "testing"

// TestTypesElsewhere: types that stand in units of their own (-fdebug-types-section), or in the file
// that dwz moved what several files have to, are those of the image itself.
func TestTypesElsewhere(t *testing.T) {
	functions, structures := namesOf(t, "var"), namesOf(t, "struct")
	data := []string{"pump_active", "pump_one", "job_last", "banks", "seven"}
	same := func(what string, got, want []string) {
		if len(got) != len(want) || len(want) < 400 {
			t.Errorf("%s: %d things are told, want %d", what, len(got), len(want))
			return
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %s\nwant %s", what, got[i], want[i])
			}
		}
	}
	want := told(openFile(t, splitDir+"linked5"), functions, structures, data)
	same("units of types", told(openFile(t, splitDir+"types5"), functions, structures, data), want)
	same("dwz", told(openBeside(t, splitDir+"dwz5", splitDir), functions, structures, data), want)
	alone, differs := told(openBeside(t, splitDir+"dwz5", t.TempDir()), functions, structures, data), 0
	for i := range min(len(alone), len(want)) {
		if alone[i] != want[i] {
			differs++
		}
	}
	if differs == 0 && len(alone) == len(want) {
		t.Error("dwz moved nothing")
	}
}
