package blame

import "testing"

// TestWithoutNumbers: what is the same bug with other numbers.
func TestWithoutNumbers(t *testing.T) {
	for _, same := range [][2]string{
		{"VFS: Unable to mount root fs on unknown-block(0,0)", "VFS: Unable to mount root fs on unknown-block(8,1)"},
		{"Attempted to kill init! exitcode=0x0000000b", "Attempted to kill init! exitcode=0x00000100"},
		{"BUG: soft lockup - CPU#0 stuck for 26s!", "BUG: soft lockup - CPU#13 stuck for 120s!"},
	} {
		if a, b := withoutNumbers(same[0]), withoutNumbers(same[1]); a != b {
			t.Errorf("%q and %q", a, b)
		}
	}
	if withoutNumbers("mount of ext4") == withoutNumbers("mount of xfs") {
		t.Error("words were taken for numbers")
	}
}
