package repro

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

func TestAScriptIsRead(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("BOARD_PASSWORD", "from the environment")
	os.WriteFile(filepath.Join(dir, "secret"), []byte("from a file\r\nnot this\n"), 0o600)
	path := filepath.Join(dir, "a.toml")
	os.WriteFile(path, []byte(`
prompt = '# $'
login = "root"
password-file = "secret"
timeout = "7s"
steps = [
  { prompt = true, timeout = "2m" },
  { do = "uname -r" },
  { expect = '(\d+)\.(\d+)', into = ["major", "minor"], fail-on = "not found" },
  { send = "echo ${major}" }, { send = "" }, { type = "\u0003" },
  { secret = "env:BOARD_PASSWORD" }, { secret = "file:secret" },
  { pause = "20ms" }, { break = true }, { sysrq = "wt" }, { hook = "power-cycle" }, { pulse = "bbb-reset" },
  { loop = 3, until = "crash", steps = [
     { expect = 'x', on-timeout = "end-loop" },
     { expect = 'y${minor}', on-timeout = [ { break = true }, { hook = "notify" } ] },
  ] },
  { until = "8h", steps = [ { do = "true" } ] },
]
`), 0o600)
	s, err := ReadScript(path)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "a.toml" || s.Prompt != "# $" || s.Login != "root" || s.Password != "from a file" || len(s.Steps) != 15 {
		t.Fatalf("%+v", s)
	}
	if s.Steps[0].Timeout != 2*time.Minute || s.Steps[1].Timeout != 7*time.Second || s.Steps[2].Into[1] != "minor" || s.Steps[4].Type != "\r" || s.Steps[5].Type != "\x03" {
		t.Errorf("%+v", s.Steps[:6])
	}
	if string(s.Steps[6].Secret) != "from the environment" || string(s.Steps[7].Secret) != "from a file" {
		t.Errorf("%+v", s.Steps[6:8])
	}
	l := s.Steps[13].Loop
	if l.Times != 3 || !l.Crash || l.Steps[0].Late.How != "end-loop" || l.Steps[1].Late.How != "go-on" || len(l.Steps[1].Late.Steps) != 2 || s.Steps[14].Loop.For != 8*time.Hour {
		t.Errorf("%+v", l)
	}
	if hooks, pulses := Needs(s.Steps); !slices.Equal(hooks, []string{"power-cycle", "notify"}) || !slices.Equal(pulses, []string{"bbb-reset"}) {
		t.Errorf("%q %q", hooks, pulses)
	}
}

func TestAScriptThatMakesNoSense(t *testing.T) {
	for text, want := range map[string]string{
		`x = [`:                                                      "line 1: ",
		`steps=[{send="a"}]` + "\nx = 1":                             `"x" is no key`,
		``:                                                           "there are no steps",
		`steps = [{}]`:                                               "step 1: it does 0 things",
		`steps = [{do="a", send="b"}]`:                               "step 1: it does 2 things",
		`steps = [{send="a"}, {snd="b"}]`:                            `"steps.snd" is no key`,
		`steps = [{send="a", x=1}]`:                                  "is no key",
		`steps = [{send="a\rb"}]`:                                    "one line",
		`steps = [{do="a\u0003"}]`:                                   "one line",
		`steps = [{expect="("}]`:                                     "missing closing",
		`steps = [{expect="a", into=["b"]}]`:                         "0 groups",
		`steps = [{expect="(a)", into=["B c"]}]`:                     "no name of a variable",
		`steps = [{send="${kernel}"}]`:                               "no earlier step sets ${kernel}",
		`steps = [{send="a", fail-on="b"}]`:                          "go with expect",
		`steps = [{expect="a", timeout="soon"}]`:                     "no time",
		`steps = [{pause="-1s"}]`:                                    "no time",
		`steps = [{expect="a", on-timeout="retry"}]`:                 "go-on",
		`steps = [{expect="a", on-timeout=3}]`:                       "on-timeout",
		`steps = [{expect="a", on-timeout=[{snd="x"}]}]`:             "step 1.1",
		`steps = [{loop=2}]`:                                         "no steps in 1",
		`steps = [{steps=[{send="a"}]}]`:                             "loop how often",
		`steps = [{loop=2, steps=[{send="a"}, {do="b", type="c"}]}]`: "step 1.2: ",
		`steps = [{until="7", steps=[{send="a"}]}]`:                  "loop = N",
		`steps = [{until="soon", steps=[{send="a"}]}]`:               `until "soon" is no end`,
		`steps = [{secret="hunter2"}]`:                               "does not stand in the script",
		`steps = [{secret="env:NO_SUCH_VARIABLE"}]`:                  "not set",
		`steps = [{secret="file:no-such-file"}]`:                     "no such file",
		`steps = [{secret="file:empty"}]`:                            "first line of empty is empty",
		`password-file = "empty"` + "\n" + `steps = [{send="a"}]`:    "first line of empty is empty",
		`steps = [{sysrq="c"}]`:                                      "sysrq",
		`prompt = "("` + "\n" + `steps = [{send="a"}]`:               "prompt",
		"steps = [" + strings.Repeat("{loop=1,steps=[", 9) + `{send="a"}` + strings.Repeat("]}", 9) + "]": "too deep",
	} {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, "empty"), []byte("\nhunter2\n"), 0o600)
		s, err := parseScript(text, dir)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "toml: ") {
			t.Errorf("%s: %+v, %v; want %q", text, s, err, want)
		}
	}
}

// A teller is a console that says something to each line that is typed.
type teller struct {
	says  func(typed string) string
	typed []string
	lines int
	come  chan parse.Batch
}

func newTeller(says func(string) string) *teller {
	return &teller{says: says, come: make(chan parse.Batch, 100)}
}

func (s *teller) Send(p []byte) error {
	s.typed = append(s.typed, string(p))
	s.tell(s.says(string(p)))
	return nil
}

// tell brings a text in two pieces, so that words are torn.
func (s *teller) tell(text string) {
	half := text[:len(text)/2]
	if i := strings.LastIndexByte(half, '\n'); i >= 0 {
		half = half[i+1:]
	}
	s.come <- parse.Batch{Partial: []byte(half)}
	var b parse.Batch
	for line := range strings.Lines(text) {
		if whole, ok := strings.CutSuffix(line, "\n"); ok {
			s.lines++
			b.Lines = append(b.Lines, parse.Line{N: s.lines, Raw: []byte(whole + "\r")})
			continue
		}
		b.Partial = []byte(line)
	}
	s.come <- b
}

func (s *teller) Next(ctx context.Context) (parse.Batch, error) {
	select {
	case b := <-s.come:
		return b, nil
	case <-ctx.Done():
		return parse.Batch{}, ctx.Err()
	}
}

func play(t *testing.T, c *teller, plan *Plan, script string) (vars map[string]string, err error) {
	t.Helper()
	s, err := parseScript(script, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plan.Steps, plan.Command, plan.Reboot = s.Steps, time.Minute, time.Minute
	vars = map[string]string{}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err = Play(ctx, c, plan, Player{Does: func(string) {}, Set: func(name, value string) { vars[name] = value }})
	return vars, err
}

// What is expected is found behind what was found before, in whole lines, unfinished ones
// and torn ones; what a group matched is typed again without its controls.
func TestExpect(t *testing.T) {
	t.Parallel()
	c := newTeller(func(typed string) string {
		return strings.TrimSuffix(typed, "\r") + "\r\nkernel \x1b[1m6.1.7\x1b[0m\x07-rc $(id)\nkernel second\nlogin: "
	})
	vars, err := play(t, c, &Plan{}, `steps = [
		{send="uname"}, {expect='kernel (.*)\n', into=["first"]}, {expect='kernel (\w+)\n', into=["second"]}, {expect='login: $'},
		{send="${first}!${second}"}, {expect='6.1.7-rc \$\(id\)!second'}, {expect='kernel ${first}'},
		{expect='gone', timeout="50ms", on-timeout="go-on"}, {type="x"}]`)
	if err != nil || vars["first"] != "6.1.7-rc $(id)" || vars["second"] != "second" {
		t.Errorf("%q, %v", vars, err)
	}
	if want := []string{"uname\r", "6.1.7-rc $(id)!second\r", "x"}; !slices.Equal(c.typed, want) {
		t.Errorf("typed %q", c.typed)
	}
}

func TestHowAScriptEnds(t *testing.T) {
	t.Parallel()
	silent := func(string) string { return "ERROR: no\n# " }
	_, err := play(t, newTeller(silent), &Plan{}, `steps = [{send="a"}, {expect="yes", timeout="80ms"}, {send="b"}]`)
	if unmet := (*Unmet)(nil); !errors.As(err, &unmet) || unmet.Step != `expect "yes"` || unmet.Last != "# " {
		t.Errorf("%v", err)
	}
	_, err = play(t, newTeller(silent), &Plan{}, `steps = [{send="a"}, {expect="yes", fail-on="ERR\\w+"}]`)
	if met := (*Met)(nil); !errors.As(err, &met) || met.Text != "ERROR" {
		t.Errorf("%v", err)
	}
	_, err = play(t, newTeller(silent), &Plan{}, `steps = [{hook="x"}]`)
	if !errors.Is(err, errNoTool) {
		t.Errorf("%v", err)
	}
	c := newTeller(silent)
	_, err = play(t, c, &Plan{}, `steps = [{loop=3, steps=[{send="in"}, {expect="yes", timeout="1ms", on-timeout="end-loop"}, {send="no"}]}, {loop=2, steps=[{send="again"}]}, {expect="yes", timeout="1ms", on-timeout=[{send="late"}]}, {send="end"}]`)
	if err != nil || !slices.Equal(c.typed, []string{"in\r", "again\r", "again\r", "late\r", "end\r"}) {
		t.Errorf("%q, %v", c.typed, err)
	}
}

// What is not typing is done while the board is listened to; secrets go without an echo.
func TestTools(t *testing.T) {
	t.Parallel()
	c := newTeller(func(string) string { return "" })
	var did []string
	do := func(what string) error { did = append(did, what); return nil }
	tools := Tools{
		Break: func() error { return do("break") }, SysRq: func(k byte) error { return do("sysrq " + string(k)) },
		Raw:   func(p []byte) error { return do("raw " + string(p)) },
		Pulse: func(_ context.Context, name string) error { return do("pulse " + name) },
		Hook: func(_ context.Context, name string) (link.HookResult, error) {
			c.tell("the relay clicks\n")
			time.Sleep(100 * time.Millisecond)
			return link.HookResult{Status: map[string]int{"fail": 7}[name]}, do("hook " + name)
		},
	}
	t.Run("all", func(t *testing.T) {
		os.Setenv("OOPS_SECRET", "s3cret")
		defer os.Unsetenv("OOPS_SECRET")
		_, err := play(t, c, &Plan{Tools: tools}, `steps = [{break=true}, {sysrq="wt"}, {pulse="reset"}, {hook="on"}, {expect="relay clicks", timeout="1ms"}, {secret="env:OOPS_SECRET"}]`)
		if want := "break,sysrq w,sysrq t,pulse reset,hook on,raw s3cret\r"; err != nil || strings.Join(did, ",") != want || len(c.typed) > 0 {
			t.Errorf("did %q, typed %q, %v", did, c.typed, err)
		}
	})
	_, err := play(t, c, &Plan{Tools: tools}, `steps = [{hook="fail"}, {break=true}]`)
	if failed := (*Failed)(nil); !errors.As(err, &failed) || !strings.Contains(err.Error(), "hook fail: fail ended with status 7") {
		t.Errorf("%v", err)
	}
}

// A loop ends at a crash, whether its steps come to their end or not.
func TestALoopUntilACrash(t *testing.T) {
	t.Parallel()
	n := 0
	var c *teller
	c = newTeller(func(typed string) string {
		if typed != "boom\r" {
			return "# "
		}
		if n++; n%3 == 0 {
			c.come <- parse.Batch{Crashes: []*parse.Crash{{ID: n, Severity: parse.Panic, Title: "x"}}}
			return "panic\n"
		}
		return "fine\n# "
	})
	_, err := play(t, c, &Plan{}, `steps = [{until="crash", steps=[{send="boom"}, {expect="fine", timeout="300ms"}]}, {until="crash", loop=2, steps=[{send="boom"}, {expect="fine"}]}, {send="end"}]`)
	if err != nil || n != 5 || c.typed[len(c.typed)-1] != "end\r" {
		t.Errorf("%d booms, %v", n, err)
	}
}

// A round of a script and one of commands are the same machinery.
func TestRoundsOfAScript(t *testing.T) {
	t.Parallel()
	c := newTeller(func(typed string) string {
		if typed == "\r" {
			return "\r\n# "
		}
		return typed + "\r\n# "
	})
	plan := &Plan{Prompt: regexp.MustCompile(`^# $`), Command: time.Second, Reboot: time.Minute, Until: []Until{{Rounds: 3}}, Steps: []Step{{Do: "one"}, {Expect: regexp.MustCompile("never"), Timeout: time.Millisecond}}}
	tally := &Tally{}
	var does []string
	err := Run(t.Context(), c, plan, tally, Observer{Began: func(int, *parse.Line) {}, Does: func(_ *Tally, what string) { does = append(does, what) }, Ended: func(*Tally, *Round) {}})
	if err != nil || tally.Rounds != 3 || tally.Hung != 3 {
		t.Errorf("%+v, %v", tally, err)
	}
	if text := fmt.Sprint(does); !strings.Contains(text, `one expect "never"`) {
		t.Errorf("it did %s", text)
	}
}

// A loop in which nothing is waited for hears the board all the same: it ends at a crash, and
// when whoever began it wants that.
func TestALoopThatOnlySends(t *testing.T) {
	t.Parallel()
	n := 0
	var c *teller
	c = newTeller(func(string) string {
		if n++; n == 5 {
			c.come <- parse.Batch{Crashes: []*parse.Crash{{ID: 1, Severity: parse.Panic, Title: "x"}}}
		}
		return "# "
	})
	if _, err := play(t, c, &Plan{}, `steps = [{until="crash", steps=[{send="boom"}]}]`); err != nil || n > 10 {
		t.Errorf("%d were sent, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	quiet := &teller{says: func(string) string { cancel(); return "" }, come: make(chan parse.Batch, 1000)}
	s, err := parseScript(`steps = [{until="8h", steps=[{type="x"}]}]`, "")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- Play(ctx, quiet, &Plan{Steps: s.Steps}, Player{Does: func(string) {}}) }()
	select {
	case err := <-over:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not end")
	}
}

// What is done when the time is over is done for the step that has it, whatever others are called.
func TestACommandIsCalledLikeAStep(t *testing.T) {
	t.Parallel()
	c := newTeller(func(string) string { return "" })
	_, err := play(t, c, &Plan{Prompt: regexp.MustCompile(`^# $`)}, `steps = [{loop=2, on-timeout="go-on", steps=[{expect="never", timeout="1ms"}]}]`)
	if unmet := (*Unmet)(nil); !errors.As(err, &unmet) {
		t.Errorf("a loop has no time that could be over: %v", err)
	}
	c.tell("# ")
	_, err = play(t, c, &Plan{Prompt: regexp.MustCompile(`^# $`)}, `steps = [{loop=2, on-timeout="go-on", steps=[{do="loop", timeout="1ms"}]}]`)
	if unmet := (*Unmet)(nil); !errors.As(err, &unmet) || unmet.Step != "loop" {
		t.Errorf("a command called loop: %v", err)
	}
}

// What was taken of a line that was not finished is not found again when it is, unless the line
// is another one by then.
func TestALineIsTakenOnce(t *testing.T) {
	var e ear
	says := func(partial string, lines ...string) {
		b := parse.Batch{Partial: []byte(partial)}
		for _, l := range lines {
			b.Lines = append(b.Lines, parse.Line{Raw: []byte(l)})
		}
		e.hear(&b)
	}
	finds := func(text string, want bool) {
		t.Helper()
		if _, ok := e.find(regexp.MustCompile(text)); ok != want {
			t.Errorf("%q is found: %v, in %q", text, ok, e.text())
		}
	}
	says("bbb login: ")
	finds("login", true)
	says("", "bbb login: root\r")
	finds("login", false)
	finds("root", true)
	says("count 1")
	finds("count", true)
	says("count 10")
	finds("count", false)
	says("again: count 2") // the line was drawn anew
	finds("count", true)
	says("", "the end of it\r", "and another\r")
	finds("the end", true)
	finds("another", true)
	e.forget()
	finds("a|n|o", false)
}
