package cell

import (
	"math/rand"
	"strings"
	"testing"

	"oopscope/ui/uitest"

	"github.com/charmbracelet/x/ansi"
)

func shown(s string) string {
	var t Line
	t.Play(s)
	return strings.TrimRight(Text(t.Row), " ")
}

func TestWhatABoardMayNotDo(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"clipboard":        {"a\x1b]52;c;ZXZpbA==\x07b", "ab"},
		"clipboard ST":     {"a\x1b]52;c;ZXZpbA==\x1b\\b", "ab"},
		"title":            {"a\x1b]0;title\x07b", "ab"},
		"unterminated OSC": {"a\x1b]0;the rest of the line", "a"},
		"hyperlink":        {"\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\", "text"},
		"DCS":              {"a\x1bP$qm\x1b\\b", "ab"},
		"APC":              {"a\x1b_Gi=1;AAAA\x1b\\b", "ab"},
		"PM, SOS":          {"a\x1b^x\x1b\\b\x1bXy\x1b\\c", "abc"},
		"raw C1 OSC":       {"a\x9d52;c;eA==\x9cb", "a52;c;eA==b"},
		"UTF-8 C1 OSC":     {"a\u009d0;t\u009cb", "a0;tb"},
		"raw C1 CSI":       {"a\x9b31mb", "a31mb"},
		"queries":          {"a\x1b[c\x1b[6n\x1b[>c\x1b[?1$p\x1b[18tb", "ab"},
		"mouse modes":      {"a\x1b[?1000h\x1b[?1006hb", "ab"},
		"alternate screen": {"a\x1b[?1049hb", "ab"},
		"a program's end":  {"vi's screen\x1b[5;1H~\x1b[?1049l~ # b", "~ # b"},
		"reset":            {"a\x1bcb", "ab"},
		"charset":          {"a\x1b(0b", "a·"},
		"bell and others":  {"a\a\x00\x0e\x0f\x7fb", "ab"},
		"cut CSI":          {"a\x1b[31", "a"},
		"cut ESC":          {"a\x1b", "a"},
		"cursor home":      {"a\x1b[Hb", "ab"},
		"bidi":             {"a\u202eb", "a·b"},
		"combining":        {"e\u0301", "e\u0301"},
		"endless marks":    {"e" + strings.Repeat("\u0301", 200) + "x", "e" + strings.Repeat("\u0301", 8) + "·x"},
		"mark by itself":   {"\u0301x", "·x"},
		"emoji":            {"a🫂b", "a🫂b"},
		"emoji of parts":   {"👨‍👩‍👧 👍🏽 🇩🇪 ❤️ 1️⃣|", "👨‍👩‍👧 👍🏽 🇩🇪 ❤️ 1️⃣|"},
		"Hindi":            {"नमस्ते हिन्दी", "नमस्ते हिन्दी"},
		"Thai":             {"ภาษาไทย ที่", "ภาษาไทย ที่"},
		"Arabic":           {"العربية مُحَمَّد", "العربية مُحَمَّد"},
		"Hebrew":           {"שָׁלוֹם", "שָׁלוֹם"},
		"joined ASCII":     {"pass\u200dword", "pass·word"},
		"tags, private":    {"a\U000e0041\ue0b0b", "a··b"},
		"soft hyphen":      {"a\u00adb", "a·b"},
		"not UTF-8":        {"a\xffb", "a·b"},
		"umlaut":           {"grün", "grün"},
		"CJK":              {"串口", "串口"},
		"tab":              {"a\tb", "a       b"},
		"huge tabulation":  {"\x1b[2147483647Ix", "x"},
	} {
		if got := shown(c.in); got != c.want {
			t.Errorf("%s: %q shows %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestALineIsATerminalOfOneRow(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"progress":           {"10%\r20%\r30%", "30%"},
		"backspace":          {"lss\b \b -l", "ls -l"},
		"erase to end":       {"hello\r\x1b[Kbye", "bye"},
		"busybox erase":      {"# old\r# \x1b[Jnew", "# new"},
		"left and write":     {"abc\x1b[2DX", "aXc"},
		"right":              {"a\x1b[3Cb", "a   b"},
		"column":             {"abcdef\x1b[3Gx", "abxdef"},
		"delete chars":       {"abcdef\r\x1b[2P", "cdef"},
		"insert chars":       {"abc\r\x1b[2@xy", "xyabc"},
		"erase all":          {"abc\x1b[2Kd", "   d"},
		"family overwritten": {"👨‍👩‍👧z\rx", "x     z"},
		"flag overwritten":   {"🇩🇪z\b\bx", " xz"},
		"accent kept":        {"e\u0301\bx", "x"},
		"half wide left":     {"串\bx", " x"},
		"half wide right":    {"串口\r\x1b[Cx口", " x口"},
	} {
		if got := shown(c.in); got != c.want {
			t.Errorf("%s: %q shows %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestColoursStayAndAreClosed(t *testing.T) {
	var s Line
	s.Play("\x1b[1;31mred\x1b[0m \x1b[38;5;208morange\x1b[38;2;1;2;3mrgb\x1b[5;8mhidden?")
	got := Paint(s.Row, 30)
	for _, want := range []string{"\x1b[0;1;31mred", "\x1b[0;38;5;208morange", "\x1b[0;38;2;1;2;3mrgb", "\x1b[0m"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if strings.Contains(got, ";8m") || strings.Contains(got, ";5m") {
		t.Errorf("hidden or blinking text in %q", got)
	}
}

func FuzzNothingHarmfulIsDrawn(f *testing.F) {
	for _, s := range []string{"", "\x1b[31mred", "a\x9d52;c;eA==\x9c", "\x1b[2147483647C\x1b[999999P", "串\b口\r\x1b[@", "👨‍👩‍👧x\x1b[2D🇩🇪❤️\x1b[3@\x1b[4Dहिन्दी\x1b[P", "\t\t\x1b[1K\x1b[99D"} {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, w uint8) {
		var screen Line
		screen.Play(s)
		line := Paint(screen.Row, int(w))
		uitest.Harmless(t, line)
		if got := ansi.StringWidthWc(line); got != int(w) {
			t.Errorf("%q is drawn %d cells wide, not %d: %q", s, got, w, line)
		}
		uitest.Harmless(t, Clean(s))
		uitest.Harmless(t, Caret(s))
	})
}

func TestAMegabyteOfNoise(t *testing.T) {
	noise := make([]byte, 1<<20)
	rnd := rand.New(rand.NewSource(1))
	for i := range noise {
		noise[i] = byte(rnd.Intn(256))
		if rnd.Intn(20) == 0 {
			noise[i] = 0x1b
		}
	}
	for line := range strings.SplitSeq(string(noise), "\n") {
		var s Line
		s.Play(line)
		row := Paint(s.Row, 80)
		uitest.Harmless(t, row)
		if ansi.StringWidthWc(row) != 80 {
			t.Fatalf("%q is not 80 cells wide", row)
		}
	}
}

func BenchmarkPlay(b *testing.B) {
	line := "[  942.541300] Unable to handle kernel NULL pointer dereference at virtual address 000001c1"
	b.SetBytes(int64(len(line)))
	var s Line
	for b.Loop() {
		s = Line{Row: s.Row[:0]}
		s.Play(line)
	}
}

func TestRowsFromRightToLeftEndInAMark(t *testing.T) {
	for line, want := range map[string]int{"שלום 12": 1, "مرحبا": 1, "grüß 串": 0} {
		var l Line
		l.Play(line)
		if got := strings.Count(Paint(l.Row, 40), "\u200e"); got != want {
			t.Errorf("%q has %d marks, want %d", line, got, want)
		}
	}
}
