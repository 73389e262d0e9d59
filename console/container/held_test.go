package container

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz/lzma"
)

func zippedUp(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func lzmaOf(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := lzma.NewWriter(&b)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHeld: an archive with its list at its end is read within another one, too, as in a
// bugreport of Android or a job's artifacts, and so is a .lzma file.
func TestHeld(t *testing.T) {
	inner := zippedUp(t, "dmesg.txt", log)
	for name, data := range map[string]string{
		"a.tar": tarred(t, "in.zip", inner), "a.zip": zippedUp(t, "in.zip", inner), "a.zip.gz": packedBy(t, "gz", inner),
		"a.lzma": lzmaOf(t, log), "b.tar": tarred(t, "a.lzma", lzmaOf(t, log)),
		"pad.gz": packedBy(t, "gz", log) + strings.Repeat("\x00", 700), // as blocks of tape and flash are
	} {
		if f := visited(t, name, data, 1<<20); len(f.lost) > 0 || !slices.Equal(f.texts, []string{log}) {
			t.Errorf("%s: %q, lost %q", name, f.texts, f.lost)
		}
	}
	two := packedBy(t, "gz", log)
	if f := visited(t, "two.gz", two+two, 1<<20); len(f.lost) > 0 || !slices.Equal(f.texts, []string{log + log}) {
		t.Errorf("two members: %q, lost %q", f.texts, f.lost)
	}
	for name, data := range map[string]string{
		"cut.tar": tarred(t, "in.zip", inner[:len(inner)-30]), "tail.gz": packedBy(t, "gz", log) + "more", "zeros.gz": packedBy(t, "gz", log) + "\x00\x00more",
		"cut.lzma": lzmaOf(t, log)[:40], "large.lzma": "\x5d\x00\x00\x00\x80" + lzmaOf(t, log)[5:],
		"deep.tar": tarred(t, "a.zip", zippedUp(t, "b.zip", zippedUp(t, "c.zip", zippedUp(t, "d.zip", inner)))),
	} {
		if f := visited(t, name, data, 1<<20); len(f.lost) == 0 {
			t.Errorf("%s: nothing is said; %q", name, f.texts)
		}
	}
}

// TestApport: the long fields of what apport writes are packed, each line of base64 by
// itself (problem_report.py), and one may follow the other at once.
func TestApport(t *testing.T) {
	field := func(text string) (lines string) {
		data := packedBy(t, "gz", text)
		for _, part := range []string{data[:10], data[10 : len(data)/2], data[len(data)/2:]} {
			lines += " " + base64.StdEncoding.EncodeToString([]byte(part)) + "\n"
		}
		return lines
	}
	report := "ProblemType: KernelCrash\nArchitecture: amd64\nDate: Mon Nov 23 07:00:00 2026\nCurrentDmesg: base64\n" + field(log) +
		"Lspci: base64\n" + field("00:00.0 Host bridge\n") + "Package: linux-image-6.1.0\nUname: Linux 6.1.0\n"
	f := visited(t, "linux.0.crash", report, 1<<20)
	if want := []string{"linux.0.crash", "linux.0.crash!CurrentDmesg", "linux.0.crash!Lspci"}; !slices.Equal(f.names, want) || len(f.lost) > 0 {
		t.Fatalf("%q, lost %q", f.names, f.lost)
	}
	if f.texts[1] != log || !strings.Contains(f.texts[0], "Package: linux-image") {
		t.Errorf("%q", f.texts)
	}
}
