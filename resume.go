package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/record"
	"oopscope/console/resume"
	"oopscope/ui"
)

// left is the session that is taken up again, nil when a new one begins.
type left = resume.State

// takenUp finds the session that the command line wants to take up again, and makes it
// that one's.
func takenUp(cmd *config.Command) (*left, error) {
	if !cmd.Has("resume") || cmd.Name == "repro" { // which has a state of its own
		return nil, nil
	}
	dir, err := record.Dir()
	if err != nil {
		return nil, err
	}
	target := ""
	if len(cmd.Args) > 0 {
		target = cmd.Args[0]
	} else if cmd.Name == "demo" {
		target = cmd.Name
	}
	s, err := resume.Latest(dir, target)
	if err != nil {
		return nil, err
	}
	if err := agreed(s, dir); err != nil {
		return nil, err
	}
	cmd.Adopt(s.Target, s.Of, s.Flags)
	return s, nil
}

// agreed asks before a session is taken up whose record lies elsewhere than ours do: it may
// come from a stranger, and names what is opened and typed to.
func agreed(s *left, dir string) error {
	if s.LiesIn(dir) {
		return nil
	}
	if !term.IsTerminal(os.Stdin.Fd()) {
		return fmt.Errorf("%s lies outside %s, and its session would open %s: without a terminal nobody can be asked whether that is wanted", s.Record, dir, s.Target)
	}
	out.Line(out.Stderr, "%s lies outside %s. What stands beside it says:", s.Record, dir)
	out.Line(out.Stderr, "  open %s", s.Target)
	for _, name := range slices.Sorted(maps.Keys(s.Flags)) {
		out.Line(out.Stderr, "  with --%s %s", name, s.Flags[name])
	}
	out.Line(out.Stderr, "and what comes is appended to the record. Is that yours? (y/n)")
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n') // none is no
	if a := strings.ToLower(strings.TrimSpace(answer)); a != "y" && a != "yes" {
		return fmt.Errorf("%s is not taken up; `oopscope %s` shows it as a capture", s.Record, s.Record)
	}
	return nil
}

// sessionViews keeps how a session is looked at beside its record.
type sessionViews struct{ state resume.State }

// Keep implements ui.Views.
func (v *sessionViews) Keep(view link.View) error {
	s := v.state
	s.Saved, s.View = time.Now(), view
	return resume.Keep(&s)
}

// viewsOf returns what keeps the views of a session; nil when nothing is recorded.
func (b bench) viewsOf(s *console.Session, target string) ui.Views {
	path := s.Link().Record
	if path == "" || !s.Resumable() {
		return nil
	}
	return &sessionViews{resume.State{Target: target, Flags: b.cmd.Given(), Of: b.set.Profile, Record: path}}
}

// wordsOf returns the ledger's view of a session, of one that is taken up as a whole.
func wordsOf(store *ledger.Ledger, target, path string, before int64, s *left) *ledger.Capture {
	if s == nil {
		return store.Capture(target, path, before)
	}
	return store.Capture(target, path, 0).Again()
}

// taking returns the bench for what was chosen: a port, a capture, a profile, or a session
// that is taken up again with its settings.
func (b bench) taking(choice string) (one bench, target string, err error) {
	cmd := b.cmd.For(choice, config.Profiles(config.Path()))
	path, resumed := strings.CutPrefix(choice, resumes)
	var s *left
	if resumed {
		if s, err = leftIn(path); err != nil {
			return b, choice, err
		}
		cmd.Adopt(s.Target, s.Of, s.Flags)
	}
	set, err := config.Load(&cmd, config.Path(), os.Environ())
	if err != nil {
		return b, choice, err
	}
	one = bench{&cmd, set, s}
	if resumed {
		return one, s.Target, nil
	}
	target, err = set.Target(&cmd)
	return one, target, err
}

// leftIn is the session of a record of ours: of another's nobody was asked.
func leftIn(path string) (*left, error) {
	dir, err := record.Dir()
	if err != nil {
		return nil, err
	}
	s, err := resume.Load(path)
	if err == nil && !s.LiesIn(dir) {
		err = fmt.Errorf("%s lies outside %s; `oopscope --resume %s` asks whether it is yours", path, dir, path)
	}
	return s, err
}
