package letter

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// letters are what people write: each is one letter and stays as it is.
var letters = strings.Fields("a é e\u0301 ü 串 한 각 ß ñ א שׁ ע م مُ مّ ไ ที่ ก้ क हि न्दी स्ते মি ழ் ᬓ " +
	"😀 ❤\ufe0f ☺\ufe0f 1\ufe0f⃣ 🇩🇪 👍🏽 👨\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿 क्\u200d")

func TestLettersAreLetters(t *testing.T) {
	for _, l := range letters {
		if n, ok := Next(l + "x"); !ok || n != len(l) {
			t.Errorf("of %q (% x) %d bytes are a letter (%v), want %d", l, l, n, ok, len(l))
		}
		if got := Clean("<" + l + ">"); got != "<"+l+">" {
			t.Errorf("%q became %q", l, got)
		}
	}
	for _, s := range []string{"می\u200cخواهم", "नमस्ते दुनिया", "ภาษาไทย", "العربية", "שלום עולם"} {
		if got := Clean(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestWhatIsSpeltOut(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mb":                        `a\x1b[31mb`,
		"a\nb\r\n\tc":                       `a\x0ab\x0d\x0a c`,
		"\x7f\x00":                          `\x7f\x00`,
		"\u009b31m\x9b31m":                  `\u009b31m\x9b31m`,
		"a\u202eb\u2066c\u200f":             `a\u202eb\u2066c\u200f`,
		"pass\u200dword\u200b":              `pass\u200dword\u200b`,
		"\ufeffx\u00ad\u2028":               `\ufeffx\u00ad\u2028`,
		"\U000e0041\U000e0101":              `\U000e0041\U000e0101`,
		"\ue0b0\u0378\u3164":                `\ue0b0\u0378\u3164`,
		"\u0301x":                           `\u0301x`,
		"\xff\xc3":                          `\xff\xc3`,
		"e" + strings.Repeat("\u0301", 200): "e" + strings.Repeat("\u0301", 8) + `\u0301…`,
		"א" + strings.Repeat("\u200d", 200): "א" + strings.Repeat("\u200d", 0) + `\u200d…`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// endless makes long texts that are one cluster to Unicode.
func endless(part string) string { return strings.Repeat(part, 4000) }

func TestNoLetterIsEndless(t *testing.T) {
	for _, s := range []string{endless("👨\u200d"), endless("🏽"), endless("ᄀ"), endless("\u0d4e"), endless("क्"), endless("\u0301"), "e" + endless("\ufe0f")} {
		for rest := s; rest != ""; {
			n, ok := Next(rest)
			if ok && n > longest {
				t.Errorf("a letter of %d bytes in %.20q", n, s)
			}
			rest = rest[n:]
		}
		if joined := longestRun(Clean(s), "\u200d\u0301\ufe0f"); joined > maxMarks {
			t.Errorf("%d marks in a row of %.20q", joined, s)
		}
	}
}

func longestRun(s, of string) int {
	longest, run := 0, 0
	for _, r := range s {
		if run++; !strings.ContainsRune(of, r) {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

func TestCutTearsNothing(t *testing.T) {
	all := strings.Join(letters, "") + "plain ascii" + strings.Join(letters, " ")
	for n := -1; n <= len(all)+1; n++ {
		head, tail, clip := Cut(all, n), CutEnd(all, n), Clip(all, n)
		if len(head) > max(n, 0) || !strings.HasPrefix(all, head) || !utf8.ValidString(head) || !whole(head, all) {
			t.Fatalf("Cut at %d is %q", n, head)
		}
		if len(tail) > max(n, 0) || !strings.HasSuffix(all, tail) || !utf8.ValidString(tail) {
			t.Fatalf("CutEnd at %d is %q", n, tail)
		}
		if !utf8.ValidString(clip) || len(clip) > max(n, len("…")) {
			t.Fatalf("Clip at %d is %q", n, clip)
		}
	}
}

// whole tells whether what follows head in all begins a letter.
func whole(head, all string) bool {
	for rest := all; rest != ""; {
		if len(rest) == len(all)-len(head) {
			return true
		}
		n, _ := Next(rest)
		rest = rest[n:]
	}
	return head == all
}

func FuzzClean(f *testing.F) {
	f.Add("e\u0301\u200d\x1b[8m👨‍👩‍👧\xff\u202e\t\n", 7)
	f.Fuzz(func(t *testing.T, s string, n int) {
		got := Clean(s)
		for _, r := range got {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffd && !strings.ContainsRune(s, r) || Hidden(r) && !Joins(r) {
				t.Fatalf("%q became %q with %q", s, got, r)
			}
		}
		if again := Clean(got); again != got {
			t.Errorf("%q became %q and then %q", s, got, again)
		}
		if utf8.ValidString(s) && !(utf8.ValidString(Cut(s, n)) && utf8.ValidString(CutEnd(s, n))) {
			t.Errorf("a cut of %q at %d tears a rune", s, n)
		}
	})
}
