package symbols

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse/crash"
)

var update = flag.Bool("update", false, "write the listings' goldens")

// written is a listing as text.
func written(l crash.Listing) string {
	var b strings.Builder
	for _, e := range l.Places {
		fmt.Fprintf(&b, "%s %s:%d %s\n", e.Function, e.File, e.Line, e.Note)
		for i, text := range e.Lines {
			fmt.Fprintf(&b, "%6d %s\n", e.First+i, text)
		}
	}
	fmt.Fprintf(&b, "%s %s\n", l.Image, l.NoCode)
	for i, in := range l.Code {
		mark := " "
		if i == l.Mark {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s%4x %-14s %-36s %-20s %s:%d %s\n", mark, in.Offset, in.Bytes, in.Text, in.Refers, in.File, in.Line, in.Source)
	}
	return b.String()
}

// TestListings holds real files' listings; each was compared with objdump -dr
// and with the sources when it was written.
func TestListings(t *testing.T) {
	for _, c := range []struct{ name, vmlinux, module, frame string }{
		{"amd64-call", "vmlinux-amd64", "", "worker+0x27/0x40"},
		{"amd64-variable", "vmlinux-amd64", "", "clock_tick+0x6/0xd"},
		{"amd64-inlined", "vmlinux-amd64", "", "drain.constprop.0+0x10/0x50"},
		{"amd64-last-call", "vmlinux-amd64", "", "give_up+0x10/0x10"},
		{"arm-call", "vmlinux-arm", "", "worker+0x24/0x0"},
		{"thumb", "vmlinux-thumb", "", "worker+0x14/0x0"},
		{"module-amd64", "", "toy-amd64.ko", "toy_poll+0xe/0x30 [toy]"},
		{"module-arm", "", "toy-arm.ko", "toy_poll+0xc/0x2c [toy]"},
		{"module-arm-flat", "", "toy-arm-flat.ko", "toy_poll+0xc/0x2c [toy]"},
		{"module-arm64", "", "toy-arm64.ko", "toy_poll+0x14/0x48 [toy]"},
		{"module-arm64-init", "", "toy-arm64.ko", "init_module+0x10/0x1000 [toy]"},
		{"module-riscv64", "", "toy-riscv64.ko", "toy_poll+0x12/0x0 [toy]"},
		{"module-mips", "", "toy-mips.ko", "toy_poll+0x24/0x0 [toy]"},
		{"module-ppc64le", "", "toy-ppc64le.ko", "toy_poll+0x20/0x0 [toy]"},
		{"s390x", "vmlinux-s390x", "", "worker+0x14/0x0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := Sources{Tree: testdata + "src"}
			if dir := t.TempDir(); c.vmlinux != "" { // copied: newer than the sources, however git wrote them
				src.Vmlinux = copyTo(t, c.vmlinux, dir+"/"+c.vmlinux)
			} else {
				src.Modules = filepath.Dir(copyTo(t, c.module, dir+"/toy.ko"))
			}
			crash := trace(c.frame)
			crash.Chain[0].Exact = strings.Contains(c.name, "inlined")
			l := newTest(t, src).Listing(crash, &crash.Chain[0], 2, 8)
			same(t, testdata+"listing/"+c.name+".golden", written(l))
			if c.name == "amd64-inlined" || c.name == "module-arm" { // for the screen's own tests
				for i := range l.Places {
					l.Places[i].Path = "/home/joe/linux/" + l.Places[i].File
				}
				text, err := json.MarshalIndent(l, "", " ")
				if err != nil {
					t.Fatal(err)
				}
				same(t, testdata+"listing/"+c.name+".json", string(text)+"\n")
			}
		})
	}
}

// same holds a text to its golden file.
func same(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed (-update writes it anew):\n%s", path, got)
	}
}

// TestListingWithoutFiles: every way to have nothing says what to give.
func TestListingWithoutFiles(t *testing.T) {
	elsewhere := Sources{Modules: t.TempDir()}
	copyTo(t, "toy-amd64.ko.debug", elsewhere.Modules+"/toy.ko")
	for _, c := range []struct {
		src          Sources
		frame        string
		source, code string
	}{
		{Sources{}, "worker+0x27/0x40", "--vmlinux FILE", "without the file"},
		{Sources{Vmlinux: "/nonexistent"}, "worker+0x27/0x40", "cannot read /nonexistent", "without the file"},
		{Sources{Vmlinux: testdata + "vmlinux-amd64"}, "worker+0x27/0x40", "give --source DIR", ""},
		{Sources{Vmlinux: testdata + "vmlinux-amd64"}, "toy_read+0x8/0x30 [toy]", "--modules DIR, where toy.ko lies", "without the file"},
		{Sources{Vmlinux: testdata + "vmlinux-amd64"}, "absent+0x8/0x30", "does not tell the line of absent", "has no function absent"},
		{Sources{SystemMap: testdata + "System.map"}, "worker+0x27/0x40", "no debug information", "symbols only"},
		{elsewhere, "toy_read+0x8/0x30 [toy]", "give --source DIR", "symbols only"},
	} {
		crash := trace(c.frame)
		l := newTest(t, c.src).Listing(crash, &crash.Chain[0], 3, 3)
		if len(l.Places) == 0 || !strings.Contains(l.Places[0].Note, c.source) || len(l.Places[0].Lines) > 0 {
			t.Errorf("%+v: %+v, not %q", c.src, l.Places, c.source)
		}
		if !strings.Contains(l.NoCode, c.code) || (c.code == "") != (l.NoCode == "") || (c.code == "") != (len(l.Code) > 0) {
			t.Errorf("%+v: %q, not %q", c.src, l.NoCode, c.code)
		}
	}
}

// TestListingOfAnotherBuild: the doubt is that of the file in use, not of others.
func TestListingOfAnotherBuild(t *testing.T) {
	src := Sources{Vmlinux: testdata + "vmlinux-amd64-rebuilt", Modules: t.TempDir()}
	copyTo(t, "toy-amd64.ko", src.Modules+"/toy.ko")
	crash := trace("worker+0x27/0x40", "toy_poll+0xe/0x30 [toy]")
	s := newTest(t, src)
	if l := s.Listing(crash, &crash.Chain[0], 1, 1); !strings.Contains(l.Doubt, "#2") || len(l.Code) == 0 {
		t.Errorf("%+v", l)
	}
	if l := s.Listing(crash, &crash.Chain[1], 1, 1); l.Doubt != "" || len(l.Code) == 0 {
		t.Errorf("%+v", l)
	}
	copyTo(t, "vmlinux-amd64", src.Modules+"/rebuilt")
	s.src.Vmlinux = src.Modules + "/rebuilt"
	if l := s.Listing(crash, &crash.Chain[0], 1, 1); l.Doubt != "" {
		t.Errorf("%+v", l)
	}
}

// TestListingOfAnything: garbled frames end in no code, never in a panic.
func TestListingOfAnything(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64", Modules: testdata})
	for _, frame := range []string{"worker+0x0/0x40", "worker+0xffffffffffffffff/0x40", "worker+0x3f/0x40", "worker+0x40/0x40", "+0x1/0x2", "die_here+0x1/0x2"} {
		for _, exact := range []bool{true, false} {
			crash := trace(frame)
			crash.Chain[0].Exact = exact
			if l := s.Listing(crash, &crash.Chain[0], 3, 3); l.Mark >= len(l.Code) || len(l.Code) > 7 {
				t.Errorf("%s: the mark is %d of %d", frame, l.Mark, len(l.Code))
			}
		}
	}
	if l := s.Listing(nil, nil, 3, 3); l.Code != nil {
		t.Errorf("%+v", l)
	}
}
