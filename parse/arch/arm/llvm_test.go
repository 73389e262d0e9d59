package arm

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse/arch"
)

// likeLLVM writes an instruction as LLVM does where only the form is another: the
// width that can be seen, names of registers and conditions, where a branch goes.
func likeLLVM(text string) string {
	name, rest, _ := strings.Cut(text, " ")
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".w"), ".n")
	switch name {
	case "bcs":
		name = "bhs"
	case "bcc":
		name = "blo"
	case "ldmia":
		name = "ldm"
	case "stmia":
		name = "stm"
	case "pop":
		name, rest = "ldm", "sp! "+rest
	}
	var b strings.Builder
	b.WriteString(name)
	for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" ,{}[]", r) }) {
		switch {
		case strings.HasPrefix(w, ".+0x"), strings.HasPrefix(w, ".-0x"):
			v, err := strconv.ParseInt(w[1:2]+w[4:], 16, 64)
			if err != nil {
				return text
			}
			w = "#" + strconv.FormatInt(v-4, 10) // from behind the instruction that is being fetched
		case w == "fp":
			w = "r11"
		case w == "ip":
			w = "r12"
		}
		b.WriteString(" " + w)
	}
	return b.String()
}

// TestThumbAgainstLLVM: a word is the instruction that LLVM's disassembler takes it
// for, of the same registers and numbers, wherever it is known at all.
func TestThumbAgainstLLVM(t *testing.T) {
	raw, err := os.ReadFile("testdata/thumb.tsv")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for line := range strings.Lines(string(raw)) {
		hex, want, _ := strings.Cut(strings.TrimSpace(line), "\t")
		w, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			continue
		}
		got, _, _ := thumb32(&arch.Dump{}, uint32(w), 0)
		if got == "" {
			continue // nothing that compilers write for a kernel
		}
		if compared++; likeLLVM(got) != likeLLVM(want) {
			t.Errorf("%s: %q, LLVM has %q", hex, got, want)
		}
	}
	if compared < 600 {
		t.Errorf("only %d words were compared", compared)
	}
}
