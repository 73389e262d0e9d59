// Package uitest has what the tests of the screen's rooms share.
package uitest

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/letter"
)

// Update tells that goldens are to be written anew, as -update asks for.
var Update = flag.Bool("update", false, "write the screen's goldens")

// Data returns the path of a file below testdata/ui.
func Data(t testing.TB, name string) string {
	t.Helper()
	for root := ".."; len(root) < 20; root = filepath.Join(root, "..") {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return filepath.Join(root, "testdata", "ui", name)
		}
	}
	t.Fatal("the tests do not run below go.mod")
	return ""
}

// Recorded is a session of a real board (busybox 1.35 on a serial line, 80x24)
// or, for menuconfig and U-Boot, one written after their sources.
func Recorded(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(Data(t, "term-"+name+".raw"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Golden fails when rows are not those that the golden file of that name has.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	var b strings.Builder
	for line := range strings.SplitSeq(got, "\n") {
		b.WriteString("|" + line + "|\n")
	}
	path := Data(t, name+".golden")
	if *Update {
		if err := os.WriteFile(path, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("%s changed (-update writes it anew):\n%s", name, b.String())
	}
}

// Scripts is a line of every kind of letter, as boards with people around print.
var Scripts = []string{
	"emoji 😀👍🏽 👨‍👩‍👧‍👦 🇩🇪🇫🇷 ❤️ 1️⃣ 🏳️‍🌈|", "串口中文 한국어 각 ひらがな|", "العربية مُحَمَّد 123 שָׁלוֹם|",
	"हिन्दी नमस्ते दुनिया|", "ภาษาไทย ที่ กำ|", "e\u0301a\u0308 é ä tïmé|", "தமிழ் বাংলা ខ្មែរ|",
}

const ltrMark = '\u200e' // ends a row that has letters written from right to left

var endOfRow = regexp.MustCompile("^(\x1b\\[[0-9;]*m)*( |\\n|│|$)")

// Harmless fails unless s is printable runes and SGR sequences only.
func Harmless(t testing.TB, s string) {
	t.Helper()
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == 0x1b:
			end := strings.IndexByte(s[i:], 'm')
			if end < 0 || !strings.HasPrefix(s[i:], "\x1b[") || strings.Trim(s[i+2:i+end], "0123456789;") != "" {
				t.Fatalf("a sequence that is not SGR at %d in %q", i, s)
			}
			n = end + 1
		case r == ltrMark && endOfRow.MatchString(s[i+n:]): // ours
		default:
			var ok bool
			if n, ok = letter.Next(s[i:]); !ok || ansi.StringWidthWc(s[i:i+n]) == 0 {
				t.Fatalf("%q at %d in %q", r, i, s)
			}
		}
		i += n
	}
}
