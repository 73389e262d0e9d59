package cell

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"oopscope/ui/uitest"
)

// inASCII draws in ASCII for one test, which is alone meanwhile.
func inASCII(t *testing.T) {
	DrawASCII(true)
	t.Cleanup(func() { DrawASCII(false) })
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 }

// The board's letters are spelt out, before they are measured, and take the cells that
// their escapes do; ours become one of one cell.
func TestDrawnInASCII(t *testing.T) {
	inASCII(t)
	for text, want := range map[string]string{
		"grün":          `gr\u00fcn`,
		"串口 1":          `\u4e32\u53e3 1`,
		"a\xff\xe4z":    `a\xff\xe4z`,
		"e\u0301x":      `e\u0301x`,
		"😀!":            `\U0001f600!`,
		"ab\r\x1b[31mc": "cb",
	} {
		var l Line
		l.Play(text)
		if got := strings.TrimRight(Text(l.Row), " "); got != want {
			t.Errorf("%q is drawn %q, want %q", text, got, want)
		}
		if got := Paint(l.Row, len(want)+3); !isASCII(got) || Width(strip(got)) != len(want)+3 {
			t.Errorf("%q is painted %q", text, got)
		}
		if got := Clean(text); got != want {
			t.Errorf("%q cleaned is %q", text, got)
		}
	}
	var b Bar
	b.Add("── crash · 2 ▸ …", lipgloss.NewStyle())
	b.Add("串", lipgloss.NewStyle())
	if got := b.Paint(20); got != "-- crash . 2 > ~?   " {
		t.Errorf("our own words are %q", got)
	}
	for _, s := range uitest.Scripts {
		var l Line
		l.Play(s)
		if got := Paint(l.Row, 60); !isASCII(got) || Width(strip(got)) != 60 {
			t.Errorf("%q is painted %q", s, got)
		}
	}
}

func strip(s string) string {
	var l Line
	l.Play(s)
	return Text(l.Row)
}

// Every sign beyond ASCII that stands in the words of the screen has one in ASCII.
func TestEverySignHasOneInASCII(t *testing.T) {
	seen := 0
	for _, root := range []string{"..", "../../console/link", "../../parse/triage", "../../parse/class", "../../parse/story", "../../parse/crash", "../../parse/decode", "../../parse/export"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "uitest") {
				return err
			}
			for _, r := range literals(t, path) {
				if r != ltrMark && r != '\ufe0f' && sketch(r) == '?' {
					t.Errorf("%s draws %c (%U), which has no sign in ASCII", path, r, r)
				}
				seen++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 100 {
		t.Errorf("only %d signs were found", seen)
	}
}

// literals are the runes beyond ASCII in the texts of a file.
func literals(t *testing.T, path string) (runes []rune) {
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile(path, -1, len(src)), src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return runes
		}
		if tok != token.STRING && tok != token.CHAR {
			continue
		}
		if text, err := strconv.Unquote(lit); err == nil {
			lit = text
		}
		for _, r := range lit {
			if r >= 0x80 && r != 0xfffd {
				runes = append(runes, r)
			}
		}
	}
}
