package arm64

import (
	"testing"

	"oopscope/parse/arch"
)

func TestARM64Accesses(t *testing.T) {
	tests := []struct {
		word uint32
		text string
		want arch.Access
	}{
		{0xf9400421, "ldr x1, [x1, #8]", arch.Access{Base: "x1", Offset: 8}},
		{0xf81f0c20, "str x0, [x1, #-16]!", arch.Access{Base: "x1", Offset: -16}},
		{0xf8410420, "ldr x0, [x1], #16", arch.Access{Base: "x1"}},
		{0xa9bf7bfd, "stp x29, x30, [sp, #-16]!", arch.Access{Base: "sp", Offset: -16}},
		{0xa8c17bfd, "ldp x29, x30, [sp], #16", arch.Access{Base: "sp"}},
		{0xb8627820, "ldr w0, [x1, x2, lsl #2]", arch.Access{Base: "x1", Index: "x2", Shift: 2}},
		{0x885ffc20, "ldaxr w0, [x1]", arch.Access{Base: "x1"}},
		{0xb8e10002, "ldaddal w1, w2, [x0]", arch.Access{Base: "x0"}},
		{0xf8210c1f, "", arch.Access{}},
		{0xc8a07c41, "cas x0, x1, [x2]", arch.Access{Base: "x2"}},
		{0x3dc00420, "ldr q0, [x1, #16]", arch.Access{Base: "x1", Offset: 16}},
		{0xd50b7420, "dc zva, x0", arch.Access{Base: "x0"}},
	}
	for _, tt := range tests {
		if tt.text == "" {
			continue
		}
		if got := text(&arch.Dump{}, tt.word, 0); got != tt.text {
			t.Errorf("%08x: %q, want %q", tt.word, got, tt.text)
		}
		if got, ok := accessed(tt.word); !ok || got != tt.want {
			t.Errorf("%08x: %+v, want %+v", tt.word, got, tt.want)
		}
	}
}
