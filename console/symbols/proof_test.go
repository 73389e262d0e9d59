package symbols

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// died gives a crash a PC, that of its first frame, and the code around it.
func died(c *parse.Crash, code string) *parse.Crash {
	c.Arch, c.Dump.Bits, c.Dump.PC = "x86_64", 64, c.Chain[0].Symbol
	c.Dump.Words = arch.ParseWords(code)
	return c
}

// Of worker in vmlinux-amd64, from its start.
const workerCode = "48 83 7f 10 00 41 89 f2 0f 84 cb fe ff ff <81> fe e8 03 00 00 0f 8f c4 fe ff ff"

// TestBadge: every proof there is, and the file that the place of death is from.
func TestBadge(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "toy-amd64.ko", dir+"/toy.ko")
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64", Modules: dir})
	for what, c := range map[string]struct {
		crash *parse.Crash
		want  string
	}{
		"code":     {died(trace("worker+0xe/0x40", "start_kernel+0x3f/0x60"), workerCode), "vmlinux-amd64: proved by code, sizes, banner"},
		"calls":    {trace("clock_tick+0x6/0x10", "helper+0x1a/0x30", "worker+0x36/0x40", "start_kernel+0x3f/0x60"), "vmlinux-amd64: proved by calls, sizes, banner"},
		"a module": {trace("toy_read+0x4/0x30 [toy]", "toy_poll+0xe/0x30 [toy]", "worker+0x36/0x40"), "toy.ko: proved by sizes; vmlinux-amd64: proved by banner"},
	} {
		got := s.Resolve(c.crash).Symbols
		if got.String() != c.want || got.Doubt != "" {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
	for what, c := range map[string]*parse.Crash{
		"other code":            died(trace("worker+0xe/0x40"), strings.Replace(workerCode, "<81> fe e8 03", "<81> ff d0 07", 1)),
		"within an instruction": trace("worker+0x10/0x40"),
		"no calls":              trace("clock_tick+0x6/0x10", "helper+0x12/0x30", "worker+0x8/0x40", "start_kernel+0x5/0x60"),
	} {
		c.Dump.PC = c.Chain[0].Symbol
		located := s.Resolve(c)
		if got := located.Symbols; got.Doubt == "" || len(got.Proof) > 0 && got.File == "vmlinux-amd64" {
			t.Errorf("%s: %+v", what, got)
		}
		if text, ok := s.State(c); ok || !strings.Contains(text, "vmlinux-amd64") {
			t.Errorf("%s: %q, %v", what, text, ok)
		}
	}
	if got := s.Resolve(trace("nowhere+0x1/0x2 [gone]")).Symbols; got.File != "vmlinux-amd64" || got.Doubt != "" {
		t.Errorf("%+v", got)
	}
	if got := newTest(t, Sources{}).Resolve(trace("worker+0x1/0x2")).Symbols; got.String() != (crash.Symbols{}).String() || got.String() != "" {
		t.Errorf("without files: %+v", got)
	}
}
