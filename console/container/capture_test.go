package container

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pierrec/lz4/v4"
)

func TestAFolderIsReadInTheOrderOfItsNames(t *testing.T) {
	dir := write(t, t.TempDir(), "b.log", "b\n", "a/z.log.gz", packedBy(t, "gz", "z\n"), "a/y", "y\n", "c.tar", tarred(t, "t", "t\n"),
		".git/config", "no\n", "x.log.idx", "no\n", "x.log.lines", "no\n", "x.log.marks.md", "no\n")
	os.Symlink(dir, filepath.Join(dir, "a", "around"))
	os.Symlink(filepath.Join(dir, "b.log"), filepath.Join(dir, "linked"))
	os.Symlink("nowhere", filepath.Join(dir, "broken"))
	var f found
	if err := Visit(dir, 0, f.visitor()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(f.texts, ""); got != "y\nz\nb\nt\nb\n" || len(f.lost) != 1 || !strings.Contains(f.lost[0], "broken") {
		t.Errorf("%q", f)
	}
	if !slices.Contains(f.names, filepath.Join(dir, "c.tar")+"!t") {
		t.Errorf("%q", f.names)
	}
}

// Parts of a dump are put together, the oldest first, whatever their files are
// numbered; dumps of other boots are others.
func TestPstore(t *testing.T) {
	efi := func(part int) string { return fmt.Sprintf("dmesg-efi_pstore-17000000%02d%02d002", 10-part, part) }
	lz4ed := "Oops#3 Part1\n" + strings.Repeat("<0>[    4.0] packed by lz4\n", 9)
	dir := write(t, t.TempDir(),
		"dmesg-ramoops-0", "Panic#2 Part1\n<0>[    3.0] last\n", "dmesg-ramoops-1", "Panic#2 Part2\n<0>[    2.0] middle\n",
		"dmesg-ramoops-2.enc.z", packedBy(t, "deflate", "Panic#2 Part3\n<0>[    1.0] first\n"),
		"dmesg-ramoops-3.enc.z", packedBy(t, "zlib", "Oops#1 Part1\n<0>[    9.0] other\n"), "dmesg-ramoops-10", "Panic#2 Part1\n<0>[    7.0] of another boot\n",
		"dmesg-ramoops-12.enc.z", blockOf(t, lz4ed),
		"dmesg-ramoops-11.enc.z", "\x8f\xff\xff\xff lzo",
		efi(1), "<0>[    6.0] end\n", efi(2), "<0>[    5.0] begin\n", efi(11)+".txt", "no part\n", "console-ramoops-0", "[    0.1] console\n")
	want := []string{
		"[    0.1] console\n", "no part\n", "Panic#2 Part3\n<0>[    1.0] first\n<0>[    2.0] middle\n<0>[    3.0] last\n",
		"Oops#1 Part1\n<0>[    9.0] other\n", lz4ed, "Panic#2 Part1\n<0>[    7.0] of another boot\n", "<0>[    5.0] begin\n<0>[    6.0] end\n",
	}
	check := func(how string, f found) {
		slices.Sort(f.texts)
		if wanted := slices.Sorted(slices.Values(want)); !slices.Equal(f.texts, wanted) {
			t.Errorf("%s:\n got %q\nwant %q", how, f.texts, wanted)
		}
		if len(f.lost) != 1 || !strings.Contains(f.lost[0], "11.enc.z: it is still packed") {
			t.Errorf("%s: lost %q", how, f.lost)
		}
	}
	var f found
	if err := Visit(dir, 0, f.visitor()); err != nil {
		t.Fatal(err)
	}
	check("a folder", f)
	if i := slices.IndexFunc(f.names, func(n string) bool { return strings.HasSuffix(n, "dmesg-ramoops-2.enc.z and 2 newer parts") }); i < 0 {
		t.Errorf("names %q", f.names)
	}

	var all []string
	names, _ := filepath.Glob(dir + "/*") // as a shell would
	for _, n := range names {
		data, _ := os.ReadFile(n)
		all = append(all, "pstore/"+filepath.Base(n), string(data))
	}
	f = found{}
	for _, set := range Sets(names) {
		if err := VisitSet(set, 0, f.visitor()); err != nil {
			t.Fatal(err)
		}
	}
	check("the names", f)
	f = visited(t, "pstore.tar", tarred(t, all...), 0)
	check("an archive", f)
}

// blockOf packs a text as the kernel's crypto does with lz4: without a frame.
func blockOf(t *testing.T, text string) string {
	t.Helper()
	block := make([]byte, lz4.CompressBlockBound(len(text)))
	n, err := lz4.CompressBlock([]byte(text), block, nil)
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	return string(block[:n])
}

func TestCaptures(t *testing.T) {
	dir := write(t, t.TempDir(), "plain", log, "a.gz", packedBy(t, "gz", log), "all.tar", tarred(t, "x", "one\n", "y", "two\n"),
		"elf", "\x7fELF\x02\x01\x01"+strings.Repeat("\x00", 300), "elf.gz", packedBy(t, "gz", "\x7fELF\x02"), "noise", strings.Repeat("\x81\xfe\x02\x90", 4000),
		"late", strings.Repeat("\x81\xfe\x02\x90", 400)+strings.Repeat(log, 40))
	for name, want := range map[string]string{
		"plain": log, "a.gz": log, "all.tar": "==> " + dir + "/all.tar!x <==\none\n==> " + dir + "/all.tar!y <==\ntwo\n", "late": strings.Repeat("\x81\xfe\x02\x90", 400) + strings.Repeat(log, 40),
	} {
		c, err := Open(filepath.Join(dir, name), 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text, err := io.ReadAll(c); string(text) != want || err != nil || c.Plain != (name == "plain" || name == "late") {
			t.Errorf("%s: %q, %v, plain %v", name, text, err, c.Plain)
		}
		c.Close()
		stream := OpenStream(filepath.Join(dir, name), strings.NewReader(fileText(t, dir, name)), 0)
		if text, err := io.ReadAll(stream); string(text) != want || err != nil {
			t.Errorf("%s in a row: %q, %v", name, text, err)
		}
	}
	for name, want := range map[string]string{"elf": "an ELF file", "noise": "begins with 81 fe", "none": "no such file"} {
		if _, err := Open(filepath.Join(dir, name), 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"elf", "elf.gz", "noise"} {
		if _, err := io.ReadAll(OpenStream(name, strings.NewReader(fileText(t, dir, name)), 0)); err == nil || !strings.HasPrefix(err.Error(), "no text") {
			t.Errorf("%s in a row: %v", name, err)
		}
	}
}

func fileText(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
