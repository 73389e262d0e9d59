package symbol

import (
	"debug/elf"
	"os"
	"path/filepath"
	"testing"
)

// sameFrame tells whether what the kernel unwinds by says of a place what debuggers read:
// where the frame is, what the caller's frame pointer is, and of ARM every register.
func sameFrame(of elf.Machine, ours, theirs CallFrame) bool {
	registers := []int{dwarfBP, dwarfReturn}
	if of == elf.EM_ARM {
		registers = []int{4, 5, 6, 7, 8, 9, 10, 11, armLR}
	}
	rule := func(f CallFrame, n int) Rule {
		if r, ok := f.Rules[n]; ok {
			return r
		}
		return Rule{How: Kept}
	}
	for _, n := range registers {
		if rule(ours, n) != rule(theirs, n) {
			return false
		}
	}
	return ours.CFA == theirs.CFA
}

// unwinds compares, at every step bytes of the code, what the kernel unwinds by with what
// debuggers read, and returns how many places are the same, others, and not told.
func unwinds(t *testing.T, im *Image, step uint64) (same, other, untold int) {
	t.Helper()
	debug := im.openFrameTables()
	if len(debug) == 0 {
		t.Fatal("nothing to compare with")
	}
	var kernel frameRules
	if x := im.openORC(); x != nil {
		kernel = x
	} else if x := im.openExidx(); x != nil {
		kernel = x
	} else {
		t.Fatal("nothing that the kernel unwinds by")
	}
	debug[0].build()
	for _, e := range debug[0].index {
		for at := e.lo; at < e.hi; at += step {
			theirs, ok := debug[0].rules(at)
			ours, told := kernel.rules(at)
			switch {
			case !ok:
			case !told:
				untold++
			case sameFrame(im.f.Machine, ours, theirs):
				same++
			default:
				if other++; other < 4 {
					t.Logf("%#x: %+v, want %+v", at, ours, theirs)
				}
			}
		}
	}
	return same, other, untold
}

// TestKernelsOwnFrames: ORC says of every place of a module what .debug_frame says of it.
func TestKernelsOwnFrames(t *testing.T) {
	for name, least := range map[string]int{"calls/orc-amd64.ko": 600} {
		im := openFile(t, testdata+name)
		if same, other, untold := unwinds(t, im, 1); same < least || other > 0 || untold > 0 {
			t.Errorf("%s: %d places alike, %d not, %d not told", name, same, other, untold)
		}
	}
}

// TestKernelsOwnFramesOfImages does so with modules of one's own, OOPSCOPE_FRAMES=FILE:FILE….
func TestKernelsOwnFramesOfImages(t *testing.T) {
	for _, path := range filepath.SplitList(os.Getenv("OOPSCOPE_FRAMES")) {
		im := openFile(t, path)
		same, other, untold := unwinds(t, im, 1)
		t.Logf("%s: %d places alike, %d not, %d not told", path, same, other, untold)
	}
}

// TestEntriesOfORC: of kernels before 6.4, since, and since 7; what is entered otherwise than
// by a call, or counted from what nobody knows, is not told.
func TestEntriesOfORC(t *testing.T) {
	type bytes = []byte
	entry := func(sp, bp int16, flags uint16) bytes {
		return bytes{byte(sp), byte(sp >> 8), byte(bp), byte(bp >> 8), byte(flags), byte(flags >> 8)}
	}
	saved := func(at int64) Rule { return Rule{How: SavedAt, Offset: at} }
	kept := Rule{How: Kept}
	for name, c := range map[string]struct {
		table orcTable
		entry bytes
		cfa   Rule
		bp    Rule
		ok    bool
	}{
		"a beginning, old":           {orcTable{numbers: &orcUntil6}, entry(8, 0, 0x005), Rule{SumOf, dwarfSP, 8}, kept, true},
		"a beginning, 6.4":           {orcTable{numbers: &orcUntil6, typed: true}, entry(8, 0, 0x205), Rule{SumOf, dwarfSP, 8}, kept, true},
		"a beginning, 7":             {orcTable{numbers: &orcSince7, typed: true}, entry(8, 0, 0x203), Rule{SumOf, dwarfSP, 8}, kept, true},
		"with a signal":              {orcTable{numbers: &orcUntil6, typed: true}, entry(8, 0, 0xa05), Rule{SumOf, dwarfSP, 8}, kept, true},
		"a frame pointer, old":       {orcTable{numbers: &orcUntil6}, entry(16, -16, 0x014), Rule{SumOf, dwarfBP, 16}, saved(-16), true},
		"a frame pointer, 7":         {orcTable{numbers: &orcSince7, typed: true}, entry(24, -16, 0x283), Rule{SumOf, dwarfSP, 24}, saved(-16), true},
		"a stack that was moved":     {orcTable{numbers: &orcUntil6, typed: true}, entry(0, 0, 0x246), Rule{SumOf, 10, 0}, Rule{}, true},
		"behind the frame pointer":   {orcTable{numbers: &orcUntil6, typed: true}, entry(16, 0, 0x244), Rule{SumOf, dwarfBP, 16}, saved(-16), true},
		"an exception, old":          {orcTable{numbers: &orcUntil6}, entry(0, 0, 0x105), Rule{}, Rule{}, false},
		"an exception, 6.4":          {orcTable{numbers: &orcUntil6, typed: true}, entry(0, 0, 0x305), Rule{}, Rule{}, false},
		"no code":                    {orcTable{numbers: &orcUntil6, typed: true}, entry(0, 0, 0), Rule{}, Rule{}, false},
		"what lies behind a pointer": {orcTable{numbers: &orcUntil6, typed: true}, entry(8, 0, 0x209), Rule{}, Rule{}, false},
	} {
		got, ok := c.table.read(c.entry)
		if ok != c.ok || ok && (got.CFA != c.cfa || got.Rules[dwarfBP] != c.bp || got.Rules[dwarfReturn] != saved(-8) || !got.Bare) {
			t.Errorf("%s: %v %+v", name, ok, got)
		}
	}
}

// TestExidxPrograms runs each operation of them once.
func TestExidxPrograms(t *testing.T) {
	for name, c := range map[string]struct {
		ops   []byte
		cfa   Rule
		saved map[int]int64
		ok    bool
	}{
		"nothing":                  {[]byte{0xb0, 0x08}, Rule{SumOf, armSP, 0}, nil, true},
		"room":                     {[]byte{0x08, 0x41}, Rule{SumOf, armSP, 28}, nil, true},
		"much room":                {[]byte{0xb2, 0x81, 0x01}, Rule{SumOf, armSP, 0x204 + 0x81<<2}, nil, true},
		"r4 to r6 and lr":          {[]byte{0xaa}, Rule{SumOf, armSP, 16}, map[int]int64{4: -16, 5: -12, 6: -8, armLR: -4}, true},
		"r4 and r5":                {[]byte{0xa1}, Rule{SumOf, armSP, 8}, map[int]int64{4: -8, 5: -4}, true},
		"a mask, with the PC":      {[]byte{0x88, 0x01}, Rule{SumOf, armSP, 8}, map[int]int64{4: -8, armLR: -4}, true},
		"r0 and r3":                {[]byte{0xb1, 0x09}, Rule{SumOf, armSP, 8}, map[int]int64{0: -8, 3: -4}, true},
		"behind the frame pointer": {[]byte{0x9b, 0x41, 0x84, 0x80}, Rule{SumOf, 11, 0}, map[int]int64{11: -8, armLR: -4}, true},
		"refused":                  {[]byte{0x80, 0x00}, Rule{}, nil, false},
		"the stack pointer itself": {[]byte{0x82, 0x00}, Rule{}, nil, false},
		"floating point":           {[]byte{0xb3, 0x01}, Rule{}, nil, false},
		"moved to it behind a pop": {[]byte{0xa0, 0x9b}, Rule{}, nil, false},
		"cut":                      {[]byte{0xb1}, Rule{}, nil, false},
	} {
		p := exidxRun{slots: map[int]int64{}}
		got, ok := p.run(c.ops, false)
		if ok != c.ok || ok && got.CFA != c.cfa || ok && len(got.Rules) != len(c.saved) {
			t.Errorf("%s: %v %+v", name, ok, got)
			continue
		}
		for n, at := range c.saved {
			if got.Rules[n] != (Rule{How: SavedAt, Offset: at}) {
				t.Errorf("%s: r%d: %+v", name, n, got.Rules[n])
			}
		}
	}
}
