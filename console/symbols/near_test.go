package symbols

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNear: of a kernel and its modules one may be named, in every layout that
// builds and packages have; the other is found.
func TestNear(t *testing.T) {
	const rel = "6.1.0-toy"
	for name, l := range map[string]struct {
		vmlinux, module string // where they lie
		modules         string // what is given as --modules
		symvers         string // the top of a build tree
	}{
		"build tree":         {"linux/vmlinux", "linux/drivers/toy/toy.ko", "linux", "linux"},
		"deep in a build":    {"linux/vmlinux", "linux/drivers/toy/toy.ko", "linux/drivers/toy", "linux"},
		"O=":                 {"out/vmlinux", "out/drivers/toy/toy.ko", "out/drivers", "out"},
		"Android dist":       {"dist/vmlinux", "dist/toy.ko", "dist", ""},
		"Android unstripped": {"dist/vmlinux", "dist/unstripped/toy.ko", "dist", ""},
		"Debian -dbg": {"x/usr/lib/debug/boot/vmlinux-" + rel, "x/usr/lib/debug/lib/modules/" + rel + "/kernel/drivers/toy.ko",
			"x/usr/lib/debug/lib/modules/" + rel, ""},
		"Debian, the root": {"x/usr/lib/debug/boot/vmlinux-" + rel, "x/usr/lib/debug/lib/modules/" + rel + "/kernel/drivers/toy.ko", "x", ""},
		"Fedora debuginfo": {"x/usr/lib/debug/lib/modules/" + rel + "/vmlinux", "x/usr/lib/debug/lib/modules/" + rel + "/kernel/drivers/toy.ko.debug",
			"x/usr/lib/debug/lib/modules/" + rel, ""},
		"Debian, DKMS":     {"x/usr/lib/debug/boot/vmlinux-" + rel, "x/lib/modules/" + rel + "/updates/dkms/toy.ko", "x/lib/modules/" + rel, ""},
		"Fedora, akmods":   {"x/usr/lib/debug/lib/modules/" + rel + "/vmlinux", "x/lib/modules/" + rel + "/extra/toy.ko", "x/lib/modules/" + rel, ""},
		"a root":           {"root/boot/vmlinux-" + rel, "root/lib/modules/" + rel + "/extra/toy.ko", "root/lib/modules/" + rel, ""},
		"a merged root":    {"root/boot/vmlinux-" + rel, "root/usr/lib/modules/" + rel + "/extra/toy.ko", "root/usr/lib/modules/" + rel, ""},
		"Buildroot images": {"output/images/vmlinux", "output/target/lib/modules/" + rel + "/toy.ko", "output/target", ""},
		"Buildroot build":  {"output/build/linux-6.1/vmlinux", "output/build/linux-6.1/drivers/toy.ko", "output/build/linux-6.1", "output/build/linux-6.1"},
		"Buildroot, both":  {"output/images/vmlinux", "output/build/linux-6.1/drivers/toy.ko", "", "output/build/linux-6.1"},
		"Yocto work":       {"work/build/vmlinux", "work/package/usr/lib/modules/" + rel + "/kernel/.debug/toy.ko", "work/package/usr/lib/modules/" + rel, ""},
		"Yocto image":      {"work/build/vmlinux", "work/image/lib/modules/" + rel + "/toy.ko", "work/image", ""},
	} {
		top := t.TempDir()
		vmlinux := copyTo(t, "vmlinux-amd64", filepath.Join(top, l.vmlinux))
		copyTo(t, "toy-amd64.ko", filepath.Join(top, l.module))
		if l.symvers != "" {
			os.WriteFile(filepath.Join(top, l.symvers, "Module.symvers"), nil, 0o644)
		}
		c := trace("toy_read+0x10/0x30 [toy]", "worker+0x36/0x40")
		for given, src := range map[string]Sources{"vmlinux": {Vmlinux: vmlinux}, "modules": {Modules: filepath.Join(top, l.modules)}} {
			if given == "modules" && l.modules == "" {
				continue
			}
			got := newTest(t, src).Resolve(c)
			if got.Chain[0].File != "drivers/toy/toy.c" || got.Chain[1].File != "kernel/worker.c" {
				t.Errorf("%s, with %s given: %q, %q", name, given, got.Chain[0].File, got.Chain[1].File)
			}
		}
		if c.Kernel = ""; newTest(t, Sources{Vmlinux: vmlinux}).Resolve(c).Chain[0].File == "" {
			t.Errorf("%s: not found when the log does not tell the release", name)
		}
	}
}

// TestNearButAnother: a kernel that nobody named is only taken when it fits.
func TestNearButAnother(t *testing.T) {
	top := t.TempDir()
	copyTo(t, "vmlinux-amd64-rebuilt", top+"/vmlinux")
	copyTo(t, "toy-amd64.ko", top+"/toy.ko")
	s := newTest(t, Sources{Modules: top})
	c := trace("toy_read+0x10/0x30 [toy]", "worker+0x36/0x40")
	if got := s.Resolve(c); got.Chain[0].File == "" || got.Chain[1].File != "" {
		t.Errorf("%+v", got.Chain)
	}
	wantState(t, s, c, true, "not used, another kernel's")
}
