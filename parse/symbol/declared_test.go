package symbol

import (
	"os"
	"strings"
	"testing"
)

// TestDeclared: where each function of a chain of inlined ones is declared its name
// stands in the source, in every image, of DWARF 4 and 5, of GCC, clang and its LTO.
func TestDeclared(t *testing.T) {
	for name, functions := range map[string][]string{
		"vmlinux-amd64": {"worker", "drain.constprop.0", "start_kernel", "clock_tick"}, "vmlinux-amd64-dwarf4": {"worker", "start_kernel"},
		"vmlinux-amd64-clang": {"worker", "start_kernel"}, "vmlinux-amd64-lto": {"start_kernel"}, "vmlinux-arm": {"worker", "drain.constprop.0"},
		"toy-amd64.ko": {"toy_poll", "toy_read", "extra_check", "more_check"}, "toy-arm64.ko": {"toy_read"}, "toy-mips64el.ko": {"toy_poll"},
	} {
		im := openFile(t, testdata+name)
		inlined := 0
		for _, function := range functions {
			for offset := uint64(0); offset < 0x60; offset += 4 {
				p := Place{Function: function, Offset: offset, Exact: true}
				for _, size := range im.Sizes(function) {
					p.Size = size
				}
				at, declared := im.Lookup(p), im.Declared(p)
				if len(at) == 0 || at[0].Function == "" {
					continue
				}
				if declared == nil { // padding behind the function
					continue
				}
				if len(declared) != len(at) {
					t.Fatalf("%s %s+%#x: %v, declared %v", name, function, offset, at, declared)
				}
				inlined += len(at) - 1
				for i, l := range declared {
					text, err := os.ReadFile(testdata + "src/" + l.File)
					if err != nil || l.Function != at[i].Function {
						t.Fatalf("%s %s+%#x: %v, declared %v: %v", name, function, offset, at, declared, err)
					}
					if line := strings.Split(string(text), "\n")[l.Line-1]; !strings.Contains(line, base(l.Function)+"(") {
						t.Errorf("%s: %v is declared in %q", name, l, line)
					}
				}
			}
		}
		if inlined == 0 && name == "toy-amd64.ko" {
			t.Errorf("%s: nothing inlined was looked at", name)
		}
	}
}
