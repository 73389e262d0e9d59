package symbols

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

var packers = map[string]func(io.Writer) (io.WriteCloser, error){
	".gz":  func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
	".xz":  func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
	".zst": func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w, zstd.WithWindowSize(1<<20)) },
}

// swollen packs a module with so many megabytes of zeros behind it.
func swollen(t *testing.T, module, path string, megabytes int) {
	t.Helper()
	data, err := os.ReadFile(testdata + module)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := packers[filepath.Ext(path)](f)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	for zeros := make([]byte, 1<<20); megabytes > 0; megabytes-- {
		w.Write(zeros)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// withSection gives an image a compressed section that holds so many megabytes.
func withSection(t *testing.T, image, section, path string, megabytes int) {
	t.Helper()
	data, err := os.ReadFile(testdata + image)
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	binary.Write(&packed, f.ByteOrder, elf.Chdr64{Type: uint32(elf.COMPRESS_ZLIB), Size: uint64(megabytes) << 20, Addralign: 1})
	z := zlib.NewWriter(&packed)
	for zeros := make([]byte, 1<<20); megabytes > 0; megabytes-- {
		z.Write(zeros)
	}
	z.Close()
	table := binary.LittleEndian.Uint64(data[40:])
	for i, s := range f.Sections {
		if s.Name == section {
			header := data[table+uint64(i)*64:]
			binary.LittleEndian.PutUint64(header[8:], uint64(elf.SHF_COMPRESSED))
			binary.LittleEndian.PutUint64(header[24:], uint64(len(data)))
			binary.LittleEndian.PutUint64(header[32:], uint64(packed.Len()))
		}
	}
	if err := os.WriteFile(path, append(data, packed.Bytes()...), 0o644); err != nil {
		t.Fatal(err)
	}
}

// bombs makes modules of a few hundred kB that would fill some hundred MB each.
func bombs(t *testing.T, dir string) {
	swollen(t, "toy-amd64.ko", dir+"/zst.ko.zst", 300)
	swollen(t, "toy-amd64.ko", dir+"/gz.ko.gz", 50)
	for _, section := range []string{"debug_info", "debug_line", "symtab", "shstrtab"} {
		withSection(t, "toy-amd64.ko", "."+section, dir+"/"+section+".ko", 50)
	}
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		for i := range 3 {
			os.Link(dir+"/"+f.Name(), fmt.Sprint(dir, "/", i, f.Name()))
		}
	}
}

// TestBombs: however much modules unpack to, all together stay within the
// bound. Another process does it, whose peak the system knows.
func TestBombs(t *testing.T) {
	const bound, program = 96, 96 // MB; the second is what Go, the decoders and this test take
	if dir := os.Getenv("OOPSCOPE_BOMBS"); dir != "" {
		s := New(Sources{Modules: dir, Memory: bound << 20})
		var places []string
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			name, _ := moduleName(f.Name())
			places = append(places, "toy_read+0x10/0x30 ["+name+"]")
		}
		c := trace(places...)
		for range 2 {
			s.Resolve(c)
			s.Listing(c, &c.Chain[0], 3, 3)
		}
		fmt.Println(s.State(c))
		status, _ := os.ReadFile("/proc/self/status")
		os.Stdout.Write(status)
		return
	}
	if _, err := os.ReadFile("/proc/self/status"); err != nil || racing {
		t.Skip("the system does not tell a process's peak, or the race detector takes most of it")
	}
	dir := t.TempDir()
	bombs(t, dir)
	cmd := exec.Command(os.Args[0], "-test.run=^TestBombs$")
	cmd.Env = append(os.Environ(), "OOPSCOPE_BOMBS="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "unpacks to more than") {
		t.Fatalf("%v\n%s", err, out)
	}
	_, peak, _ := strings.Cut(string(out), "VmHWM:")
	kilobytes, err := strconv.Atoi(strings.Fields(peak + " ?")[0])
	t.Logf("peak %d MB, bound %d MB", kilobytes>>10, bound)
	if err != nil || kilobytes>>10 > bound+program {
		t.Errorf("a peak of %d MB, the bound is %d MB (%v)\n%s", kilobytes>>10, bound, err, out)
	}
}

// TestMemoryIsSaid: what is not read for want of memory is named, with what to
// do about it, whatever it was packed with; files of earlier crashes make room.
func TestMemoryIsSaid(t *testing.T) {
	for suffix := range packers {
		if racing && suffix != ".zst" {
			continue // the others differ in the library that unpacks
		}
		dir := t.TempDir()
		swollen(t, "toy-amd64.ko", dir+"/a.ko"+suffix, 6)
		os.Link(dir+"/a.ko"+suffix, dir+"/b.ko"+suffix)
		os.Link(dir+"/a.ko"+suffix, dir+"/c.ko"+suffix)
		s := newTest(t, Sources{Modules: dir, Memory: 20 << 20})
		all := trace("toy_read+0x10/0x30 [a]", "toy_read+0x10/0x30 [b]", "toy_read+0x10/0x30 [c]")
		located := 0
		for _, f := range s.Resolve(all).Chain {
			if f.File != "" {
				located++
			}
		}
		if located == 0 || located == 3 {
			t.Errorf("%s: %d of 3 modules fit", suffix, located)
		}
		wantState(t, s, all, true, "unpacks to more than 20 MB", "--symbol-memory", ".ko"+suffix)
		for _, name := range []string{"a", "b", "c", "a"} {
			c := trace("toy_read+0x10/0x30 [" + name + "]")
			if got := s.Resolve(c).Chain[0]; got.File == "" {
				text, _ := s.State(c)
				t.Errorf("%s%s finds no room though nothing else is in use: %s", name, suffix, text)
			}
		}
	}
}

// TestSwollen: a small file that unpacks to much is refused, memory or not; a
// kernel with such a section is used without it, and that is said.
func TestSwollen(t *testing.T) {
	if racing {
		t.Skip("TestBombsOnDisk reads the same, in more goroutines")
	}
	dir := t.TempDir()
	swollen(t, "toy-amd64.ko", dir+"/toy.ko.zst", 65)
	withSection(t, "vmlinux-amd64", ".debug_info", dir+"/vmlinux", 65)
	s := newTest(t, Sources{Modules: dir, Vmlinux: dir + "/vmlinux"})
	c := trace("toy_read+0x10/0x30 [toy]", "worker+0x20/0x40")
	s.Resolve(c)
	wantState(t, s, c, true, "vmlinux is not read whole", "toy.ko.zst: it unpacks to more than 64 times its size", "unpack it on disk")
	if got := s.files.memory.Used(); got > 64<<20 {
		t.Errorf("%d bytes are in use", got)
	}
	s.Close()
	if got := s.files.memory.Used(); got != 0 {
		t.Errorf("%d bytes are in use after the end", got)
	}
}

// TestHostileDictionary: the dictionary that an .xz file asks for is memory too.
func TestHostileDictionary(t *testing.T) {
	dir := t.TempDir()
	swollen(t, "toy-amd64.ko", dir+"/toy.ko.xz", 0)
	data, err := os.ReadFile(dir + "/toy.ko.xz")
	if err != nil {
		t.Fatal(err)
	}
	const block = 12
	header := data[block : block+4*(int(data[block])+1)]
	at := bytes.Index(header, []byte{0x21, 1}) + 2
	header[at] = 40 // 4 GB - 1
	binary.LittleEndian.PutUint32(header[len(header)-4:], crc32.ChecksumIEEE(header[:len(header)-4]))
	if err := os.WriteFile(dir+"/toy.ko.xz", data, 0o644); err != nil {
		t.Fatal(err)
	}
	wantState(t, newTest(t, Sources{Modules: dir}), trace("toy_read+0x10/0x30 [toy]"), true, "toy.ko.xz: it unpacks to more than 64 times")
	data[len(data)-100] ^= 1
	header[at] = 20
	binary.LittleEndian.PutUint32(header[len(header)-4:], crc32.ChecksumIEEE(header[:len(header)-4]))
	os.WriteFile(dir+"/toy.ko.xz", data, 0o644)
	wantState(t, newTest(t, Sources{Modules: dir}), trace("toy_read+0x10/0x30 [toy]"), true, "cannot read", "toy.ko.xz")
}

// TestXZByOthers reads what xz itself writes: several blocks, each kind of sum.
func TestXZByOthers(t *testing.T) {
	tool, err := exec.LookPath("xz")
	if err != nil {
		t.Skip("no xz here")
	}
	for _, check := range []string{"none", "crc32", "crc64", "sha256"} {
		dir := t.TempDir()
		copyTo(t, "toy-amd64.ko", dir+"/toy.ko")
		if out, err := exec.Command(tool, "--check="+check, "--block-size=4096", dir+"/toy.ko").CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		s := newTest(t, Sources{Modules: dir})
		if got := s.Resolve(trace("toy_read+0x10/0x30 [toy]")).Chain[0]; got.File != toySource {
			text, _ := s.State(trace("toy_read+0x10/0x30 [toy]"))
			t.Errorf("%s: %+v %s", check, got, text)
		}
	}
}
