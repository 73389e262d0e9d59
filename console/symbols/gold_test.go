package symbols

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"oopscope/parse/arch/all"
)

// TestCallsInRealKernels: before every return address that Debian's kernels and
// the rig's modules printed stands a call, and the decoder finds it, but for
// what entry code of arm calls by other means. It runs
// where the files are given, as the gold of parse/symbol does.
func TestCallsInRealKernels(t *testing.T) {
	for _, name := range []string{"amd64", "arm64", "armhf"} {
		t.Run(name, func(t *testing.T) {
			vmlinux := os.Getenv("OOPSCOPE_GOLD_VMLINUX_" + strings.ToUpper(name))
			f, err := os.Open("../../testdata/kernels/" + name + "/gold-symbols.tsv")
			if vmlinux == "" {
				t.Skip("OOPSCOPE_GOLD_VMLINUX_" + strings.ToUpper(name) + " is not set")
			}
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			s := newTest(t, Sources{Vmlinux: vmlinux, Modules: os.Getenv("OOPSCOPE_GOLD_MODULES_" + strings.ToUpper(name))})
			places, missed := 0, 0
			for in := bufio.NewScanner(f); in.Scan(); {
				place, role, _ := strings.Cut(in.Text(), "\t")
				if strings.HasPrefix(place, "#") || !strings.HasSuffix(role, "\treturn") {
					continue
				}
				c := trace(place)
				c.Chain[0].Exact, c.Banner, c.Kernel, c.Build = false, "", "", ""
				l := s.Listing(c, &c.Chain[0], 2, 40)
				places++
				if l.Mark < 0 || !all.ByName(map[string]string{"amd64": "x86_64", "arm64": "arm64", "armhf": "arm"}[name]).Branches(l.Code[l.Mark].Text) {
					missed++
					t.Logf("%s: %s, mark %d of %d", place, l.NoCode, l.Mark, len(l.Code))
				}
			}
			t.Logf("%d places, %d missed", places, missed)
			if places < 50 || missed*40 > places {
				t.Errorf("%d of %d calls missed", missed, places)
			}
		})
	}
}
