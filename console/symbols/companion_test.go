package symbols

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

const reach = "reach/"

// chains are the functions of frames with what was inlined, as they are shown.
func chains(frames []arch.Frame) (all []string) {
	for _, f := range frames {
		for _, in := range f.Inlined {
			all = append(all, in.Function+" "+in.File)
		}
		all = append(all, f.Function+" "+f.File)
	}
	return all
}

// TestCompanions: what dwz and -gsplit-dwarf moved to other files is found there, beside
// the image and where distributions keep it, and only there.
func TestCompanions(t *testing.T) {
	c := trace("start_kernel+0x18/0x40", "worker+0x20/0x40")
	c.Banner, c.Kernel, c.Build = "", "", ""
	for i := range c.Chain {
		c.Chain[i].Size = 0
	}
	want := chains(newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64-dwarf4"}).Resolve(c).Chain)
	if len(want) < 3 {
		t.Fatalf("%q: nothing is inlined", want)
	}
	for name, files := range map[string][]string{
		"dwz4": {"dwz4.dwz"}, "dwz5": {"dwz5.dwz"}, "packed4": {"packed4.dwp"}, "packed5": {"packed5.dwp"},
		"split4": {"split4-main.dwo", "split4-worker.dwo"}, "split5": {"split5-main.dwo", "split5-worker.dwo"},
	} {
		dir := t.TempDir()
		vmlinux := copyTo(t, reach+name, dir+"/"+name)
		if got := chains(newTest(t, Sources{Vmlinux: vmlinux}).Resolve(c).Chain); slices.Equal(got, want) {
			t.Errorf("%s alone tells all: %q", name, got)
		}
		for _, f := range files {
			copyTo(t, reach+f, dir+"/"+f)
		}
		if got := chains(newTest(t, Sources{Vmlinux: vmlinux}).Resolve(c).Chain); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		for _, f := range files { // a file of another build does not count
			other := map[string]string{"dwz4.dwz": "dwz5.dwz", "dwz5.dwz": "dwz4.dwz"}[f]
			if other == "" {
				other = strings.NewReplacer("4", "5", "5", "4", "main", "worker", "worker", "main").Replace(f)
			}
			copyTo(t, reach+other, dir+"/"+f)
		}
		if got := chains(newTest(t, Sources{Vmlinux: vmlinux}).Resolve(c).Chain); slices.Equal(got, want) {
			t.Errorf("%s: another build's file is taken: %q", name, got)
		}
	}
	root, dir := t.TempDir(), t.TempDir()
	vmlinux := copyTo(t, reach+"dwz4", dir+"/vmlinux")
	copyTo(t, reach+"dwz4.dwz", dir+"/.dwz/dwz4.dwz")
	if got := chains(newTest(t, Sources{Vmlinux: vmlinux}).Resolve(c).Chain); !slices.Equal(got, want) {
		t.Errorf("in .dwz beside it: %q", got)
	}
	os.RemoveAll(dir + "/.dwz")
	id := ""
	data, _ := os.ReadFile(testdata + reach + "dwz4")
	if i := strings.Index(string(data), "dwz4.dwz\x00"); i > 0 {
		id = hex.EncodeToString(data[i+9 : i+29])
	}
	copyTo(t, reach+"dwz4.dwz", filepath.Join(root, "usr/lib/debug/.build-id", id[:2], id[2:]+".debug"))
	if got := chains(newTest(t, Sources{Vmlinux: vmlinux, Root: root}).Resolve(c).Chain); !slices.Equal(got, want) {
		t.Errorf("by its build id: %q", got)
	}
}

// TestCompanionsStayBelow: no name in an image leads to another file.
func TestCompanionsStayBelow(t *testing.T) {
	f := &file{path: "/home/me/vmlinux", stores: stores{"/", Sources{Root: "/"}.byBuildID}}
	for _, name := range []string{"/etc/shadow", "../../etc/shadow", "../.dwz/../../../etc/shadow", "/usr/lib/debug/.dwz/../../../../etc/shadow", "a/../../b"} {
		for _, dir := range []string{"", "/etc", "/", "../.."} {
			for _, id := range []string{"", "c82d5ecfc82d5ecfc82d5ecfc82d5ecfc82d5ecf"} {
				for _, path := range f.companions(symbol.Companion{Name: name, Dir: dir, BuildID: id}) {
					if !strings.HasPrefix(path, "/home/me/") && !strings.HasPrefix(path, "/usr/lib/debug/") {
						t.Errorf("%q in %q leads to %s", name, dir, path)
					}
				}
			}
		}
	}
}
