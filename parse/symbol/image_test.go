package symbol

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const testdata = "../../testdata/symbol/"

// explained are the places where addr2line is wrong: it gives line 9 of ring.h
// to ring_pop, but that line is in ring_index, which covers the same bytes; of
// two equally tight functions it takes the outer one.
var explained = map[string]string{
	"vmlinux-amd64-clang start_kernel+0x14": "ring_index at include/linux/ring.h:9 <- ring_pop at include/linux/ring.h:16 <- start_kernel at init/main.c:34",
	"vmlinux-amd64-clang start_kernel+0x1c": "ring_index at include/linux/ring.h:9 <- ring_pop at include/linux/ring.h:16 <- start_kernel at init/main.c:34",
	"vmlinux-amd64-clang start_kernel+0x20": "ring_index at include/linux/ring.h:9 <- ring_pop at include/linux/ring.h:16 <- start_kernel at init/main.c:34",
	"vmlinux-amd64-clang start_kernel+0x24": "ring_index at include/linux/ring.h:9 <- ring_pop at include/linux/ring.h:16 <- start_kernel at init/main.c:34",
}

// TestAddr2line compares every fourth byte of the small kernels and modules
// with what addr2line -fi said of it when they were built.
func TestAddr2line(t *testing.T) {
	images := map[string]*Image{}
	for _, col := range addr2line(t) {
		name, p := col[0], Place{Function: col[1], Exact: true}
		p.Offset, _ = strconv.ParseUint(col[2], 0, 64)
		if images[name] == nil {
			images[name] = openFile(t, testdata+name)
		}
		p.Size = sizeWith(images[name], p, col[3])
		// llvm-addr2line, asked about the LTO kernel, writes 0 where there is
		// no line, and the symbol's name for the outermost function.
		want := strings.NewReplacer("./", "", ":0", ":?", "helper.8", "helper").Replace(col[3])
		if right := explained[fmt.Sprintf("%s %s+%#x", name, p.Function, p.Offset)]; right != "" {
			want = right
		}
		if got := chainText(images[name].Lookup(p)); got != want {
			t.Errorf("%s %s+%#x\n got       %s\n addr2line %s", name, p.Function, p.Offset, got, want)
		}
	}
	if len(images) != 14 {
		t.Errorf("%d images, want 14", len(images))
	}
}

// addr2line reads the rows of addr2line.tsv: image, function, offset, chain.
func addr2line(t testing.TB) (rows [][]string) {
	data, err := os.ReadFile(testdata + "addr2line.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Split(strings.TrimSpace(line), "\t"))
	}
	return rows
}

// sizeWith tells namesakes apart by the file that the chain ends in, and
// returns the size of the right one.
func sizeWith(im *Image, p Place, chain string) uint64 {
	file := chain[strings.LastIndex(chain, " at ")+4 : strings.LastIndex(chain, ":")]
	for _, size := range im.Sizes(p.Function) {
		p.Size = size
		if found := im.Lookup(p); len(found) > 0 && found[len(found)-1].File == filepath.Clean(file) {
			return size
		}
	}
	return 0
}

// TestCompressedAndSplit reads the same kernel and modules in other packings:
// compressed debug sections, debug information in a file of its own, and
// without the relocations of the debug sections, so that addresses overlap.
func TestCompressedAndSplit(t *testing.T) {
	for packed, plain := range map[string]string{"vmlinux-amd64-zlib": "vmlinux-amd64",
		"vmlinux-amd64-zstd": "vmlinux-amd64", "vmlinux-amd64-zlib-gnu": "vmlinux-amd64", "toy-amd64.ko.debug": "toy-amd64.ko",
		"toy-arm-flat.ko": "toy-arm.ko"} {
		a, b := openFile(t, testdata+packed), openFile(t, testdata+plain)
		answers := 0
		for _, col := range addr2line(t) {
			if col[0] != plain {
				continue
			}
			for _, size := range b.Sizes(col[1]) {
				p := Place{Function: col[1], Size: size, Exact: true}
				p.Offset, _ = strconv.ParseUint(col[2], 0, 64)
				got, want := chainText(a.Lookup(p)), chainText(b.Lookup(p))
				if a.flat && got == "" {
					continue // several sections have code at this offset
				}
				answers++
				if got != want {
					t.Errorf("%s %s+%#x: %s, want %s", packed, p.Function, p.Offset, got, want)
				}
			}
		}
		if answers < 20 {
			t.Errorf("%s: only %d answers", packed, answers)
		}
		if a.flat != strings.Contains(packed, "flat") {
			t.Errorf("%s: flat is %v", packed, a.flat)
		}
	}
}

func TestNamesakes(t *testing.T) {
	im := openFile(t, testdata+"vmlinux-amd64")
	for size, want := range map[uint64]string{
		0x20: "helper at init/main.c:19",
		0x30: "helper at kernel/worker.c:17",
	} {
		got := chainText(im.Lookup(Place{Function: "helper", Offset: 9, Size: size}))
		if !strings.HasSuffix(got, want) {
			t.Errorf("helper of size %#x is %q, want %q", size, got, want)
		}
	}
	if got := im.Lookup(Place{Function: "helper", Offset: 9}); got != nil {
		t.Errorf("helper of unknown size: %v, want nothing rather than a guess", got)
	}
	at := im.Addresses("worker")[0]
	second := im.Lookup(Place{Function: "helper", Offset: 4, Address: at - 0x30 + 4, Exact: true})
	if len(second) == 0 || second[0].File != "kernel/worker.c" {
		t.Errorf("helper by address: %v", second)
	}
}

// TestReturnAddress looks at the call before the address: the call in give_up
// never returns, so the address is that of the next function.
func TestReturnAddress(t *testing.T) {
	im := openFile(t, testdata+"vmlinux-amd64")
	next := im.Addresses("worker.cold")[0]
	name, offset, size, ok := im.Symbol(next)
	if !ok || name != "worker.cold" || offset != 0 {
		t.Fatal(name, offset, ok)
	}
	got := im.Lookup(Place{Function: name, Size: size})
	if len(got) != 1 || got[0] != (Location{"give_up", "kernel/worker.c", 42}) {
		t.Errorf("the call before %s+0x0 is %v, want give_up's", name, got)
	}
	exact := im.Lookup(Place{Function: name, Size: size, Exact: true})
	if len(exact) != 1 || exact[0].Function != "worker" {
		t.Errorf("%s+0x0 itself is %v, want worker", name, exact)
	}
}

func TestVariants(t *testing.T) {
	im := openFile(t, testdata+"vmlinux-amd64")
	for name, want := range map[string]string{
		"drain.constprop.0":  "drain",
		"drain":              "drain", // as a kernel prints it that strips suffixes
		"drain.llvm.12345":   "drain",
		"worker.cold":        "worker",
		"worker.part.0.cold": "worker",
	} {
		got := im.Lookup(Place{Function: name, Offset: 1})
		if len(got) == 0 || got[len(got)-1].Function != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
	cold := im.Lookup(Place{Function: "start_kernel.cold", Offset: 5})
	hot := im.Lookup(Place{Function: "start_kernel", Offset: 5})
	if len(cold) == 0 || len(hot) == 0 || cold[0].Line == hot[0].Line {
		t.Errorf("cold %v and hot %v must differ", cold, hot)
	}
	for _, p := range []Place{{Function: "start_kernel", Offset: 0x4000}, {Function: "no_such_function"}, {}} {
		if got := im.Lookup(p); got != nil {
			t.Errorf("%+v: %v, want nothing", p, got)
		}
	}
}

func TestSystemMap(t *testing.T) {
	f, err := os.Open(testdata + "System.map")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	m, err := OpenSystemMap(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	im := openFile(t, testdata+"vmlinux-amd64")
	for _, name := range []string{"start_kernel", "worker.cold", "drain.constprop.0", "setup_early"} {
		at := im.Addresses(name)[0]
		got, offset, _, ok := m.Symbol(at + 2)
		if !ok || got != name || offset != 2 {
			t.Errorf("%#x is %s+%#x, want %s+0x2", at+2, got, offset, name)
		}
	}
	if !slices.Equal(m.Sizes("helper"), im.Sizes("helper")) {
		t.Errorf("sizes %#x, want %#x", m.Sizes("helper"), im.Sizes("helper"))
	}
}

func TestMatch(t *testing.T) {
	im := openFile(t, testdata+"vmlinux-amd64")
	banner := "Linux version 6.1.0-toy (someone@somewhere) (gcc 12) #1 SMP Thu Jan 1 00:00:00 UTC 1970"
	if im.Banner() != banner {
		t.Fatalf("banner is %q", im.Banner())
	}
	fits := []Place{{Function: "helper", Size: 0x20}, {Function: "helper", Size: 0x30}, {Function: "worker", Size: 0x40}, {Function: "bpf_prog_1", Size: 9}}
	other := []Place{{Function: "worker", Offset: 4, Size: 0x44}}
	for _, c := range []struct {
		b    Board
		want Verdict
	}{
		{Board{}, Verdict{Compared: false, OK: true, Text: "nothing in the log tells which build this is"}},
		{Board{Banner: banner}, Verdict{Compared: true, OK: true, Text: "same Linux version line", Banner: true}},
		{Board{Banner: banner, Functions: other}, Verdict{Compared: true, OK: false, Text: "worker is 0x44 bytes long on the board, 0x40 here"}},
		{Board{Functions: fits}, Verdict{Compared: true, OK: true, Text: "2 function sizes agree", Sizes: 2}},
		{Board{Release: "6.1.0-toy", Build: "#1"}, Verdict{Compared: true, OK: true, Text: "same release 6.1.0-toy"}},
		{Board{Release: "6.1.0-toy", Build: "#2"}, Verdict{Compared: true, OK: false, Text: "build: the board runs #2, this file is #1 SMP Thu Jan 1 00:00:00 UTC 1970"}},
		{Board{Release: "6.2.0"}, Verdict{Compared: true, OK: false, Text: "release: the board runs 6.2.0, this file is 6.1.0-toy"}},
		{Board{Banner: strings.Replace(banner, "#1", "#2", 1)}, Verdict{Compared: true, OK: false, Text: `build: the board runs "#2 SMP Thu Jan 1 00:00:00 UTC 1970", this file is "#1 SMP Thu Jan 1 00:00:00 UTC 1970"`}},
		{Board{Banner: banner, BuildID: strings.ToUpper(im.BuildID())}, Verdict{Compared: true, OK: true, Text: "same build id, same Linux version line", BuildID: true, Banner: true}},
		{Board{Banner: banner, BuildID: "00112233445566778899"}, Verdict{Compared: true, OK: false, Text: "build id: the board has 001122334455, this file " + im.BuildID()[:12]}},
	} {
		if got := im.Match(c.b); got != c.want {
			t.Errorf("%+v:\n got  %+v\n want %+v", c.b, got, c.want)
		}
	}
	ko := openFile(t, testdata+"toy-arm.ko")
	if v := ko.Match(Board{Release: "5.10.0"}); v.OK || !strings.Contains(v.Text, "6.1.0-toy") {
		t.Errorf("module of another release: %+v", v)
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct{ file, dir, want string }{
		{"/home/joe/linux/drivers/net/tun.c", "/home/joe/linux", "drivers/net/tun.c"},
		{"/build/path/linux-6.1.176/arch/arm/lib/x.S", "/build/path/linux-6.1.176/debian/build/b", "arch/arm/lib/x.S"},
		{"../fs/ext4/file.c", "/src/tree/out", "fs/ext4/file.c"},
		{"../../../fs/ext4/file.c", "out", "fs/ext4/file.c"},
		{"/src/tree/drivers/a.c", "/src/tree/out", "drivers/a.c"},
		{"/home/joe/linux-5.10/mm/slub.c", "/out", "mm/slub.c"},
		{"/usr/src/linux-headers-6.1.0-50-common/include/linux/list.h", "/usr/src/linux-headers-6.1.0-50-amd64", "include/linux/list.h"},
		{"/home/joe/shepherd/pru_comm.c", "/usr/src/linux-headers-6.1.0-50-amd64", "/home/joe/shepherd/pru_comm.c"},
		{"kernel/fork.c", "", "kernel/fork.c"},
	} {
		if got := shorten(c.file, c.dir); got != c.want {
			t.Errorf("%s in %s is %s, want %s", c.file, c.dir, got, c.want)
		}
	}
}
