package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The text is what was seen: no escape sequence, no carriage return, all the letters.
func TestTextOfTheConsole(t *testing.T) {
	const raw = "\x1b[31mred\x1b[0m é串\r\na\x1b]0;title\ab\tc\n  10%\r 100%\r\n\xff\x00 end"
	const want = "red é串\nab\tc\n 100%\n"
	if got := string(Text([]byte(raw))); !strings.HasPrefix(got, want) || strings.ContainsAny(got, "\x1b\r\a\x00") || !strings.HasSuffix(got, " end\n") {
		t.Errorf("%q, want %q", got, want)
	}
}

// Only who asked for it has the text beside the bytes, which stay as they are.
func TestSavedWithoutEscapes(t *testing.T) {
	for _, strip := range []bool{false, true} {
		l := Open(t.TempDir())
		l.Strip = strip
		const stream = "[    1.0] \x1b[31mUnable to handle\x1b[0m kernel\r\n"
		c := crash()
		c.FirstByte, c.LastByte, c.Body = 0, int64(len(stream)), nil
		path := filepath.Join(t.TempDir(), "a.log")
		if err := os.WriteFile(path, []byte(stream), 0o600); err != nil {
			t.Fatal(err)
		}
		dir, err := l.Capture(path, "", 0).Save(c, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, dir, rawFile); got != stream {
			t.Errorf("raw.log holds %q", got)
		}
		text, err := os.ReadFile(filepath.Join(dir, TextFile))
		if strip && string(text) != "[    1.0] Unable to handle kernel\n" || strip != (err == nil) {
			t.Errorf("strip %v: %q, %v", strip, text, err)
		}
	}
}
