package symbols

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// BenchmarkResolve resolves a crash of 30 frames again, on a real vmlinux
// named by OOPSCOPE_GOLD_VMLINUX_AMD64 and so on.
func BenchmarkResolve(b *testing.B) {
	for _, arch := range []string{"amd64", "arm64", "armhf"} {
		b.Run(arch, func(b *testing.B) {
			vmlinux := os.Getenv("OOPSCOPE_GOLD_VMLINUX_" + strings.ToUpper(arch))
			f, err := os.Open("../../testdata/kernels/" + arch + "/gold-symbols.tsv")
			if vmlinux == "" || err != nil {
				b.Skip("no vmlinux, or no corpus")
			}
			defer f.Close()
			var places []string
			for s := bufio.NewScanner(f); s.Scan() && len(places) < 30; {
				if place, _, _ := strings.Cut(s.Text(), "\t"); !strings.ContainsAny(place, "#[") {
					places = append(places, place)
				}
			}
			c := trace(places...)
			c.Banner, c.Kernel, c.Build = "", "", ""
			s := New(Sources{Vmlinux: vmlinux})
			defer s.Close()
			s.Resolve(c)
			for b.Loop() {
				s.Resolve(c)
			}
		})
	}
}
