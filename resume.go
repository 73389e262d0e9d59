package main

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
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
	"oopscope/ui/picker"
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

// A bench is what a person asked for on the command line: a console on the screen.
type bench struct {
	cmd  *config.Command
	set  config.Settings
	left *left
}

// onScreen are the options of a session whose lines can be looked at again, and which may
// go on with the record of another.
func (b bench) onScreen(target string) console.Options {
	o := options(b.set, target)
	o.Scroll = true
	if b.left != nil {
		o.Record, o.Resume = b.left.Record, true
	}
	return o
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

var errPlainResume = errors.New("--resume is for the screen; --plain begins a new session")

// mostLeft is how many sessions the picker offers.
const mostLeft = 3

// sessions are those that were left last, for the picker, by their records.
func sessions() (list []picker.Port) {
	dir, err := record.Dir()
	if err != nil {
		return nil
	}
	recent, _ := resume.Recent(dir, "", mostLeft)
	for _, s := range recent {
		list = append(list, picker.Port{
			Device: s.Record, Left: true,
			Description: fmt.Sprintf("take up %s again, left %s", s.Target, s.Saved.Local().Format("2 Jan 15:04")),
		})
	}
	return list
}

// taking returns the bench for what was chosen: a port, a profile, or the record of a session that
// is taken up again with its settings.
func (b bench) taking(choice string) (bench, string, error) {
	if names, _ := config.PortProfiles(config.Path()); slices.Contains(names, choice) {
		cmd := *b.cmd
		cmd.Args = []string{choice}
		set, err := config.Load(&cmd, config.Path(), os.Environ())
		if err != nil {
			return b, choice, err
		}
		target, err := set.Target(&cmd)
		return bench{&cmd, set, nil}, target, err
	}
	if info, err := os.Stat(choice); !filepath.IsAbs(choice) || err != nil || !info.Mode().IsRegular() {
		return bench{b.cmd, b.set, nil}, choice, nil
	}
	s, err := resume.Load(choice)
	if err != nil {
		return b, choice, err
	}
	cmd := *b.cmd
	cmd.Adopt(s.Target, s.Of, s.Flags)
	set, err := config.Load(&cmd, config.Path(), os.Environ())
	return bench{&cmd, set, s}, s.Target, err
}
