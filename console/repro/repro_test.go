package repro

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// The bounds are those of Clopper and Pearson, computed independently with exact fractions
// (sums of binomial terms, bisected to 2^-48).
func TestRoundsBetweenCrashes(t *testing.T) {
	for _, c := range []struct {
		crashed, rounds int
		mean, low, high float64
	}{
		{0, 10, 0, 3.2415214750975743, 0},
		{1, 10, 10, 2.2471096253276794, 395.4791130340279},
		{5, 10, 2, 1.23014246893811, 5.34513457952406},
		{7, 40, 5.714285714285714, 3.0507324602626174, 13.627184609093737},
		{1, 60, 60, 11.185801184207197, 2370.373447491671},
		{3, 3, 1, 1, 3.4199518933534003},
	} {
		b := BetweenOf(c.crashed, c.rounds)
		for what, pair := range map[string][2]float64{"mean": {b.Mean, c.mean}, "low": {b.Low, c.low}, "high": {b.High, c.high}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9*max(1, pair[1]) {
				t.Errorf("%d of %d: %s is %v, want %v", c.crashed, c.rounds, what, pair[0], pair[1])
			}
		}
	}
}

func TestUntil(t *testing.T) {
	for s, want := range map[string]Until{"crash": {Crash: true}, "40": {Rounds: 40}, "90s": {For: 90 * time.Second}, "8h": {For: 8 * time.Hour}} {
		if got, err := ParseUntil(s); got != want || err != nil {
			t.Errorf("%q: %+v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0", "-3", "-1s", "crashes", "1.5"} {
		if _, err := ParseUntil(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}

func TestThePromptIsKnownAgain(t *testing.T) {
	p := prompt{shape: shape(lastLine([]byte("\x1b]0;owned\x07\x1b[1;32mroot@b\x1b[0m [12:04:59|0] # ")))}
	for line, want := range map[string]bool{
		"root@b [7:04:00|127] # ":            true,
		"root@b [12:04:59|0] # modprobe":     false,
		"[    1.2] root@b [12:04:59|0] # ":   false,
		"":                                   false,
		"root@b [x] # ":                      false,
		strings.Repeat("1", longestPrompt+1): false,
	} {
		if got := p.is(lastLine([]byte(line))); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	if !p.begins("root@b [1:2:3|0] # [   12.5] shprd: loaded", "load") || p.begins("root@b [1:2:3|0] # ls", "ls") || p.begins("loaded", "ls") {
		t.Error("a message at the prompt and the echo of a command are taken for each other")
	}
	pattern := prompt{pattern: regexp.MustCompile(`^# $`)}
	if !pattern.is("# ") || pattern.is("## ") || pattern.is("") {
		t.Error("the pattern that a person gave does not decide")
	}
}

// A board that says the same whatever is typed.
type parrot struct{ says []string }

func (p *parrot) Send([]byte) error { return nil }
func (p *parrot) Next(ctx context.Context) (parse.Batch, error) {
	if len(p.says) == 0 {
		<-ctx.Done()
		return parse.Batch{}, ctx.Err()
	}
	line := p.says[0]
	p.says = p.says[1:]
	return parse.Batch{Lines: []parse.Line{{Raw: []byte("x")}}, Partial: []byte(line)}, nil
}

func TestWhatKeepsItFromThePrompt(t *testing.T) {
	for says, want := range map[string]error{"bbb login: ": ErrNoLogin, "=> ": ErrLoader, "": ErrNoReturn} {
		plan := &Plan{Do: []string{"x"}, Command: time.Second, Reboot: 2500 * time.Millisecond}
		err := Run(context.Background(), &parrot{[]string{says}}, plan, new(Tally), Observer{Does: func(*Tally, string) {}})
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", says, err, want)
		}
	}
}

func TestTallyGroupsBySignature(t *testing.T) {
	crash := func(id int, sig, title string) *parse.Crash {
		return &parse.Crash{ID: id, Title: title, Signature: parse.Signature{Exact: sig}}
	}
	var tally Tally
	tally.Add(&Round{N: 1, Crashes: []*parse.Crash{crash(1, "a", "A")}})
	tally.Add(&Round{N: 2, Hung: true})
	tally.Add(&Round{N: 3, Crashes: []*parse.Crash{crash(2, "b", "B"), crash(3, "b", "B")}})
	tally.Add(&Round{N: 4, Restart: true})
	tally.Add(&Round{N: 5, Restart: true, Crashes: []*parse.Crash{crash(4, "b", "B")}})
	want := "{5 3 1 1 0  [{b  B 2 3 3 5} {a  A 1 1 1 1}]}"
	if got := fmt.Sprint(tally); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheStateIsFoundAgain(t *testing.T) {
	dir := t.TempDir()
	if _, err := Newest(dir, "p"); err == nil || !strings.Contains(err.Error(), "--do") {
		t.Errorf("%v", err)
	}
	began := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	for i, port := range []string{"p", "p", "../p", "p-x"} {
		s := Begin(dir, port, []string{"ls"}, "", began.Add(time.Duration(i)*time.Hour))
		s.Rounds = i + 10
		if err := s.Save(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Newest(dir, "p")
	if err != nil || s.Rounds != 11 {
		t.Fatalf("%+v %v", s, err)
	}
	if err := os.WriteFile(s.Path(), []byte(`{"v":1,"port":"p","do":["ls"],"rounds":1,"crashed":2}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Newest(dir, "p"); err == nil || !strings.Contains(err.Error(), "put it aside") {
		t.Errorf("a state that makes no sense: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "repro", ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
