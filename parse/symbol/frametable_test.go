package symbol

import (
	"encoding/binary"
	"maps"
	"testing"
)

// program runs operations of a call frame program up to a place behind its function's
// beginning.
func programAt(ops []byte, at uint64) (CallFrame, bool) {
	p := frameProgram{shared: &commonFrame{codeAlign: 4, dataAlign: -8}, table: &frameTable{addrSize: 8}, at: at}
	p.row.Rules = map[int]Rule{}
	begin := cursor{data: []byte{cfaDefCFA, 7, 8, cfaOffset | 16, 1}, order: binary.LittleEndian}
	if !p.run(&begin, true) {
		return p.row, false
	}
	p.initial = copyOf(p.row)
	c := cursor{data: ops, order: binary.LittleEndian}
	return p.row, p.run(&c, false)
}

// TestFramePrograms runs each operation once.
func TestFramePrograms(t *testing.T) {
	start := Rule{How: SumOf, Register: 7, Offset: 8}
	saved := Rule{How: SavedAt, Offset: -8}
	for _, c := range []struct {
		name  string
		ops   []byte
		at    uint64
		cfa   Rule
		rules map[int]Rule // beside that of 16
	}{
		{"behind the place", []byte{cfaAdvance | 2, cfaDefCFAOffset, 16}, 7, start, nil},
		{"at the place", []byte{cfaAdvance | 2, cfaDefCFAOffset, 16}, 8, Rule{SumOf, 7, 16}, nil},
		{"1, 2 and 4 bytes of distance", []byte{cfaAdvance1, 1, cfaAdvance2, 1, 0, cfaAdvance4, 1, 0, 0, 0, cfaDefCFARegister, 6}, 12, Rule{SumOf, 6, 8}, nil},
		{"an address", []byte{cfaSetLoc, 16, 0, 0, 0, 0, 0, 0, 0, cfaDefCFAOffset, 16}, 15, start, nil},
		{"signed", []byte{cfaDefCFASigned, 6, 0x7e, cfaDefOffsetSigned, 0x7d}, 0, Rule{SumOf, 6, 24}, nil},
		{"computed", []byte{cfaDefCFAExpression, 2, 0x77, 8}, 0, Rule{}, nil},
		{"saved", []byte{cfaOffset | 3, 2, cfaOffsetExtended, 40, 3, cfaOffsetSigned, 4, 0x7f, cfaNegativeOffset, 5, 1}, 0, start,
			map[int]Rule{3: {How: SavedAt, Offset: -16}, 40: {How: SavedAt, Offset: -24}, 4: {How: SavedAt, Offset: 8}, 5: {How: SavedAt, Offset: 8}}},
		{"kept, lost, elsewhere", []byte{cfaSameValue, 1, cfaUndefined, 2, cfaRegister, 3, 9, cfaValOffset, 4, 1, cfaValOffsetSigned, 5, 0x7f, cfaExpression, 6, 1, 0, cfaValExpression, 7, 1, 0}, 0, start,
			map[int]Rule{1: {How: Kept}, 2: {}, 3: {SumOf, 9, 0}, 4: {How: DistantBy, Offset: -8}, 5: {How: DistantBy, Offset: 8}, 6: {}, 7: {}}},
		{"restored", []byte{cfaOffset | 3, 2, cfaUndefined, 16, cfaRestore | 3, cfaRestoreExtended, 16}, 0, start, nil},
		{"remembered", []byte{cfaRemember, cfaOffset | 3, 2, cfaDefCFAOffset, 64, cfaRestoreState}, 0, start, nil},
		{"of no effect", []byte{cfaNop, cfaSignedReturn, cfaArgumentsSize, 16}, 0, start, nil},
	} {
		want := map[int]Rule{16: saved}
		maps.Copy(want, c.rules)
		got, ok := programAt(c.ops, c.at)
		if !ok || got.CFA != c.cfa || !maps.Equal(got.Rules, want) {
			t.Errorf("%s: %v %+v, want %+v %v", c.name, ok, got, c.cfa, want)
		}
	}
}

// TestFrameProgramsThatAreNotUnderstood: nothing is said then.
func TestFrameProgramsThatAreNotUnderstood(t *testing.T) {
	many := make([]byte, 0, 4*maxFrameCopies)
	for range maxFrameCopies {
		many = append(many, cfaRemember, cfaRestoreState)
	}
	registers := []byte{}
	for n := range 2 * maxFrameRegisters {
		registers = append(registers, cfaSameValue, byte(n&0x7f|0x80), byte(n>>7))
	}
	for name, ops := range map[string][]byte{"unknown": {0x3f, 0}, "restored too often": {cfaRestoreState}, "cut": {cfaDefCFA, 7}, "cut expression": {cfaExpression, 1, 9}, "many": many, "registers": registers} {
		if got, ok := programAt(ops, 0); ok {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestFrameTables: every function of the programs that died has its frame, in .debug_frame
// and in .eh_frame, of any order of bytes and width.
func TestFrameTables(t *testing.T) {
	for _, name := range []string{"amd64", "amd64-eh", "i386", "arm", "arm64", "riscv64", "ppc64le", "s390x"} {
		im := openFile(t, testdata+"calls/calls-"+name)
		for _, function := range []string{"convert", "handle", "service", "top"} {
			for _, at := range im.Addresses(function) {
				_, _, size, _ := im.Symbol(at)
				first, ok := im.CallFrame(at)
				last, okLast := im.CallFrame(at + size/2)
				if !ok || !okLast || first.CFA.How != SumOf || last.Return != first.Return {
					t.Errorf("%s: %s begins with %v %+v and goes on with %v %+v", name, function, ok, first, okLast, last)
				}
			}
		}
		if f, ok := im.CallFrame(1); ok {
			t.Errorf("%s: there is a frame nowhere: %+v", name, f)
		}
	}
}

// TestFramesArePrepared: which function's rules are where is known before the first
// question, and compressed tables are left alone.
func TestFramesArePrepared(t *testing.T) {
	for name, ready := range map[string]bool{"vmlinux-amd64": true, "vmlinux-amd64-zlib": false} {
		im := openFile(t, testdata+name)
		im.Prepare()
		indexed := false
		if len(im.frames) > 0 {
			table, ok := im.frames[0].(*frameTable)
			indexed = ok && table.indexed && len(table.index) > 0
		}
		if indexed != ready {
			t.Errorf("%s: the functions of the first table are listed: %v, want %v", name, indexed, ready)
		}
	}
}
