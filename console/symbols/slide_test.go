package symbols

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// bareTrace makes a crash of addresses only, as kernels print it that have no
// symbols of their own; the first is the PC's.
func bareTrace(code string, addresses ...uint64) *parse.Crash {
	c := trace()
	c.Arch, c.Dump.Bits = "x86_64", 64
	c.Dump.PC = arch.Symbol{Address: addresses[0], HasAddress: true}
	c.Dump.Words = arch.ParseWords(code)
	for _, at := range addresses[1:] {
		c.Chain = append(c.Chain, arch.Frame{Symbol: arch.Symbol{Address: at, HasAddress: true}, Reliable: true})
	}
	return c
}

func chainOf(c *parse.Crash) string {
	var names []string
	for i := range c.Chain {
		f := &c.Chain[i]
		names = append(names, f.Function+" "+f.File)
	}
	return strings.Join(names, ", ")
}

// TestBareTraceUnderKASLR: a kernel without symbols prints addresses, KASLR moved
// them by nobody knows how much: code and calls prove by how much, or nothing is named.
func TestBareTraceUnderKASLR(t *testing.T) {
	const worker, inWorker, start, tick, helper = 0xffffffff8100015e, 0xffffffff81000186, 0xffffffff8100009f, 0xffffffff81000116, 0xffffffff8100013a
	const named = "worker kernel/worker.c, start_kernel init/main.c"
	const called = "clock_tick kernel/worker.c, helper kernel/worker.c, worker kernel/worker.c, start_kernel init/main.c"
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64"})
	for _, by := range []uint64{0, 0x200000, 0x1c000000, 0x3fe00000} {
		for what, c := range map[string]struct {
			crash *parse.Crash
			want  string
		}{
			"by code":  {bareTrace(workerCode, worker+by, start+by), named},
			"by calls": {bareTrace("", tick+by, helper+by, inWorker+by, start+by), called},
		} {
			got := s.Resolve(c.crash)
			if chainOf(got) != c.want || got.Symbols.Doubt != "" || got.Dump.PC.Function == "" {
				t.Errorf("%s, moved by %#x: %s, %+v", what, by, chainOf(got), got.Symbols)
			}
		}
	}
	for what, c := range map[string]*parse.Crash{
		"other code":            bareTrace(strings.Replace(workerCode, "<81> fe e8 03", "<81> fb 11 22", 1), worker+0x200000, start+0x200000),
		"no calls":              bareTrace("", tick+0x200000, helper-8+0x200000, inWorker-0x20+0x200000, start-3+0x200000),
		"another image":         bareTrace("", 0xffffffff81234567, 0xffffffff81345678, 0xffffffff81456789),
		"not moved, other code": bareTrace(strings.Replace(workerCode, "<81> fe e8 03", "<81> fb 11 22", 1), worker, start),
	} {
		got := s.Resolve(c)
		if strings.Trim(chainOf(got), ", ") != "" || !strings.Contains(got.Symbols.Doubt, "stay without names") {
			t.Errorf("%s: %s, %+v", what, chainOf(got), got.Symbols)
		}
	}
	// Too little to tell: said, and named as the kernel was linked.
	got := s.Resolve(bareTrace("", worker))
	if chainOf(got) != "worker kernel/worker.c" || !strings.Contains(got.Symbols.Doubt, "nothing proves") {
		t.Errorf("%s, %+v", chainOf(got), got.Symbols)
	}
	maps := newTest(t, Sources{SystemMap: testdata + "System.map"})
	if got := maps.Resolve(bareTrace(workerCode, worker, start)); !strings.Contains(got.Symbols.Doubt, "nothing proves") {
		t.Errorf("with a System.map: %+v", got.Symbols)
	}
}

// TestBareTraceThatCannotMove: arm kernels run where they were linked.
func TestBareTraceThatCannotMove(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-arm"})
	im := s.images(trace()).kernel.image
	c := bareTrace("", im.Addresses("worker")[0]+8)
	c.Arch, c.Dump.Bits = "arm", 32
	if got := s.Resolve(c); got.Chain[0].Function != "worker" || got.Symbols.Doubt != "" {
		t.Errorf("%+v", got)
	}
}
