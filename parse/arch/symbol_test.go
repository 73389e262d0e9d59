package arch

import "testing"

func TestParseSymbol(t *testing.T) {
	tests := []struct {
		in   string
		want Symbol
		rest string
		ok   bool
	}{
		{"pru0_comm_receive_msg+0x28/0x94 [shepherd]", Symbol{Function: "pru0_comm_receive_msg", Offset: 0x28, Size: 0x94, Module: "shepherd", HasOffset: true}, "", true},
		{"el0_svc+0x34/0xdc (P)", Symbol{Function: "el0_svc", Offset: 0x34, Size: 0xdc, HasOffset: true}, " (P)", true},
		{"f+0x1/0x2 [ext4 0123456789abcdef0123456789abcdef01234567] (F)", Symbol{Function: "f", Offset: 1, Size: 2, Module: "ext4", BuildID: "0123456789abcdef0123456789abcdef01234567", HasOffset: true}, " (F)", true},
		{".do_one_initcall+0x60/0x1d0", Symbol{Function: "do_one_initcall", Offset: 0x60, Size: 0x1d0, HasOffset: true}, "", true},
		{"data_blob+0x0/0xffffffffffffdec0 [benchcrash]", Symbol{Function: "data_blob", Size: 0xffffffffffffdec0, Module: "benchcrash", HasOffset: true}, "", true},
		{"console_emit_next_record.constprop.0+0x2c8/0x370", Symbol{Function: "console_emit_next_record.constprop.0", Offset: 0x2c8, Size: 0x370, HasOffset: true}, "", true},
		{"_RNvXs_NtCs4_4core3fmt+0x10/0x20) x", Symbol{Function: "_RNvXs_NtCs4_4core3fmt", Offset: 0x10, Size: 0x20, HasOffset: true}, ") x", true},
		{"0xffffffffc0000000", Symbol{Address: 0xffffffffc0000000, HasAddress: true}, "", true},
		{"0x0", Symbol{HasAddress: true}, "", true},
		{"f+0x1/0x2 [<c0101a0c>]", Symbol{Function: "f", Offset: 1, Size: 2, HasOffset: true}, " [<c0101a0c>]", true},
		{"0x1c1+0x1/0x2", Symbol{}, "0x1c1+0x1/0x2", false},
		{"printk", Symbol{}, "printk", false},
		{"+0x1/0x2", Symbol{}, "+0x1/0x2", false},
		{"f+0x/0x2", Symbol{}, "f+0x/0x2", false},
		{"", Symbol{}, "", false},
	}
	for _, tt := range tests {
		got, rest, ok := ParseSymbol(tt.in)
		if got != tt.want || rest != tt.rest || ok != tt.ok {
			t.Errorf("ParseSymbol(%q) = %+v, %q, %v", tt.in, got, rest, ok)
		}
	}
	if n := testing.AllocsPerRun(100, func() { ParseSymbol(tests[0].in) }); n != 0 {
		t.Errorf("ParseSymbol allocates %v times", n)
	}
}
