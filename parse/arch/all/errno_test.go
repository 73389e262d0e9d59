package all

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// headers reads testdata/errno.tsv, which was taken from the kernel's uapi
// headers: the names that each architecture has for a number.
func headers(t *testing.T) (archs []string, names map[string]map[int]string) {
	t.Helper()
	b, err := os.ReadFile("testdata/errno.tsv")
	if err != nil {
		t.Fatal(err)
	}
	names = map[string]map[int]string{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case archs == nil:
			archs = f[1:]
			for _, a := range archs {
				names[a] = map[int]string{}
			}
		default:
			for i, a := range archs {
				if n, err := strconv.Atoi(f[i+1]); err == nil {
					names[a][n] = f[0]
				}
			}
		}
	}
	return archs, names
}

// TestErrnoIsTheHeaders: every number of every architecture is called what its
// header calls it, and no number has a name that the header does not know.
func TestErrnoIsTheHeaders(t *testing.T) {
	archs, names := headers(t)
	if len(archs) != 5 || len(names["generic"]) < 130 || len(names["mips"]) < 120 {
		t.Fatalf("%v, %d generic numbers", archs, len(names["generic"]))
	}
	of := map[string][]string{"generic": {"arm", "arm64", "x86_64", "i386", "riscv", "powerpc", "s390", "loongarch", "m68k", ""}}
	for _, a := range archs[1:] {
		of[a] = []string{a}
	}
	for header, list := range of {
		for _, a := range list {
			for n := range 512 {
				if got, want := ByName(a).ErrnoName(n), names[header][n]; got != want {
					t.Errorf("%d on %q: %q, want %q", n, a, got, want)
				}
				if a := ByName(a); a.ErrnoName(-n) != a.ErrnoName(n) {
					t.Errorf("%d has another name with its sign", n)
				}
			}
		}
	}
}

// TestErrnoOfTheKernel: numbers that no program ever sees, include/linux/errno.h.
func TestErrnoOfTheKernel(t *testing.T) {
	want := map[int]string{
		512: "ERESTARTSYS", 513: "ERESTARTNOINTR", 514: "ERESTARTNOHAND", 515: "ENOIOCTLCMD", 516: "ERESTART_RESTARTBLOCK",
		517: "EPROBE_DEFER", 518: "EOPENSTALE", 519: "ENOPARAM", 521: "EBADHANDLE", 522: "ENOTSYNC", 523: "EBADCOOKIE",
		524: "ENOTSUPP", 525: "ETOOSMALL", 526: "ESERVERFAULT", 527: "EBADTYPE", 528: "EJUKEBOX", 529: "EIOCBQUEUED",
		530: "ERECALLCONFLICT", 531: "ENOGRACE",
	}
	for n := 512; n < 1200; n++ {
		if n == 1133 { // mips' EDQUOT, the only large one
			continue
		}
		for _, a := range []string{"arm", "mips", "sparc", ""} {
			if got := ByName(a).ErrnoName(n); got != want[n] {
				t.Errorf("%d on %q: %q, want %q", n, a, got, want[n])
			}
		}
	}
}
