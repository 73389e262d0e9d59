package headless

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/protocol"
	"oopscope/parse"
)

// held hides what it holds from others until it is read.
type held struct {
	mu sync.Mutex
	b  strings.Builder
}

func (h *held) Write(p []byte) (int, error) { h.mu.Lock(); defer h.mu.Unlock(); return h.b.Write(p) }

// watchAll watches sources called A, B and so on.
func watchAll(ctx context.Context, opt WatchOptions, sources ...*script) (status int, stdout, errs string) {
	o, e := new(held), new(held)
	var list []Watched
	for i, src := range sources {
		opt.Name, opt.Out, opt.Err = string(rune('A'+i)), o, e
		list = append(list, Watched{Opt: opt, Open: func(context.Context) (Source, error) {
			if src == nil {
				return nil, errors.New("it is not there")
			}
			return src, nil
		}})
	}
	status = WatchAll(ctx, list)
	return status, o.b.String(), e.b.String()
}

// Each port has to bring what is expected; the first bad end is that of all.
func TestWatchAllExitStatus(t *testing.T) {
	login := WatchOptions{Expect: expect("login:"), FailOn: expect("panic"), FailOnCrash: true, Timeout: 300 * time.Millisecond}
	brings := func(text string) *script { return &script{batches: []parse.Batch{lines(1, text)}} }
	for name, c := range map[string]struct {
		sources []*script
		want    int
	}{
		"all of them":            {[]*script{brings("login:"), brings("x login:"), brings("y login:")}, Done},
		"all but one":            {[]*script{brings("login:"), brings("nothing"), brings("login:")}, Timeout},
		"one panics":             {[]*script{brings("login:"), brings("panic"), {}}, Matched},
		"one crashes":            {[]*script{brings("login:"), {}, {batches: []parse.Batch{crashed(1, 1, false)}}}, Crashed},
		"one is not there":       {[]*script{{}, nil}, Failed},
		"one ends":               {[]*script{{}, {batches: []parse.Batch{lines(1, "bye")}, end: io.EOF}}, Failed},
		"one ends behind a word": {[]*script{brings("login:"), {batches: []parse.Batch{lines(1, "login:")}, end: io.EOF}}, Done},
	} {
		status, _, errs := watchAll(t.Context(), login, c.sources...)
		if status != c.want {
			t.Errorf("%s: status %d, want %d: %s", name, status, c.want, errs)
		}
		if n := strings.Count(errs, "it ended before"); n > 1 || n == 1 && name != "one ends" {
			t.Errorf("%s: the others are told of: %s", name, errs)
		}
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	if status, _, errs := watchAll(ctx, WatchOptions{}, &script{}, &script{}); status != Done || errs != "oopscope: 2 inputs, 0 lines, 0 crashes\n" {
		t.Errorf("status %d, %s", status, errs)
	}
}

// All is one stream, in which everything names its port, and no line is broken.
func TestWatchAllIsOneStream(t *testing.T) {
	many := func(n int) *script {
		s := &script{end: io.EOF}
		for i := range 50 {
			s.batches = append(s.batches, lines(1+2*i, strings.Repeat("x", n), "\x1b[31mred"), parse.Batch{Partial: []byte("half")})
		}
		s.batches = append(s.batches, parse.Batch{Gaps: []parse.Gap{{After: 100, Length: time.Second, Reason: "gone"}}}, crashed(1, 3, false))
		return s
	}
	for f, want := range map[Format]func(line string) bool{
		Text: func(line string) bool {
			whole := slices.Contains([]string{"A | " + strings.Repeat("x", 30), "B | " + strings.Repeat("x", 3000), "A | red", "B | red", "A | --- nothing received for 1s: gone ---", "B | --- nothing received for 1s: gone ---"}, line)
			return whole || !strings.Contains(line, " | ") && !strings.Contains(line, "half")
		},
		JSON: func(line string) bool {
			var r struct{ File string }
			return json.Unmarshal([]byte(line), &r) == nil && (r.File == "A" || r.File == "B")
		},
		Events: func(line string) bool {
			var m protocol.Message
			return json.Unmarshal([]byte(line), &m) == nil && (m.Port == "A" || m.Port == "B") && m.Event != ""
		},
		GitHub: func(line string) bool { return strings.Contains(line, "file=A") || strings.Contains(line, "file=B") },
	} {
		status, out, errs := watchAll(t.Context(), WatchOptions{Format: f}, many(30), many(3000))
		if status != Done || !strings.HasSuffix(errs, "oopscope: 2 inputs, 200 lines, 2 crashes\n") {
			t.Errorf("%d: status %d, %s", f, status, errs)
		}
		for line := range strings.Lines(out) {
			if !want(strings.TrimSuffix(line, "\n")) {
				t.Fatalf("format %d: a line is %.200q", f, line)
			}
		}
		for _, name := range []string{"A", "B"} {
			if f == Text && !strings.Contains(out, "--- oopscope: "+name+" ---") || f == Events && !strings.Contains(out, `"event":"crash","port":"`+name+`"`) {
				t.Errorf("format %d: no report of %s", f, name)
			}
		}
	}
}

// A document has a suite for each port, and a test for what was asked of it.
func TestWatchAllAsADocument(t *testing.T) {
	opt := WatchOptions{Format: JUnit, Expect: expect("login:"), FailOn: expect("panic"), Timeout: 300 * time.Millisecond}
	good, bad := &script{batches: []parse.Batch{lines(1, "login:")}}, &script{batches: []parse.Batch{crashed(1, 1, false)}}
	status, out, _ := watchAll(t.Context(), opt, good, bad)
	var doc struct {
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(out), &doc); err != nil || status != Timeout || len(doc.Suites) != 2 || doc.Failures != 2 {
		t.Fatalf("status %d, %v: %s", status, err, out)
	}
	got := map[string]string{}
	for _, s := range doc.Suites {
		for _, c := range s.Cases {
			got[s.Name] += fmt.Sprintf("%s:%v ", c.Name, c.Failure == nil)
		}
	}
	if got["A"] != "no crash in 1 lines:true expect login::true never panic:true " || got["B"] != "line 1: :false expect login::false never panic:true " {
		t.Errorf("%q", got)
	}
	if !strings.Contains(out, "timeout after 300ms") {
		t.Errorf("it does not say why: %s", out)
	}
	status, out, _ = watchAll(t.Context(), WatchOptions{Format: SARIF}, &script{batches: []parse.Batch{crashed(1, 1, false)}, end: io.EOF}, &script{batches: []parse.Batch{crashed(1, 1, false)}, end: io.EOF})
	if !json.Valid([]byte(out)) || status != Done || strings.Count(out, `"ruleId"`) != 2 || !strings.Contains(out, `"uri": "B"`) && !strings.Contains(out, `"uri":"B"`) {
		t.Errorf("status %d: %s", status, out)
	}
}

// Events are the protocol's, and the last one of a port is its verdict.
func TestWatchEvents(t *testing.T) {
	b := lines(1, "boot", "login:")
	b.Boots = []parse.Boot{{N: 1, First: 1, Kernel: "6.1"}}
	status, out, _ := watch(t.Context(), &script{batches: []parse.Batch{b}}, WatchOptions{Name: "p", Format: Events, Expect: expect("login:")})
	var got []string
	for line := range strings.Lines(out) {
		var m protocol.Message
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Port != "p" {
			t.Fatalf("%v: %s", err, line)
		}
		got = append(got, m.Event)
		switch {
		case m.Event == "line" && (len(m.Lines) != 2 || m.Lines[1].Text != "login:" || m.Lines[1].N != 2):
			t.Errorf("lines %+v", m.Lines)
		case m.Event == "boot" && m.Boot.Kernel != "6.1", m.Event == "verdict" && (m.Verdict.Status != 0 || !strings.Contains(m.Verdict.Why, "--expect")):
			t.Errorf("%s", line)
		}
	}
	if status != Done || strings.Join(got, " ") != "link line boot verdict" {
		t.Errorf("status %d: %q", status, got)
	}
}
