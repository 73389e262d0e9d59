package repro

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"oopscope/console/files"
	"oopscope/console/link"
)

// scriptMost is far more than anybody writes by hand.
const scriptMost = 1 << 20

// nesting is how deep steps may stand in steps.
const nesting = 8

// expectTime is how long a text is waited for when nobody says.
const expectTime = 30 * time.Second

// written is a script as it stands in its file.
type written struct {
	Prompt       string        `toml:"prompt"`
	Login        string        `toml:"login"`
	PasswordFile string        `toml:"password-file"`
	Timeout      string        `toml:"timeout"`
	Steps        []writtenStep `toml:"steps"`
}

// writtenStep is a step as it stands there.
type writtenStep struct {
	Do        string          `toml:"do"`
	Send      *string         `toml:"send"`
	Type      string          `toml:"type"`
	Secret    string          `toml:"secret"`
	Expect    string          `toml:"expect"`
	Pause     string          `toml:"pause"`
	Break     bool            `toml:"break"`
	SysRq     string          `toml:"sysrq"`
	Hook      string          `toml:"hook"`
	Pulse     string          `toml:"pulse"`
	Prompt    bool            `toml:"prompt"`
	Loop      int             `toml:"loop"`
	Until     string          `toml:"until"`
	Steps     []writtenStep   `toml:"steps"`
	FailOn    string          `toml:"fail-on"`
	Into      []string        `toml:"into"`
	Timeout   string          `toml:"timeout"`
	OnTimeout *toml.Primitive `toml:"on-timeout"`
}

// ReadScript reads a script. An error names the step that makes no sense, by its number:
// 3.1 is the first one in the third.
func ReadScript(path string) (*Script, error) {
	text, err := files.Read(path, scriptMost)
	if err != nil {
		return nil, err
	}
	s, err := parseScript(string(text), filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s.Name = filepath.Base(path)
	return s, nil
}

func parseScript(text, dir string) (*Script, error) {
	var w written
	meta, err := toml.Decode(text, &w)
	if syntax := (toml.ParseError{}); errors.As(err, &syntax) {
		return nil, fmt.Errorf("line %d: %s", syntax.Position.Line, syntax.Message)
	}
	if err != nil {
		return nil, err
	}
	r := &scriptReader{meta: meta, dir: dir, known: map[string]bool{}}
	s := &Script{Prompt: w.Prompt, Login: w.Login}
	if r.usual, err = duration(w.Timeout, 0); err != nil {
		return nil, fmt.Errorf("timeout: %w", err)
	}
	if w.PasswordFile != "" {
		password, err := r.secret("file:" + w.PasswordFile)
		if err != nil {
			return nil, err
		}
		s.Password = string(password)
	}
	if _, err := regexp.Compile(s.Prompt); err != nil {
		return nil, fmt.Errorf("prompt: %w", err)
	}
	s.Steps, err = r.steps("", w.Steps)
	for _, key := range r.meta.Undecoded() { // what on-timeout holds is read only where all before makes sense
		if err == nil || !slices.Contains(key, "on-timeout") {
			return nil, fmt.Errorf("%q is no key of a script or a step", key.String())
		}
	}
	return s, err
}

type scriptReader struct {
	meta  toml.MetaData
	dir   string
	usual time.Duration   // how long a step may take, 0 for what is usual for it
	known map[string]bool // variables that an earlier step sets
	depth int
}

func (r *scriptReader) steps(within string, list []writtenStep) (steps []Step, err error) {
	if len(list) == 0 {
		return nil, errors.New("there are no steps" + strings.TrimSuffix(" in "+within, " in "))
	}
	if r.depth++; r.depth > nesting {
		return nil, fmt.Errorf("step %s: steps stand too deep in steps", within)
	}
	defer func() { r.depth-- }()
	for i := range list {
		number := fmt.Sprintf("%s%d", within, i+1)
		s, err := r.step(number, &list[i])
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func (r *scriptReader) step(number string, w *writtenStep) (s Step, err error) {
	fail := func(err error) (Step, error) { return Step{}, fmt.Errorf("step %s: %w", number, err) }
	if err := w.one(); err != nil {
		return fail(err)
	}
	s = Step{Do: w.Do, Type: w.Type, Break: w.Break, SysRq: w.SysRq, Hook: w.Hook, Pulse: w.Pulse, Prompt: w.Prompt, Into: w.Into}
	if w.Send != nil {
		if s.Send = *w.Send; s.Send == "" { // Enter alone
			s.Type = "\r"
		}
	}
	if err := r.texts(&s, w); err != nil {
		return fail(err)
	}
	if s.Pause, err = duration(w.Pause, 0); err != nil {
		return fail(err)
	}
	if s.Timeout, err = duration(w.Timeout, r.usual); err != nil {
		return fail(err)
	}
	if w.Loop > 0 || w.Until != "" || len(w.Steps) > 0 {
		if s.Loop, err = r.loop(number, w); err != nil {
			return Step{}, err
		}
	}
	if s.Late, err = r.late(number, w.OnTimeout); err != nil {
		return fail(err)
	}
	return s, nil
}

// one says what is wrong when a step does not do one thing.
func (w *writtenStep) one() error {
	n := 0
	for _, set := range []bool{w.Do != "", w.Send != nil, w.Type != "", w.Secret != "", w.Expect != "", w.Pause != "", w.Break, w.SysRq != "", w.Hook != "", w.Pulse != "", w.Prompt, w.Loop > 0 || w.Until != "" || len(w.Steps) > 0} {
		if set {
			n++
		}
	}
	switch {
	case n != 1:
		return fmt.Errorf("it does %d things; give one of do, send, type, secret, expect, pause, break, sysrq, hook, pulse, prompt, or loop with steps", n)
	case w.Expect == "" && (w.FailOn != "" || len(w.Into) > 0):
		return errors.New("fail-on and into go with expect")
	}
	return nil
}

// texts reads what is typed, and what is waited for.
func (r *scriptReader) texts(s *Step, w *writtenStep) (err error) {
	for _, line := range []string{s.Do, s.Send} {
		if line != "" {
			if err := Commands([]string{line}); err != nil {
				return err
			}
		}
	}
	for _, text := range []string{s.Do, s.Send, s.Type, w.Expect, w.FailOn} {
		for _, v := range variable.Get().FindAllStringSubmatch(text, -1) {
			if !r.known[v[1]] {
				return fmt.Errorf("no earlier step sets ${%s}", v[1])
			}
		}
	}
	if w.Secret != "" {
		if s.Secret, err = r.secret(w.Secret); err != nil {
			return err
		}
	}
	if s.SysRq != "" {
		if _, err := link.ParseRecipe("sysrq=" + s.SysRq); err != nil {
			return err
		}
	}
	if w.Expect == "" {
		return nil
	}
	if s.Expect, err = regexp.Compile(w.Expect); err != nil {
		return err
	}
	if w.FailOn != "" {
		if s.FailOn, err = regexp.Compile(w.FailOn); err != nil {
			return err
		}
	}
	if n := s.Expect.NumSubexp(); len(s.Into) > n {
		return fmt.Errorf("into names %d variables, the expression has %d groups", len(s.Into), n)
	}
	for _, name := range s.Into {
		if !variable.Get().MatchString("${" + name + "}") {
			return fmt.Errorf("%q is no name of a variable; give letters, as kernel", name)
		}
		r.known[name] = true
	}
	return nil
}

// secret reads a secret from where a script says it is: it does not stand in the script.
func (r *scriptReader) secret(from string) ([]byte, error) {
	if name, ok := strings.CutPrefix(from, "env:"); ok {
		if v := os.Getenv(name); v != "" {
			return []byte(v), nil
		}
		return nil, fmt.Errorf("the secret is to come from $%s, which is not set", name)
	}
	path, ok := strings.CutPrefix(from, "file:")
	if !ok {
		return nil, errors.New("a secret is env:NAME or file:PATH; it does not stand in the script")
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.dir, path)
	}
	text, err := files.Read(path, 4<<10)
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if line = bytes.TrimRight(line, "\r"); len(line) == 0 {
		return nil, fmt.Errorf("the secret is to be in %s, but the first line of %s is empty", path, filepath.Base(path))
	}
	return line, nil
}

func (r *scriptReader) loop(number string, w *writtenStep) (*Loop, error) {
	l := &Loop{Times: w.Loop}
	if w.Until != "" {
		u, err := ParseUntil(w.Until)
		if err != nil || u.Rounds > 0 {
			return nil, fmt.Errorf("step %s: until %q is no end: give crash, or a time like 8h; a number is loop = N", number, w.Until)
		}
		l.Crash, l.For = u.Crash, u.For
	}
	if l.Times < 0 || l.Times == 0 && l.For == 0 && !l.Crash {
		return nil, fmt.Errorf("step %s: loop how often? Give loop = N, until = \"crash\" or until = \"8h\"", number)
	}
	var err error
	l.Steps, err = r.steps(number+".", w.Steps)
	return l, err
}

// late reads what is done when the time is over: a word, or steps.
func (r *scriptReader) late(number string, p *toml.Primitive) (l Late, err error) {
	if p == nil {
		return l, nil
	}
	var steps []writtenStep
	if err := r.meta.PrimitiveDecode(*p, &l.How); err == nil {
		if !slices.Contains([]string{"", "fail", "go-on", "end-loop"}, l.How) {
			return l, fmt.Errorf("on-timeout %q: give fail, go-on, end-loop, or a list of steps", l.How)
		}
		if l.How == "fail" {
			l.How = ""
		}
		return l, nil
	}
	if err := r.meta.PrimitiveDecode(*p, &steps); err != nil {
		return l, errors.New("on-timeout: give fail, go-on, end-loop, or a list of steps")
	}
	l.How = "go-on"
	l.Steps, err = r.steps(number+".", steps)
	return l, err
}

func duration(v string, usual time.Duration) (time.Duration, error) {
	if v == "" {
		return usual, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is no time like 500ms or 10s", v)
	}
	return d, nil
}
