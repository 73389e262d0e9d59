package container

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"

	"oopscope/parse/unwrap"
)

const log = "[    1.000000] Linux version 6.1.0\n[    2.000000] BUG: kernel NULL pointer dereference, address: 0\n[    3.000000] all well\n"

// bzip2ed is the log as bzip2 packs it.
const bzip2ed = "QlpoOTFBWSZTWelTHjsAACJfgFAQQAV5EBCFAgovLd/AIAB1ETKbRA0ANqMgaaDQkyAGEBoAaKJhRMIQDyt2wDKk5XCTItcb4XlBqAkAcSu8k0uMgeiKRSwfuUIIcykfXkz4llo6JiN7CbIPhatThCpiNCxL8XckU4UJDpUx47A="

func packedBy(t *testing.T, kind, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch kind {
	case "gz":
		w = gzip.NewWriter(&b)
	case "zst":
		w, err = zstd.NewWriter(&b)
	case "xz":
		w, err = xz.NewWriter(&b)
	case "lz4":
		w = lz4.NewWriter(&b)
	case "old lz4":
		z := lz4.NewWriter(&b)
		w, err = z, z.Apply(lz4.LegacyOption(true))
	case "zlib":
		w = zlib.NewWriter(&b)
	case "deflate":
		w, err = flate.NewWriter(&b, 9)
	}
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func inLines(s string) string {
	var b strings.Builder
	for line := range slices.Chunk([]byte(s), 64) {
		b.WriteString(string(line) + "\n")
	}
	return b.String()
}

// tarred makes an archive of names and texts, in turn.
func tarred(t *testing.T, namesAndTexts ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for pair := range slices.Chunk(namesAndTexts, 2) {
		h := &tar.Header{Name: pair[0], Mode: 0o600, Size: int64(len(pair[1])), ModTime: time.Unix(1e9, 0)}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, pair[1])
	}
	w.WriteHeader(&tar.Header{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"})
	w.WriteHeader(&tar.Header{Name: "folder/", Typeflag: tar.TypeDir})
	w.Close()
	return b.String()
}

// found is what a visit told.
type found struct {
	names, texts, lost []string
}

func (f *found) visitor() Visitor {
	return Visitor{
		Text: func(t Text) error {
			text, err := io.ReadAll(t.In)
			if err != nil {
				f.lost = append(f.lost, t.Name+": "+err.Error())
			}
			f.names, f.texts = append(f.names, t.Name), append(f.texts, string(text))
			return nil
		},
		Lost: func(name string, err error) { f.lost = append(f.lost, name+": "+err.Error()) },
	}
}

func write(t *testing.T, dir string, namesAndTexts ...string) string {
	t.Helper()
	for pair := range slices.Chunk(namesAndTexts, 2) {
		path := filepath.Join(dir, pair[0])
		os.MkdirAll(filepath.Dir(path), 0o700)
		if err := os.WriteFile(path, []byte(pair[1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// visited visits a file that holds so, and a stream that does: the same must come
// of both.
func visited(t *testing.T, name, content string, limit int64) found {
	t.Helper()
	path := filepath.Join(write(t, t.TempDir(), name, content), name)
	var file, stream found
	if err := Visit(path, limit, file.visitor()); err != nil {
		t.Fatal(err)
	}
	if err := VisitStream(path, strings.NewReader(content), limit, stream.visitor()); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(file) != fmt.Sprint(stream) {
		t.Errorf("%s: the file is %.300q, the stream %.300q", name, file, stream)
	}
	for _, list := range [][]string{file.names, file.lost} {
		for i := range list {
			list[i] = strings.ReplaceAll(list[i], path, name)
		}
	}
	return file
}

func TestEveryPackingHoldsTheSame(t *testing.T) {
	bz, err := base64.StdEncoding.DecodeString(bzip2ed)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"plain": log, "gz": packedBy(t, "gz", log), "two members": packedBy(t, "gz", log[:40]) + packedBy(t, "gz", log[40:]),
		"zst": packedBy(t, "zst", log), "two frames": packedBy(t, "zst", log[:40]) + packedBy(t, "zst", log[40:]),
		"xz": packedBy(t, "xz", log), "two streams": packedBy(t, "xz", log[:40]) + "\x00\x00\x00\x00" + packedBy(t, "xz", log[40:]),
		"bz2": string(bz), "base64 of gz": inLines(base64.StdEncoding.EncodeToString([]byte(packedBy(t, "gz", log)))), "gz of xz": packedBy(t, "gz", packedBy(t, "xz", log)), "UTF-8 mark in zst": packedBy(t, "zst", "\xef\xbb\xbf"+log),
		"lz4": packedBy(t, "lz4", log), "lz4's old form": packedBy(t, "old lz4", log), "two frames of lz4": packedBy(t, "lz4", log[:40]) + packedBy(t, "lz4", log[40:]),
		"Docker in gz": packedBy(t, "gz", `{"log":"`+strings.ReplaceAll(log, "\n", `\n`)+`","stream":"stdout"}`+"\n"),
	} {
		f := visited(t, name, content, 0)
		if !slices.Equal(f.texts, []string{log}) || !slices.Equal(f.names, []string{name}) || len(f.lost) > 0 {
			t.Errorf("%s: %q", name, f)
		}
	}
}

func TestArchivesNameTheirEntries(t *testing.T) {
	evil := "../..//etc/\x1b[2Jpass\nwd" + strings.Repeat("x", 4000)
	content := packedBy(t, "gz", tarred(t, "b/one.log", log, "two.log.xz", packedBy(t, "xz", "two\n"), evil, "three\n", "inner.tar", tarred(t, "four", "four\n")))
	f := visited(t, "all.tgz", content, 0)
	if !slices.Equal(f.texts, []string{log, "two\n", "three\n", "four\n"}) || len(f.lost) > 0 {
		t.Fatalf("%q", f)
	}
	for i, want := range []string{"all.tgz!b/one.log", "all.tgz!two.log.xz", "", "all.tgz!inner.tar!four"} {
		if want != "" && f.names[i] != want {
			t.Errorf("entry %d is called %q", i, f.names[i])
		}
	}
	if n := f.names[2]; len(n) > 400 || strings.ContainsAny(n, "\x1b\n") {
		t.Errorf("a hostile name came through: %q", n)
	}
}

// What is cut off, damaged, nested too deep or unpacks to too much is named, and
// what came before it is read.
func TestWhatCannotBeReadIsNamed(t *testing.T) {
	half := func(s string) string { return s[:len(s)/2] }
	noise := make([]byte, 400_000) // packs badly: half the file is about half the text
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = ' ' + byte(x>>24)%60 // no backslashes: nothing in it is wrapped
	}
	deep := log
	for range maxNesting + 1 {
		deep = packedBy(t, "gz", deep)
	}
	bomb := string(make([]byte, 2<<20))
	for name, c := range map[string]struct {
		content, lost string
		read          bool
	}{
		"cut.gz": {half(packedBy(t, "gz", string(noise))), "too early", true}, "cut.xz": {half(packedBy(t, "xz", string(noise))), "too early", true},
		"cut.zst": {half(packedBy(t, "zst", string(noise)+string(noise[1:]))), "too early", true}, "cut.tar": {tarred(t, "a", log, "b", string(noise))[:90000], "too early", true},
		"head.gz": {"\x1f\x8b\x08", "too early", false}, "damaged.xz": {"\xfd7zXZ\x00" + string(noise), "damaged", false},
		"deep.gz": {deep, "unpack it by hand", false}, "bomb.gz": {packedBy(t, "gz", bomb), "limit of 1 MB", true},
		"bomb.xz": {packedBy(t, "xz", bomb), "limit of 1 MB", true}, "bomb.zst": {packedBy(t, "zst", bomb), "limit of 1 MB", true},
		"bomb.lz4": {packedBy(t, "lz4", bomb), "limit of 1 MB", true}, "cut.lz4": {half(packedBy(t, "lz4", string(noise)+string(noise))), "too early", false},
		"damaged.lz4": {"\x04\x22\x4d\x18" + string(noise), "lz4", false},
		"bombs.tgz":   {packedBy(t, "gz", tarred(t, "a", bomb[:1<<20], "b", bomb[:1<<20])), "limit of 1 MB", true},
		"entry.tar":   {tarred(t, "a", log)[:1024], "too early", true}, // cut off where an entry ends
		"buried.json": {`{"type":"DATA","events":"` + base64.StdEncoding.EncodeToString([]byte(packedBy(t, "gz", string(noise)))) + `"}`, "in base64", true},
		"nothing.tar": {tarred(t), "no file in it", false},
		"window.zst":  {"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00", "memory", false},
	} {
		f := visited(t, name, c.content, 1<<20)
		if !strings.Contains(strings.Join(f.lost, "\n"), c.lost) || len(f.lost) == 0 {
			t.Errorf("%s: lost %q, want %q", name, f.lost, c.lost)
		}
		if read := len(strings.Join(f.texts, "")); (read > 0) != c.read || read > 2<<20 {
			t.Errorf("%s: %d bytes were read", name, read)
		}
	}
}

func TestZip(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for pair := range slices.Chunk([]string{"0_build.txt", "\xef\xbb\xbf" + log, "build/", "", "build/1_\x1b.txt.gz", packedBy(t, "gz", "one\n"), "dmesg-ramoops-0", "Panic#1 Part1\nb\n", "dmesg-ramoops-1", "Panic#1 Part2\na\n"}, 2) {
		f, err := w.Create(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, pair[1])
	}
	w.Close()
	dir := write(t, t.TempDir(), "logs.zip", b.String(), "cut.zip", b.String()[:b.Len()/2], "in.tar", tarred(t, "x.zip", b.String()))
	visit := func(name string) (f found) {
		if err := Visit(filepath.Join(dir, name), 0, f.visitor()); err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := visit("logs.zip")
	if !slices.Equal(f.texts, []string{log, "one\n", "Panic#1 Part2\na\nb\n"}) || len(f.lost) > 0 || f.names[0] != filepath.Join(dir, "logs.zip")+"!0_build.txt" || strings.Contains(f.names[1], "\x1b") {
		t.Errorf("%q", f)
	}
	if f := visit("cut.zip"); len(f.texts) > 0 || len(f.lost) == 0 {
		t.Errorf("half of it: %q", f)
	}
	if f := visit("in.tar"); len(f.lost) > 0 || !slices.Equal(f.texts, visit("logs.zip").texts) {
		t.Errorf("in an archive: %q", f)
	}
}

// seven is what 7z makes of the log as one.log, an empty file, and "two" as d/two.log.
const seven = "N3q8ryccAATihkUR3gAAAAAAAAAhAAAAAAAAANEPH1zgAH4AX10AOh3KG5tl5oTt8h1nn5kt/IxvdyA6YXJN+fJpWukHAq0oQR8T36o4LCpa6tCtLYpotIHdwIwa6PfN7pEQuwEPwXlsetsLCbYAY1YtPTW6Fjjg2JOOGhE6ZM3QJz8QPUAAAACBMweuD9PqNr1AwJDS/31pTY7foukRu+NpOxptG+igyHqkSu4tPSu85Iobdr/x8ru2ick/UTocwQeLHTcCRvzz0Ga8gBd3cHGV8DO6+Oj3gKrdxbJw2rOqzIfIWgqP2lQaYDQw4OPn3b5wr3svFABaalQAAAAXBmcBCXcABwsBAAEjAwEBBV0AEAAADICmCgFMf9XZAAA="

func Test7z(t *testing.T) {
	archive, err := base64.StdEncoding.DecodeString(seven)
	if err != nil {
		t.Fatal(err)
	}
	dir := write(t, t.TempDir(), "logs.7z", string(archive), "cut.7z", string(archive[:len(archive)-9]), "in.tar", tarred(t, "x.7z", string(archive)))
	visit := func(name string, limit int64) (f found) {
		if err := Visit(filepath.Join(dir, name), limit, f.visitor()); err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := visit("logs.7z", 0)
	slices.Sort(f.texts)
	if !slices.Equal(f.texts, []string{log, "two\n"}) || len(f.lost) > 0 || !slices.Contains(f.names, filepath.Join(dir, "logs.7z")+"!d/two.log") {
		t.Errorf("%q", f)
	}
	if f := visit("logs.7z", 50); !strings.Contains(strings.Join(f.lost, ""), "limit") {
		t.Errorf("beyond the limit: %q", f)
	}
	if f := visit("cut.7z", 0); len(f.texts) > 0 || len(f.lost) != 1 || !strings.Contains(f.lost[0], "too early") {
		t.Errorf("cut: %q", f)
	}
	if f := visit("in.tar", 0); len(f.lost) > 0 || !slices.Equal(f.texts, visit("logs.7z", 0).texts) {
		t.Errorf("in an archive: %q", f)
	}
	stop := fmt.Errorf("enough")
	if err := Visit(filepath.Join(dir, "logs.7z"), 0, Visitor{Text: func(Text) error { return stop }}); err != stop {
		t.Errorf("whoever visits has enough: %v", err)
	}
}

// A live pipe is read as it comes, by letters if need be.
func TestAStreamIsNotWaitedFor(t *testing.T) {
	r, w := io.Pipe()
	got := make(chan string, 8)
	go func() {
		in := OpenStream("-", r, 0)
		buf := make([]byte, 100)
		for {
			n, err := in.Read(buf)
			if err != nil {
				close(got)
				return
			}
			got <- string(buf[:n])
		}
	}()
	for _, s := range []string{"l", "ogin: ", "root\n"} {
		io.WriteString(w, s)
		select {
		case g := <-got:
			if g != s {
				t.Errorf("%q came as %q", s, g)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%q does not come", s)
		}
	}
	w.Close()
}

func TestJudge(t *testing.T) {
	for text, want := range map[string]string{
		log: "", "": "", "PK is how it begins\n": "", "MZ\n": "", "\n\r\r\nU-Boot\n": "", "PK\x03\x04x": "zip", "\x89LZO\x00text and text": "lzop", "KDUMP   \x06" + string(make([]byte, 300)): "makedumpfile",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n": "git lfs pull", "-----BEGIN PGP MESSAGE-----\n\nabc\n": "gpg -d", "=ybegin line=128 size=9 name=x\nabc\n": "yEnc", "ElfFile\x00" + string(make([]byte, 99)): "event log",
		string(make([]byte, 1080)) + "\x53\xef" + string(make([]byte, 900)): "ext file system", string(make([]byte, 99)): "zeros",
	} {
		var c unwrap.Census
		c.Add([]byte(text))
		if err := Judge(&c); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// FuzzVisit: any file comes to an end, within its limit.
func FuzzVisit(f *testing.F) {
	t := &testing.T{}
	for _, kind := range []string{"gz", "xz", "zst", "lz4", "old lz4"} {
		f.Add([]byte(packedBy(t, kind, log)))
		f.Add([]byte(packedBy(t, kind, tarred(t, "a/b.gz", packedBy(t, "gz", log), "dmesg-ramoops-0.enc.z", packedBy(t, "zlib", "Panic#1 Part1\nx\n")))))
	}
	f.Add([]byte(tarred(t, "x", log)))
	f.Fuzz(func(t *testing.T, data []byte) {
		read := 0
		err := VisitStream("x", bytes.NewReader(data), 1<<20, Visitor{
			Text: func(t Text) error {
				n, _ := io.Copy(io.Discard, t.In)
				read += int(n)
				return nil
			},
			Lost: func(string, error) {},
		})
		if err != nil || read > 60<<20 {
			t.Fatalf("%d bytes, %v", read, err)
		}
	})
}
