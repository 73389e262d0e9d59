package export

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"oopscope/parse/crash"
	"oopscope/parse/letter"
	"oopscope/parse/triage"
)

func TestGoldens(t *testing.T) {
	opt := Options{File: "capture.log", Notes: "Happens on *every* unload.\nTimer first, then memory.",
		Marks: []Mark{{Line: 12, Text: "here", Raw: "[  942.5] Unable"}}}
	golden(t, "beagle.txt", Text(beagle(), opt))
	golden(t, "beagle.md", Markdown(beagle(), opt))
	golden(t, "beagle.html", HTML(beagle(), opt))
	golden(t, "beagle.mail", Mail(beagle(), opt))
	golden(t, "beagle.summary", Summary(beagle(), opt))
}

// onlyPrintable fails on everything that a terminal could take for a command.
func onlyPrintable(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Error("not UTF-8")
	}
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || letter.Hidden(r)) {
			t.Errorf("%U got out", r)
			return
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	for name, write := range map[string]func(*crash.Crash, Options) string{"text": Text, "summary": Summary, "markdown": Markdown, "html": HTML, "mail": Mail} {
		t.Run(name, func(t *testing.T) {
			out := write(hostile(), Options{File: "x\x1b[0m\n# y", Notes: "\x1b[2J", Marks: []Mark{{Text: "\a", Raw: "```"}}})
			onlyPrintable(t, out)
			if strings.Contains(out, "\n# x") || strings.Contains(out, "\n# y") {
				t.Error("the board started a line of its own")
			}
		})
	}
}

// Outside of fences and code spans no line of a report may hold live markup
// that came from the board.
func TestHostileTextIsNoMarkdown(t *testing.T) {
	fence := ""
	for _, l := range strings.Split(Markdown(hostile(), Options{}), "\n") {
		switch ticks := strings.TrimSuffix(l, "text"); {
		case fence == "" && strings.HasPrefix(l, "```") && strings.Trim(ticks, "`") == "":
			fence = ticks
			continue
		case fence != "" && strings.HasPrefix(l, fence):
			fence = ""
			continue
		case fence != "":
			continue
		}
		for _, live := range []string{"<img", "](http", "@all"} {
			if strings.Contains(withoutSpans(l), live) {
				t.Errorf("%q is live in %q", live, l)
			}
		}
	}
	if fence != "" {
		t.Error("a fence was left open")
	}
}

// withoutSpans drops a line's code spans the way CommonMark pairs them.
func withoutSpans(l string) string {
	var out strings.Builder
	for l != "" {
		n := len(l) - len(strings.TrimLeft(l, "`"))
		if n == 0 {
			out.WriteByte(l[0])
			l = l[1:]
			continue
		}
		end := closing(l[n:], n)
		if end < 0 {
			out.WriteString(l[:n])
			l = l[n:]
			continue
		}
		l = l[n+end:]
	}
	return out.String()
}

// closing finds the end of a run of exactly n backticks.
func closing(s string, n int) int {
	for i := 0; i < len(s); i++ {
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i + n
		}
		i += max(run-1, 0)
	}
	return -1
}

func TestPoorCrashesAreWrittenToo(t *testing.T) {
	defer func(was func(*crash.Crash) []triage.Finding) { judge = was }(judge)
	judge = func(*crash.Crash) []triage.Finding { return nil }
	c := &crash.Crash{CPU: -1, Severity: crash.Warning, Class: "warning"}
	want := "WARNING: warning\n================\nclass      warning\n\nQuality of the report\n  the report is not complete\n"
	if got := Text(c, Options{}); got != want {
		t.Errorf("got %q", got)
	}
	Markdown(c, Options{})
	Summary(c, Options{})
}

func TestTextKeepsToAMailsWidth(t *testing.T) {
	c := beagle()
	for range 60 {
		c.Modules = append(c.Modules, crash.Module{Name: "some_module"})
	}
	for _, l := range strings.Split(Text(c, Options{NoRaw: true}), "\n") {
		if utf8.RuneCountInString(l) > 78 {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(l), l)
		}
	}
}

func TestFindingsCarryTheirProof(t *testing.T) {
	var x text
	x.findings([]told{{"The timer ran on.", proof(triage.Finding{Rule: "r", Confidence: triage.Likely, Evidence: []int{5, 9}}), "Stop it first."}})
	want := "\nWhy, and what next\n  1. The timer ran on. (likely, lines 5, 9)\n     -> Stop it first.\n"
	if x.String() != want {
		t.Errorf("got %q", x.String())
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":        "plain",
		"tab\there":    "tab here",
		"\x1b[31m":     `\x1b[31m`,
		"a\nb":         `a\x0ab`,
		"\x9b":         `\x9b`,
		"\u009b":       `\u009b`,
		"\u202e":       `\u202e`,
		"\U000e0041":   `\U000e0041`,
		"µs Ω 中":       "µs Ω 中",
		"\u00a0\u00ad": "\u00a0\\u00ad",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestSymbolsAreSaid: text and mail say by what the symbols proved themselves, or
// what is doubtful.
func TestSymbolsAreSaid(t *testing.T) {
	c := &crash.Crash{Title: "oops", Symbols: crash.Symbols{
		File: "toy.ko", Proof: []crash.Proof{crash.ByCode, crash.ByCalls}, Other: []crash.File{{Name: "vmlinux"}},
	}}
	for _, text := range []string{Text(c, Options{}), Summary(c, Options{}), Markdown(c, Options{})} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), "toy.ko: proved by code, calls; vmlinux: not proved to be this kernel's") {
			t.Error(text)
		}
	}
	if s := Report(c, Options{}).Symbols; s == nil || s.File != "toy.ko" || len(s.Proof) != 2 || s.Doubt != "" || len(s.Other) != 1 {
		t.Errorf("%+v", s)
	}
	c.Symbols.Doubt = "toy.ko is another build"
	if text := Text(c, Options{}); !strings.Contains(text, "doubtful: toy.ko is another build") || strings.Contains(text, "proved") {
		t.Error(text)
	}
	if Report(&crash.Crash{}, Options{}).Symbols != nil {
		t.Error("symbols of a crash without")
	}
}

// TestNoSymbols: files that cannot be used leave nothing to doubt.
func TestNoSymbols(t *testing.T) {
	s := crash.Symbols{Doubt: "cannot use bzImage: it is a boot image"}
	if got := s.String(); got != "none: cannot use bzImage: it is a boot image" {
		t.Error(got)
	}
}
