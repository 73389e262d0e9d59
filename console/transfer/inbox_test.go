package transfer

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Files are named as in a shell: a name with blanks stands in quotes, or has them behind backslashes.
func TestNamesAreParted(t *testing.T) {
	for text, want := range map[string][]string{
		"":                         nil,
		"  a  b ":                  {"a", "b"},
		`'a b' c`:                  {"a b", "c"},
		`"it's" 'say "x"'`:         {"it's", `say "x"`},
		`a\ b c\'d "e"f`:           {"a b", "c'd", "ef"},
		`C:\boards\x.bin 'C:\a b'`: {`C:\boards\x.bin`, `C:\a b`},
		`''`:                       {""},
		`'never closed`:            {"never closed"},
		`a\`:                       {`a\`},
	} {
		if got := parted(text); !slices.Equal(got, want) {
			t.Errorf("%q is parted into %q, want %q", text, got, want)
		}
	}
}

func TestSeveralFilesWithBlanksAreSent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "two words")
	os.Mkdir(dir, 0o755)
	a, b := filepath.Join(dir, "u-boot.img"), filepath.Join(dir, "x y.dtb")
	os.WriteFile(a, nil, 0o644)
	os.WriteFile(b, nil, 0o644)
	for text, want := range map[string][]string{b: {b}, "'" + a + "' \"" + b + "\"": {a, b}} {
		list, err := Outbox(text)
		if err != nil || len(list) != len(want) {
			t.Fatalf("%s: %v, %v", text, list, err)
		}
		CloseAll(list)
		for i := range want {
			if list[i].Path != want[i] {
				t.Errorf("%s: %s is sent", text, list[i].Path)
			}
		}
	}
}
