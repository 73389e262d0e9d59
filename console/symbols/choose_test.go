package symbols

import (
	"strings"
	"testing"

	"oopscope/parse"
)

// Of twin() in twins/b.c, from its fifth byte.
const twinCode = "8d 3c 7f e8 84 00 00 00 48 83 c4 08 <89> c2 8d 04 c5 00 00 00 00 29 d0 83 c0 02 c3"

// TestNamesakesOfOneSize: calls, code or the warning's own line decide which of two
// functions it was; else both are shown, and neither is said.
func TestNamesakesOfOneSize(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64-twins"})
	for what, c := range map[string]struct {
		crash *parse.Crash
		frame int
		file  string
	}{
		"called by name from a.c": {trace("clock_tick+0x6/0x10", "twin+0xc/0x20", "call_a+0x8/0x10"), 1, "twins/a.c"},
		"called by name from b.c": {trace("clock_tick+0x6/0x10", "twin+0xc/0x20", "call_b+0x8/0x10"), 1, "twins/b.c"},
		"by the code":             {died(trace("twin+0x10/0x20", "jump_a+0xa/0x10"), twinCode), 0, "twins/b.c"},
		"by the code of a.c":      {died(trace("twin+0x10/0x20", "jump_a+0xa/0x10"), strings.Replace(strings.Replace(twinCode, "e8 84", "e8 c4", 1), "c0 02", "c0 01", 1)), 0, "twins/a.c"},
		"by nothing":              {trace("clock_tick+0x6/0x10", "twin+0xc/0x20", "jump_a+0xa/0x10"), 1, ""},
	} {
		c.crash.Banner, c.crash.Kernel, c.crash.Build = "", "", ""
		f := s.Resolve(c.crash).Chain[c.frame]
		if f.File != c.file || len(f.Candidates) != map[bool]int{false: 0, true: 2}[c.file == ""] {
			t.Errorf("%s: %s, %+v", what, f.File, f.Candidates)
		}
		l := s.Listing(c.crash, &c.crash.Chain[c.frame], 2, 2)
		if c.file == "" && (len(l.Places) != 1 || !strings.Contains(l.Places[0].Note, "twins/a.c:6, twins/b.c:6")) {
			t.Errorf("%s: the source view says %+v", what, l.Places)
		}
		if len(l.Places) == 0 || l.Places[len(l.Places)-1].File != c.file {
			t.Errorf("%s: the source view has %+v", what, l.Places)
		}
	}
	for source, want := range map[string]string{"twins/b.c:6": "twins/b.c", "/home/joe/linux/twins/a.c:6": "twins/a.c", "twins/c.c:6": "", "twins/a.c": ""} {
		c := trace("twin+0xc/0x20", "jump_a+0xa/0x10")
		c.Source, c.Banner, c.Kernel, c.Build, c.Chain[0].Exact = source, "", "", "", false
		if f := s.Resolve(c).Chain[0]; f.File != want {
			t.Errorf("WARNING at %s: %s", source, f.File)
		}
	}
}
