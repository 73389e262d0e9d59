package arm

import (
	"testing"

	"oopscope/parse/arch"
)

func TestThumbText(t *testing.T) {
	tests := []struct {
		word uint32
		want string
	}{
		{0xde02, "udf #2"}, {0x681b, "ldr r3, [r3]"}, {0x5cd3, "ldrb r3, [r2, r3]"}, {0x4770, "bx lr"}, {0xb510, "push {r4, lr}"},
		{0xbd10, "pop {r4, pc}"}, {0x2209, "movs r2, #9"}, {0x4698, "mov r8, r3"}, {0xd006, "beq.n .+0x10"}, {0xe7fe, "b.n .+0x0"},
		{0xb672, "cpsid i"}, {0xbf18, "it ne"}, {0xbf0c, "ite eq"}, {0xb118, "cbz r0, .+0xa"}, {0xc803, "ldmia r0, {r0, r1}"},
		{0xf8d33000, "ldr.w r3, [r3]"}, {0xf8430c04, "str.w r0, [r3, #-4]"}, {0xe9d32300, "ldrd r2, r3, [r3]"}, {0xf2404341, "movw r3, #1089"},
		{0xf2cb7314, "movt r3, #46868"}, {0xf000f9f9, "bl .+0x3f6"}, {0xe8bd87f0, "ldmia.w sp!, {r4, r5, r6, r7, r8, r9, r10, pc}"},
		{0xf3bf8f5b, "dmb ish"}, {0xee1d2f70, "mrc p15, 0, r2, c13, c0, {3}"}, {0xeb0303c2, "add.w r3, r3, r2, lsl #3"}, {0xfbb0f1f3, "udiv r1, r0, r3"},
		{0xe8530f00, "ldrex r0, [r3]"}, {0xf04f33ff, "mov.w r3, #4294967295"}, {0xfab0f080, "clz r0, r0"},
	}
	for _, tt := range tests {
		var got string
		if tt.word>>16 == 0 {
			got, _, _ = thumb16(&arch.Dump{}, tt.word, 0)
		} else {
			got, _, _ = thumb32(&arch.Dump{}, tt.word, 0)
		}
		if got != tt.want {
			t.Errorf("%08x: %q, want %q", tt.word, got, tt.want)
		}
	}
}

// TestArmHoles are the instructions that the library does not know.
func TestArmHoles(t *testing.T) {
	tests := []struct {
		word uint32
		want string
	}{
		{0xe7f001f2, "udf #18"}, {0xee113f10, "mrc p15, 0, r3, c1, c0, {0}"}, {0xee073f15, "mcr p15, 0, r3, c7, c5, {0}"},
		{0xf10c0080, "cpsid i"}, {0xf1080080, "cpsie i"}, {0xe121f003, "msr CPSR_c, r3"}, {0xe129f00c, "msr CPSR_fc, ip"},
		{0xf57ff05b, "dmb ish"}, {0xebfffffe, "bl .+0x0"}, {0x0a000003, "beq .+0x14"}, {0xe59aa004, "ldr r10, [r10, #4]"},
	}
	for _, tt := range tests {
		in := arch.Insn{}
		if decodeWord(&arch.Dump{}, &in, tt.word, 0); in.Text != tt.want {
			t.Errorf("%08x: %q, want %q", tt.word, in.Text, tt.want)
		}
	}
}
