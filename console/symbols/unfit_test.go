package symbols

import (
	"bytes"
	"compress/gzip"
	"debug/elf"
	"oopscope/parse/arch"
	"os"
	"strings"
	"testing"
)

// at is a file of so many bytes with a magic number in it.
func at(offset int, magic string) []byte {
	data := make([]byte, 4096)
	copy(data[offset:], magic)
	return data
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func toy(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(testdata + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// without renames sections of an ELF file's table of names, so that nobody finds
// them, and makes its symbol table one of something else.
func without(t *testing.T, data []byte, names ...string) []byte {
	t.Helper()
	data = bytes.Clone(data)
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		from, to := []byte("\x00"+name+"\x00"), []byte("\x00"+strings.Repeat("x", len(name))+"\x00")
		copy(data, bytes.ReplaceAll(data, from, to))
	}
	for i, s := range f.Sections {
		if s.Type == elf.SHT_SYMTAB {
			at := f.ByteOrder.Uint64(data[40:]) + uint64(i)*64
			f.ByteOrder.PutUint32(data[at+4:], uint32(elf.SHT_NULL))
		}
	}
	return data
}

// TestUnfitFiles: a file that cannot serve says what it is and what to give.
func TestUnfitFiles(t *testing.T) {
	vmlinux := toy(t, "vmlinux-amd64")
	debug := []string{".debug_info", ".debug_line", ".debug_abbrev"}
	const give = "give the ELF vmlinux of the build"
	for _, c := range []struct {
		name string
		data []byte
		says []string
	}{
		{"bzImage", at(0x202, "HdrS"), []string{"boot image (x86 bzImage)", give}},
		{"Image", at(0x38, "ARM\x64"), []string{"boot image (arm64 Image)", give}},
		{"Image.gz", gzipped(at(0x38, "ARM\x64")), []string{"boot image (arm64 Image)", give}},
		{"Image-riscv", at(0x38, "RSC\x05"), []string{"RISC-V Image", give}},
		{"uImage", at(0, "\x27\x05\x19\x56"), []string{"uImage", give}},
		{"zImage", at(0x24, "\x18\x28\x6f\x01"), []string{"arm zImage", give}},
		{"boot.img", at(0, "ANDROID!"), []string{"Android boot image", give}},
		{"fit.itb", at(0, "\xd0\x0d\xfe\xed"), []string{"FIT", give}},
		{"empty", nil, []string{"empty", give}},
		{"config", []byte("CONFIG_MODULES=y\n"), []string{"no ELF file", give}},
		{"cut", vmlinux[:9000], []string{"cut off", "9000 bytes of 15736", "copy it again"}},
		{"stripped", without(t, vmlinux, debug...), []string{"stripped", "before it was stripped"}},
		{"vmlinux-arm64", toy(t, "toy-arm64.ko"), []string{"it is for arm64, and the crash is x86_64's"}},
	} {
		dir := t.TempDir() + "/Jane Doe"
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		path := dir + "/" + c.name
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		s := newTest(t, Sources{Vmlinux: path})
		crash := trace("worker+0x20/0x40")
		crash.Arch = "x86_64"
		wantState(t, s, crash, true, append(c.says, "cannot use "+path)...)
		located := s.Resolve(crash)
		if located.Chain[0].File != "" || strings.Contains(located.Symbols.Doubt, path) || !strings.Contains(located.Symbols.Doubt, "cannot use "+c.name) {
			t.Errorf("%s: %+v", c.name, located.Symbols)
		}
		if got := s.Refusals(crash); len(got) != 1 || !strings.Contains(got[0], c.says[0]) {
			t.Errorf("%s: %q is said without a screen", c.name, got)
		}
	}
}

// TestSystemMapAsVmlinux: a System.map given as the kernel names what it can.
func TestSystemMapAsVmlinux(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: testdata + "System.map"})
	c := trace("+", "+")
	c.HasKernelOffset = true
	f := &c.Chain[0]
	f.HasOffset, f.HasAddress, f.Address = false, true, 0xffffffff81000129
	if got := s.Resolve(c); got.Chain[0].Function != "helper" || got.Chain[0].Offset != 9 {
		t.Errorf("%+v", got.Chain[0])
	}
	wantState(t, s, c, true, "System.map", "names only", "--vmlinux")
}

// TestUnfitModules: so do modules, and another file of the name that serves wins.
func TestUnfitModules(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(dir+"/toy.ko", toy(t, "toy-amd64.ko")[:5000], 0o644)
	s := newTest(t, Sources{Modules: dir})
	c := trace("toy_read+0x10/0x30 [toy]")
	c.Arch = "x86_64"
	wantState(t, s, c, true, "cut off", dir+"/toy.ko")
	copyTo(t, "toy-arm.ko", dir+"/toy.ko")
	wantState(t, s, c, true, "it is for arm, and the crash is x86_64's")
	copyTo(t, "toy-amd64.ko", dir+"/updates/toy.ko")
	s = newTest(t, Sources{Modules: dir})
	wantState(t, s, c, true, "no vmlinux")
	if got := s.Resolve(c); got.Chain[0].File == "" {
		t.Errorf("%+v", got.Chain[0])
	}
}

// TestOtherEndian: a report that names the order of its bytes refuses files of the other.
func TestOtherEndian(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "toy-ppc64le.ko", dir+"/toy.ko")
	s := newTest(t, Sources{Modules: dir})
	for options, fits := range map[string]bool{"LE PAGE_SIZE=64K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries": true, "BE PAGE_SIZE=4K MMU=Hash SMP NR_CPUS=32 pSeries": false, "": true} {
		c := trace("toy_poll+0x20/0x0 [toy]")
		c.Arch, c.Dump.Notes = "powerpc", []arch.Note{{Name: "kernel options", Value: options}}
		if got := s.Resolve(c).Chain[0].File != ""; got != fits {
			t.Errorf("%q: located %v", options, got)
		}
		if text, _ := s.State(c); strings.Contains(text, "it is little-endian, and the board is big-endian") == fits {
			t.Errorf("%q: %s", options, text)
		}
	}
}

// TestAModuleIsNoKernel: a module that is given as the vmlinux says so, and is of use as
// what it is.
func TestAModuleIsNoKernel(t *testing.T) {
	c := trace("toy_poll+0xe/0x30 [toy]", "toy_read+0x10/0x30 [toy]")
	s := newTest(t, Sources{Vmlinux: testdata + "toy-amd64.ko", Modules: testdata})
	got := s.Resolve(c)
	if state, _ := s.State(c); !strings.Contains(state, "toy-amd64.ko as the kernel: it is a module: give its directory as --modules") {
		t.Errorf("the screen says %q", state)
	}
	if all := s.Refusals(c); len(all) != 1 || !strings.Contains(all[0], "it is a module") {
		t.Errorf("refused: %q", all)
	}
	if got.Symbols.Doubt == "" {
		t.Error("nothing is said in the report")
	}
}
