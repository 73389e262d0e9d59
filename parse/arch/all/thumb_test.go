package all

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
)

// TestThumbCode is a CONFIG_THUMB2_KERNEL: halfwords, the trap a wide load of
// which the dump shows the second half as the word after.
func TestThumbCode(t *testing.T) {
	d := dumpOf(arm.Arch, `Unable to handle kernel NULL pointer dereference at virtual address 000001c1
Internal error: Oops: 5 [#1] SMP THUMB2
PC is at sensor_parse_header+0x8/0x14 [benchcrash]
pc : [<bf800128>]    lr : [<bf800180>]    psr: 60000033
r3 : 00000000  r2 : 00000002  r1 : 00000001  r0 : 00000000
Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA Thumb  Segment none
Code: b500 f85d eb04 46c0 (f890) 01c1`)
	want := []arch.Insn{
		{Address: 0xbf800120, Bytes: "b500", Text: "push {lr}"},
		{Address: 0xbf800122, Bytes: "f85deb04", Text: "ldr.w lr, [sp], #4"},
		{Address: 0xbf800126, Bytes: "46c0", Text: "mov r8, r8"},
		{Address: 0xbf800128, Bytes: "f89001c1", Text: "ldrb.w r0, [r0, #449]", Trap: true},
	}
	if len(d.Code) != len(want) {
		t.Fatalf("%+v", d.Code)
	}
	for i, in := range d.Code {
		effective := in.Effective
		if in.Effective = nil; in != want[i] {
			t.Errorf("%+v, want %+v", in, want[i])
		}
		if in.Trap && (effective == nil || *effective != 0x1c1) {
			t.Errorf("effective %v", effective)
		}
	}
}
