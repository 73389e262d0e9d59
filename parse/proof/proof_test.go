package proof

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

const testdata = "../../testdata/symbol/"

func open(t *testing.T, name string) *symbol.Image {
	t.Helper()
	f, err := os.Open(testdata + name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	im, err := symbol.Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// board prints code as the kernel does, with the word at a distance marked.
func board(im *symbol.Image, code []byte, trap int) *arch.Dump {
	_, bits, order := im.Machine()
	d := &arch.Dump{Bits: bits}
	size := 4
	if a := reader(im); a != nil {
		size = a.Word
	}
	for i := 0; i+size <= len(code); i += size {
		w := arch.Word{Trap: i == trap}
		switch size {
		case 1:
			w.Hex = fmt.Sprintf("%02x", code[i])
		case 2:
			w.Hex = fmt.Sprintf("%04x", order.Uint16(code[i:]))
		default:
			w.Hex = fmt.Sprintf("%08x", order.Uint32(code[i:]))
		}
		d.Words = append(d.Words, w)
	}
	return d
}

// around are bytes of the image on both sides of a place, and the place.
func around(t *testing.T, im *symbol.Image, function string, offset uint64) (code []byte, at uint64, trap int) {
	t.Helper()
	all := im.Addresses(function)
	if len(all) == 0 {
		t.Fatalf("no %s", function)
	}
	at = all[len(all)-1] + offset
	start, _ := im.Stretch(at)
	trap = int(min(at-start, 32))
	return im.Bytes(at-uint64(trap), trap+24), at, trap
}

var images = map[string]struct {
	function string
	offset   uint64 // of an instruction that nothing fills in
}{
	"vmlinux-amd64": {"worker", 0xe}, "vmlinux-arm": {"worker", 0x10}, "toy-arm64.ko": {"toy_poll", 0x10}, "toy-arm.ko": {"toy_poll", 0x10},
	"toy-riscv64.ko": {"toy_poll", 0x4}, "toy-mips.ko": {"toy_poll", 0x10}, "toy-ppc64le.ko": {"toy_poll", 0x10}, "toy-amd64.ko": {"toy_poll", 0x4},
}

// TestCode: the code of the file itself agrees; where other instructions stand it does not.
func TestCode(t *testing.T) {
	for name, c := range images {
		im := open(t, name)
		code, at, trap := around(t, im, c.function, c.offset)
		if got := Code(im, board(im, code, trap), at); got != Agrees {
			t.Errorf("%s: its own code is %d", name, got)
		}
		if got := Code(im, board(im, code, trap), at+4); got != Differs {
			t.Errorf("%s: the code four bytes on is %d", name, got)
		}
		if got := Code(im, board(im, make([]byte, len(code)), trap), at); got == Agrees {
			t.Errorf("%s: zeros agree", name)
		}
		if got := Code(im, &arch.Dump{}, at); got != Silent {
			t.Errorf("%s: no code is %d", name, got)
		}
		for i := range board(im, code, trap).Words { // unreadable words neither prove nor refute
			d := board(im, code, trap)
			d.Words[i] = arch.Word{Hex: strings.Repeat("?", len(d.Words[i].Hex)), Unreadable: true, Trap: d.Words[i].Trap}
			if got := Code(im, d, at); got == Differs {
				t.Errorf("%s: with word %d unreadable it differs", name, i)
			}
		}
	}
}

// TestCodeByInstructions: s390 prints its instructions one by one, of two, four and six bytes.
func TestCodeByInstructions(t *testing.T) {
	im := open(t, "vmlinux-s390x")
	start := im.Addresses("die_here")[0]
	d := &arch.Dump{Bits: 64}
	at := uint64(0)
	for i, hex := range []string{"b90400c2", "e320c0000090", "c0e5000000a9", "a7f4fffa"} {
		if i == 1 {
			at = start + 16
		}
		d.Words = append(d.Words, arch.Word{Hex: hex, Trap: i == 1})
	}
	if got := Code(im, d, at); got != Agrees {
		t.Errorf("its own code is %d", got)
	}
	d.Words[1].Hex = "e320d0000090"
	if got := Code(im, d, at); got != Differs {
		t.Errorf("with another register it is %d", got)
	}
}

// TestRewrittenCode: what a running kernel writes into its code neither proves
// nor refutes.
func TestRewrittenCode(t *testing.T) {
	im := open(t, "vmlinux-amd64-patched")
	start := im.Addresses("patched")[0]
	code := im.Bytes(start, 64)
	place := func(label string) int { return int(im.Addresses(label)[0] - start) }
	for what, c := range map[string]struct {
		at    int
		bytes string
		want  Finding
	}{
		"nothing":                           {0, "", Agrees},
		"a tracer's call for its nop":       {0, "\xe8\x00\x10\x00\x00", Agrees},
		"a jump for the nop of a key":       {place("key"), "\xeb\x10\x66\x90\x90", Agrees},
		"an alternative":                    {place("alternative"), "\x0f\x01\xf9\x66\x90", Agrees},
		"a nop for a call":                  {place("a_call"), "\x0f\x1f\x44\x00\x00", Agrees},
		"a breakpoint":                      {place("plain"), "\xcc", Agrees},
		"no lock prefix":                    {place("locked"), "\x3e", Agrees},
		"an address moved by KASLR":         {place("address") + 3, "\x37\x00\x00\x9f", Agrees},
		"a per-CPU variable moved by KASLR": {place("per_cpu") + 4, "\x00\x10\x00\xe2", Agrees},
		"a return thunk":                    {place("leaves"), "\xe9\x11\x22\x33\x44", Agrees},
		"another constant at the PC":        {place("plain") + 1, "\xde", Differs},
		"another constant elsewhere":        {place("leaves") - 1, "\xc9", Silent},
		"two others elsewhere":              {place("leaves") - 5, "\x31\xd2\x48\x01\xd9", Differs},
	} {
		theirs := []byte(string(code))
		copy(theirs[c.at:], c.bytes)
		if got := Code(im, board(im, theirs, place("plain")), start+uint64(place("plain"))); got != c.want {
			t.Errorf("%s: %d, want %d", what, got, c.want)
		}
	}
}

// TestCall looks before every instruction of every function: only behind calls can
// a return address be.
func TestCall(t *testing.T) {
	for name, c := range images {
		im := open(t, name)
		a := reader(im)
		start := im.Addresses(c.function)[0]
		_, end := bounds(im, start)
		code := im.Bytes(start, int(end-start))
		sites := map[Site]int{}
		insns := read(im, append(code, make([]byte, 16)...), start, start, false)
		for i, in := range insns {
			if i == 0 || in.Address >= end {
				continue
			}
			before := insns[i-1]
			if a.DelaySlots && i > 1 && a.CallsOut(insns[i-2].Text) {
				before = insns[i-2]
			}
			callee := strings.TrimSuffix(im.Refers(before.Address, before.Address+uint64(before.Length())), "+0x8")
			if callee == "" && a.CallsOut(before.Text) && !im.Relocatable() {
				target, _ := arch.HexPrefix(before.Text[strings.LastIndex(before.Text, "0x")+2:])
				callee, _, _, _ = im.Symbol(target)
			}
			site := Call(im, in.Address, callee)
			sites[site]++
			called := a.CallsOut(before.Text)
			if called != (site == TheCall || site == SomeCall) {
				t.Errorf("%s %s+%#x behind %q: %d", name, c.function, in.Address-start, before.Text, site)
			}
			if called && callee != "" && site != TheCall && a.Name != "mips" {
				t.Errorf("%s: %q is no call of %s", name, before.Text, callee)
			}
		}
		if sites[NoCall] == 0 || sites[TheCall]+sites[SomeCall] == 0 {
			t.Errorf("%s: %v", name, sites)
		}
	}
}

// TestBoundary: the PC stands where an instruction begins, or the file is another.
func TestBoundary(t *testing.T) {
	for name, want := range map[string]int{"vmlinux-amd64": 30, "toy-riscv64.ko": 5, "vmlinux-thumb": 20, "vmlinux-arm": 30, "vmlinux-s390x": 30} {
		im := open(t, name)
		function := "worker"
		if im.Relocatable() {
			function = "toy_poll"
		}
		start := im.Addresses(function)[0]
		_, end := bounds(im, start)
		found := map[Finding]int{}
		for at := start + 1; at < end; at++ {
			found[Boundary(im, at)]++
		}
		if found[Agrees] < 5 || found[Differs] < want {
			t.Errorf("%s: %v", name, found)
		}
	}
}
