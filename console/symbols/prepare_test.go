package symbols

import "testing"

// TestTheKernelIsPreparedAtBoot: it is open before the first crash, which is located as ever;
// nothing is unpacked for that, and a file that is none is left for the crash to tell of.
func TestTheKernelIsPreparedAtBoot(t *testing.T) {
	for file, open := range map[string]int{"vmlinux-amd64": 1, "vmlinux-amd64-zlib": 1, "build.sh": 0} {
		s := newTest(t, Sources{Vmlinux: testdata + file, Cache: t.TempDir()})
		s.Booted()
		images := 0
		for _, f := range s.files.all {
			if f.image != nil {
				images++
			}
			if len(f.kept) > 0 {
				t.Errorf("%s: %d sections are unpacked for no crash", file, len(f.kept))
			}
		}
		if images != open {
			t.Errorf("%s: %d images are open after the boot, want %d", file, images, open)
		}
		cold := newTest(t, Sources{Vmlinux: testdata + file})
		a, b := s.Resolve(trace("worker+0xe/0x40")), cold.Resolve(trace("worker+0xe/0x40"))
		if x, y := a.Chain[0], b.Chain[0]; x.File != y.File || x.FileLine != y.FileLine || (x.File != "") != (open > 0) {
			t.Errorf("%s: prepared %s:%d, else %s:%d", file, x.File, x.FileLine, y.File, y.FileLine)
		}
	}
}
