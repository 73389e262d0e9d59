package mips

import "testing"

func TestMIPSText(t *testing.T) {
	for _, c := range []struct {
		word uint32
		pc   uint64
		bits int
		want string
	}{
		{0x00000000, 0, 32, "nop"}, {0x908201c1, 0, 32, "lbu v0,449(a0)"}, {0xafbf0014, 0, 32, "sw ra,20(sp)"},
		{0x03e00825, 0, 32, "move at,ra"}, {0x0060f809, 0, 32, "jalr v1"}, {0x03e00008, 0, 32, "jr ra"},
		{0x27bdfff8, 0, 32, "addiu sp,sp,-8"}, {0x24030001, 0, 32, "li v1,1"}, {0x3c02c00b, 0, 32, "lui v0,0xc00b"},
		{0x000c000d, 0, 32, "break 0xc"}, {0x00800334, 0, 32, "teq a0,zero,0xc"}, {0x10000004, 0xc00a9128, 32, "b 0xc00a913c"},
		{0x14400003, 0xffffffffc0002118, 64, "bnez v0,0xffffffffc0002128"}, {0x0c048d15, 0x80123450, 32, "jal 0x80123454"},
		{0x67bdffe0, 0, 64, "daddiu sp,sp,-32"}, {0xdfbf0018, 0, 64, "ld ra,24(sp)"}, {0xac880000, 0, 64, "sw a4,0(a0)"},
		{0x40026000, 0, 32, "mfc0 v0,$12,0"}, {0x42000018, 0, 32, "eret"}, {0x7c03e83b, 0, 32, "rdhwr v1,$29"},
		{0x0411ffff, 0x80100000, 32, "bal 0x80100000"}, {0xcc850020, 0, 32, "pref 0x5,32(a0)"}, {0xffffffff, 0, 32, "sd ra,-1(ra)"},
	} {
		if got := text(c.word, c.pc, c.bits); got != c.want {
			t.Errorf("%08x: %q, want %q", c.word, got, c.want)
		}
	}
}
