package repro

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/parse"
)

// A shell is a board whose every third "boom" is a crash; it hands what it says to a bench.
type shell struct {
	mu    sync.Mutex
	bench *Bench
	lines int
	booms int
	ids   int
}

func (s *shell) send(p []byte) error {
	go s.answer(strings.TrimRight(string(p), "\r"))
	return nil
}

func (s *shell) answer(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines++
	b := parse.Batch{Lines: []parse.Line{{N: s.lines, Raw: []byte("# " + line)}}, Partial: []byte("# ")}
	if line == "boom" {
		if s.booms++; s.booms%3 == 0 {
			s.ids++
			b.Crashes = []*parse.Crash{{ID: s.ids, Title: "boom", Kernel: "6.1", Severity: parse.Oops, Signature: parse.Signature{Exact: "b"}}}
		}
	}
	s.bench.Take(&b)
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never %s", what)
		}
	}
}

// TestBench: rounds beside a screen are counted, stopped, gone on with, by another bench of
// the same port, too, and held against those before.
func TestBench(t *testing.T) {
	t.Parallel() // it waits for prompts
	dir := t.TempDir()
	bench := func() *Bench {
		s := &shell{}
		s.bench = NewBench(dir, "p", s.send)
		return s.bench
	}
	b := bench()
	if _, known := b.Forecast(); known || b.State().Running {
		t.Error("a run is known before the first")
	}
	for _, c := range []struct {
		do    []string
		until string
	}{{nil, ""}, {[]string{"a\nb"}, ""}, {[]string{"a"}, "soon"}} {
		if b.Start(c.do, c.until, "", false) == nil {
			t.Errorf("%q until %q is taken", c.do, c.until)
		}
	}
	if err := b.Start([]string{"boom"}, "", "", false); err != nil {
		t.Fatal(err)
	}
	if b.Start([]string{"boom"}, "", "", false) == nil {
		t.Error("two runs at once")
	}
	until(t, "ran a round", func() bool { return b.State().N > 0 })
	b.Stop()
	until(t, "stopped", func() bool { return !b.State().Running })
	n := b.State().N
	if s := b.State(); s.Ended != "" || s.Done >= 0 || s.Trouble != "" {
		t.Errorf("%+v", s)
	}
	b = bench() // of the next session
	last, known := b.Forecast()
	if !known || last.N != n || last.Do[0] != "boom" {
		t.Fatalf("%+v %v", last, known)
	}
	if err := b.Start(nil, fmt.Sprint(n+4), "", true); err == nil {
		t.Error("a round of nothing")
	}
	if err := b.Start(last.Do, fmt.Sprint(n+4), "", true); err != nil {
		t.Fatal(err)
	}
	until(t, "came to its end", func() bool { return !b.State().Running })
	s := b.State()
	if s.N != n+4 || s.Crashed == 0 || s.Done != 1 || s.Ended != "done" || len(s.Crashes) != 1 || s.Crashes[0].Title != "boom" || s.Against != "" {
		t.Errorf("%+v", s)
	}
	if m := b.Marks(); len(m) != 4 || m[0].Text != fmt.Sprintf("round %d", n+1) || b.Marks() != nil {
		t.Errorf("marks %+v", m)
	}
	if err := b.Start(last.Do, "1", "", false); err != nil {
		t.Fatal(err)
	}
	until(t, "ran anew", func() bool { return !b.State().Running })
	if s := b.State(); s.N != 1 || !strings.Contains(s.Against, "Against an earlier run of these commands") || !strings.Contains(s.Against, "too few to show a difference") {
		t.Errorf("%+v", s)
	}
}

// TestAgainst: what the counts of two runs show, as compare says it of boots.
func TestAgainst(t *testing.T) {
	for _, c := range []struct {
		crashed, rounds, before, of int
		want                        string
	}{
		{1, 60, 7, 40, "7 in 40 rounds then, 1 in 60 now: less often now, p = 0.0064."},
		{7, 40, 1, 60, "1 in 60 rounds then, 7 in 40 now: more often now, p = 0.0064."},
		{5, 20, 4, 20, "4 in 20 rounds then, 5 in 20 now: no difference shown, p = 1."},
		{1, 1, 0, 1, "0 in 1 round then, 1 in 1 now: too few to show a difference."},
	} {
		dir := t.TempDir()
		began := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
		run := func(at time.Time, do, kernel string, crashed, rounds int) *State {
			s := Begin(dir, "p", []string{do}, "", at)
			s.Rounds, s.Crashed, s.Kernel = rounds, crashed, kernel
			if err := s.Save(); err != nil {
				t.Fatal(err)
			}
			return s
		}
		run(began, "ls", "6.1", c.before, c.of)
		run(began.Add(time.Hour), "other", "6.1", 1, 1)
		now := run(began.Add(2*time.Hour), "ls", "6.2", c.crashed, c.rounds)
		run(began.Add(3*time.Hour), "ls", "6.3", 3, 3) // later than this one
		a := Compare(now)
		if a == nil || !strings.HasSuffix(a.Words(), c.want) || !strings.Contains(a.Words(), "an earlier run of these commands (the last on 21 Nov 2026") || !strings.Contains(a.Words(), ", 6.1; now 6.2)") {
			t.Errorf("got %+v, want %q", a, c.want)
		}
	}
}
