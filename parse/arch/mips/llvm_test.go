package mips

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var numbered = regexp.MustCompile(`\$(\d+)`)

// shape is an instruction's name and its general registers, in their order.
func shape(text string) string {
	name, rest, _ := strings.Cut(text, " ")
	s := name
	for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" ,()", r) }) {
		for n := range 32 {
			if r := gprName(n); w == r {
				s += " " + r
			}
		}
	}
	return s
}

func gprName(n int) string { return name(n, 64) }

// TestAgainstLLVM: a word is the instruction that LLVM's disassembler takes it for,
// with the same registers.
func TestAgainstLLVM(t *testing.T) {
	b, err := os.ReadFile("testdata/llvm.tsv")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for line := range strings.Lines(string(b)) {
		hex, want, _ := strings.Cut(strings.TrimSpace(line), "\t")
		w, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			continue
		}
		got := text(uint32(w), 0x1000, 64)
		if got == "" {
			continue // coprocessors and what kernels do not use
		}
		want = numbered.ReplaceAllStringFunc(want, func(r string) string {
			n, _ := strconv.Atoi(r[1:])
			return gprName(n)
		})
		want = strings.ReplaceAll(want, "$", "")
		switch name, _, _ := strings.Cut(want, " "); name {
		case "div", "divu", "ddiv", "ddivu":
			want = strings.Replace(want, "zero, ", "", 1) // LLVM writes the destination that there is none
		case "not":
			want = strings.Replace(want, "not", "nor", 1) + ", zero"
		case "mfc0", "dmfc0", "mtc0", "dmtc0":
			want, _, _ = strings.Cut(want, ",") // the other register is one of CP0
		}
		if compared++; shape(got) != shape(want) {
			t.Errorf("%s: %q, LLVM has %q", hex, got, want)
		}
	}
	if compared < 200 {
		t.Errorf("only %d words were compared", compared)
	}
}
