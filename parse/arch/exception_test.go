package arch

import "testing"

// TestExceptionsAreRead: what exceptions saved stands in blocks of the trace, and is no
// part of the Stack: block.
func TestExceptionsAreRead(t *testing.T) {
	var m MemoryBlock
	var d Dump
	for i, row := range []string{
		"Stack: (0xd9535b10 to 0xd9536000)",
		"5b00:                                     00000006 d9535b58 bf1a0660 bf1a12a8",
		"Exception stack(0xdf80ffd0 to 0xdf810018)",
		"ffc0:                                     60000093 1e467000 00000000 c14c6428",
		"ffe0: c1621938 0000001d 00000245 00000000 00000001 60000013 00000001 d9535e04",
		"0000: d9535dc0 c01ad384 c01ad388 60000013 ffffffff 00000000",
		"Exception stack(0xdf80fff0 to 0xdf810038)",
		"ffe0:                                     00000001 xxxxxxxx 00000002",
	} {
		if l := (Line{i, row}); !m.Open(l) && !m.Row(&d, l) {
			t.Errorf("%q is not read", row)
		}
	}
	if len(d.Stack) != 4 || len(d.Exceptions) != 2 || len(d.Exceptions[0].Words) != 18 || len(d.Exceptions[1].Words) != 2 {
		t.Fatalf("%+v", d)
	}
	e := d.Exceptions[0]
	if pc := e.Words[14]; e.Base != 0xdf80ffd0 || pc.Address != e.Base+14*4 || pc.Value != 0xc01ad388 || e.Words[0].Value != 0x60000093 {
		t.Errorf("%+v", e)
	}
}
