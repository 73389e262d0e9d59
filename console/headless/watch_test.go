package headless

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// script is a console that brings its batches and then ends, or hangs when end
// is nil.
type script struct {
	batches []parse.Batch
	end     error
	sent    []string
}

func (s *script) Next(ctx context.Context) (parse.Batch, error) {
	if err := ctx.Err(); err != nil {
		return parse.Batch{}, err
	}
	if len(s.batches) > 0 {
		b := s.batches[0]
		s.batches = s.batches[1:]
		return b, nil
	}
	if s.end != nil {
		return parse.Batch{}, s.end
	}
	<-ctx.Done()
	return parse.Batch{}, ctx.Err()
}

func (s *script) Ready(context.Context) error { return nil }
func (s *script) Link() link.Link             { return link.Link{State: link.Up} }

func (s *script) Send(p []byte) error {
	if s.end == errNoWay {
		return errNoWay
	}
	s.sent = append(s.sent, string(p))
	return nil
}

var errNoWay = errors.New("nothing can be sent over this line")

func lines(first int, texts ...string) parse.Batch {
	var b parse.Batch
	for i, t := range texts {
		b.Lines = append(b.Lines, parse.Line{N: first + i, Raw: []byte(t)})
	}
	return b
}

func crashed(id, line int, open bool) parse.Batch {
	return parse.Batch{Crashes: []*parse.Crash{{ID: id, First: line, Open: open, Severity: parse.Oops, Class: "gpf", CPU: -1}}}
}

func expect(re string) []*regexp.Regexp { return []*regexp.Regexp{regexp.MustCompile(re)} }

func watch(ctx context.Context, src Source, opt WatchOptions) (status int, out, errs string) {
	var o, e strings.Builder
	opt.Out, opt.Err = &o, &e
	status = WatchAll(ctx, []Watched{{Open: func(context.Context) (Source, error) { return src, nil }, Opt: opt}})
	return status, o.String(), e.String()
}

func TestWatchExitStatus(t *testing.T) {
	login, panicked := expect("login:"), expect("Kernel panic")
	for name, c := range map[string]struct {
		batches []parse.Batch
		end     error
		opt     WatchOptions
		want    int
	}{
		"expected":             {[]parse.Batch{lines(1, "boot", "bbb login:")}, nil, WatchOptions{Expect: login}, Done},
		"expected in a prompt": {[]parse.Batch{{Partial: []byte("bbb login: ")}}, nil, WatchOptions{Expect: login}, Done},
		"through colours":      {[]parse.Batch{lines(1, "bbb lo\x1b[1mgin:")}, nil, WatchOptions{Expect: login}, Done},
		"failed":               {[]parse.Batch{lines(1, "Kernel panic - x", "bbb login:")}, nil, WatchOptions{Expect: login, FailOn: panicked}, Matched},
		"expected first":       {[]parse.Batch{lines(1, "bbb login:", "Kernel panic - x")}, nil, WatchOptions{Expect: login, FailOn: panicked}, Done},
		"both in one line":     {[]parse.Batch{lines(1, "login: Kernel panic")}, nil, WatchOptions{Expect: login, FailOn: panicked}, Matched},
		"crash":                {[]parse.Batch{crashed(1, 1, false)}, nil, WatchOptions{FailOnCrash: true}, Crashed},
		"crash, not asked":     {[]parse.Batch{crashed(1, 1, false)}, io.EOF, WatchOptions{}, Done},
		"timeout":              {nil, nil, WatchOptions{Timeout: time.Millisecond, Expect: login}, Timeout},
		"over":                 {nil, io.EOF, WatchOptions{}, Done},
		"over without":         {nil, io.EOF, WatchOptions{Expect: login}, Failed},
		"port broke":           {nil, io.ErrUnexpectedEOF, WatchOptions{}, Failed},
	} {
		status, _, errs := watch(context.Background(), &script{batches: c.batches, end: c.end}, c.opt)
		if status != c.want {
			t.Errorf("%s: status %d, want %d: %s", name, status, c.want, errs)
		}
	}
}

func TestWatchWaitsForTheWholeCrash(t *testing.T) {
	src := &script{batches: []parse.Batch{crashed(1, 2, true), lines(5, "more"), crashed(1, 2, false), lines(9, "not read any more")}}
	status, out, _ := watch(context.Background(), src, WatchOptions{Format: JSON, FailOnCrash: true})
	if status != Crashed || strings.Count(out, "\n") != 1 || len(src.batches) != 1 {
		t.Errorf("status %d, %d batches left, out %s", status, len(src.batches), out)
	}
}

func TestWatchWritesAnOpenCrashAtTheEnd(t *testing.T) {
	status, out, _ := watch(context.Background(), &script{batches: []parse.Batch{crashed(1, 2, true)}, end: io.EOF}, WatchOptions{Format: JSON})
	if status != Done || !strings.Contains(out, `"class":"gpf"`) {
		t.Errorf("status %d, out %s", status, out)
	}
}

func TestWatchEndsCleanlyWhenInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(context.Background())
	interrupt()
	if status, _, errs := watch(ctx, &script{}, WatchOptions{}); status != Done || errs != "oopscope: 1 input, 0 lines, 0 crashes\n" {
		t.Errorf("status %d, %s", status, errs)
	}
	if status, _, _ := watch(ctx, &script{}, WatchOptions{Expect: expect("x")}); status != Failed {
		t.Errorf("status %d though nothing was seen", status)
	}
}

func TestWatchSends(t *testing.T) {
	src := &script{end: io.EOF}
	watch(context.Background(), src, WatchOptions{Send: []string{"root", "dmesg"}})
	if strings.Join(src.sent, "|") != "root\r|dmesg\r" {
		t.Errorf("sent %q", src.sent)
	}
	if status, _, errs := watch(context.Background(), &script{end: errNoWay}, WatchOptions{Send: []string{"x"}}); status != Failed || !strings.Contains(errs, "nothing can be sent") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestPlainTypesWhatItIsGiven(t *testing.T) {
	src := &script{end: io.EOF}
	typeLines(src, strings.NewReader("uname -a\nls\n"), io.Discard)
	if strings.Join(src.sent, "|") != "uname -a\r|ls\r" {
		t.Errorf("sent %q", src.sent)
	}
}

func TestPrinter(t *testing.T) {
	partial := func(s string) parse.Batch { return parse.Batch{Partial: []byte(s)} }
	for name, c := range map[string]struct {
		batches []parse.Batch
		want    string
	}{
		"lines":             {[]parse.Batch{lines(1, "a", "b")}, "a\nb\n"},
		"a line that grows": {[]parse.Batch{partial("lo"), partial("login: "), lines(1, "login: root")}, "login: root\n"},
		"a rewritten line":  {[]parse.Batch{partial("10%"), partial("20%")}, "10%\n20%"},
		"half a character":  {[]parse.Batch{partial("\xc3"), partial("\xc3\xb6l")}, "öl"},
		"colours":           {[]parse.Batch{lines(1, "\x1b[1;31mred\x1b[0m.", "none")}, "\x1b[1;31mred\x1b[0m.\x1b[0m\nnone\n"},
		"a growing colour":  {[]parse.Batch{partial("\x1b[31mre"), lines(1, "\x1b[31mred")}, "\x1b[31mred\x1b[0m\n"},
		"title and OSC 52":  {[]parse.Batch{lines(1, "\x1b]0;owned\aa\x1b]52;c;aGk=\x1b\\b\x1b[2J\x1b[6nc\u009b31m\x9b1md")}, "abc31m\\x9b1md\n"},
		"huge parameters":   {[]parse.Batch{lines(1, "\x1b["+strings.Repeat("1;", 50)+"mx")}, "x\n"},
		"a gap": {[]parse.Batch{partial("lo"), {Lines: lines(5, "a", "b").Lines, Gaps: []parse.Gap{{After: 5, Length: time.Second, Reason: "un\x1bplugged"}}}},
			"lo\na\n--- nothing received for 1s: un\\x1bplugged ---\nb\n"},
		"tabs": {[]parse.Batch{lines(1, "a\tb\x07")}, "a\tb\n"},
	} {
		var out strings.Builder
		p := &printer{out: &out, colour: true, bare: true}
		for i := range c.batches {
			if err := p.batch(&c.batches[i]); err != nil {
				t.Fatal(err)
			}
		}
		if out.String() != c.want {
			t.Errorf("%s: %q, want %q", name, out.String(), c.want)
		}
	}
}

func TestBlockStandsBetweenLines(t *testing.T) {
	var out strings.Builder
	p := &printer{out: &out, colour: true, bare: true}
	p.batch(&parse.Batch{Partial: []byte("\x1b[32m# l")})
	p.block([]byte("CRASH\n"))
	b := lines(1, "\x1b[32m# ls")
	p.batch(&b)
	if want := "\x1b[32m# l\x1b[0m\nCRASH\n\x1b[32m# ls\x1b[0m\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// TestWatchKeepsFilesOfABoot: whoever keeps files is told when the watch begins, and
// of every boot before a crash of the same batch is resolved.
func TestWatchKeepsFilesOfABoot(t *testing.T) {
	var told []string
	both := crashed(1, 5, false)
	both.Boots = []parse.Boot{{N: 2, First: 4}}
	opt := WatchOptions{
		Booted:  func() { told = append(told, "boot") },
		Resolve: func(c *parse.Crash) *parse.Crash { told = append(told, "crash"); return c },
	}
	watch(t.Context(), &script{batches: []parse.Batch{lines(1, "login:"), both}, end: io.EOF}, opt)
	if got := strings.Join(told, " "); got != "boot boot crash" {
		t.Error(got)
	}
}
