package command

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/hook"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/console/repro"
	"oopscope/parse"
)

// Captures are the ledger's views of a session's records: several boards may
// send to one netconsole port, and each has its own. What concerns a crash goes
// to the capture that its bytes are in; all else to the first.
type Captures struct {
	*ledger.Capture
	ledger  *ledger.Ledger
	session *console.Session
	target  string

	mu     sync.Mutex
	others map[string]*ledger.Capture // by sender
}

// CapturesOf returns the views of a session that was opened as target, of whose own record
// first is the one, and begins to enter what it finds.
func CapturesOf(first *ledger.Capture, l *ledger.Ledger, s *console.Session, target string) *Captures {
	c := &Captures{Capture: first, ledger: l, session: s, target: target}
	c.file()
	return c
}

// of returns the capture that a sender's bytes are in.
func (c *Captures) of(sender string) *ledger.Capture {
	path, before, further := c.session.RecordOf(sender)
	if !further {
		return c.Capture
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.others[sender] == nil {
		if c.others == nil {
			c.others = map[string]*ledger.Capture{}
		}
		c.others[sender] = c.ledger.Capture(c.target+" "+sender, path, before)
	}
	return c.others[sender]
}

// Save writes a crash down beside those of its board.
func (c *Captures) Save(x *parse.Crash, notes string, marks []console.Mark) (string, error) {
	return c.of(x.Sender).Save(x, notes, marks)
}

// file begins to have entered what the session finds, each crash and boot with its board's record.
func (c *Captures) file() {
	c.session.File(func(crashes []*parse.Crash, boots []parse.Boot) (failed error) {
		for _, sender := range senders(crashes, boots) {
			theirs := slices.DeleteFunc(slices.Clone(crashes), func(x *parse.Crash) bool { return x.Sender != sender })
			lives := slices.DeleteFunc(slices.Clone(boots), func(b parse.Boot) bool { return b.Sender != sender })
			failed = cmp.Or(failed, c.of(sender).File(theirs, lives, c.whole))
		}
		return failed
	})
}

// whole reads a crash again that is known in brief; nil where its lines are gone.
func (c *Captures) whole(brief *parse.Crash) *parse.Crash {
	x, err := c.session.Whole(context.Background(), brief, parse.Boot{N: brief.Boot, First: 1, Kernel: brief.Kernel})
	if err != nil {
		return nil
	}
	return x
}

// Known returns what is known of crashes from before, of each by its board's record.
func (c *Captures) Known(crashes []*parse.Crash) ([]link.History, error) {
	known := make([]link.History, len(crashes))
	var failed error
	for _, sender := range senders(crashes, nil) {
		var theirs []*parse.Crash
		var at []int
		for i, x := range crashes {
			if x.Sender == sender {
				theirs, at = append(theirs, x), append(at, i)
			}
		}
		list, err := c.of(sender).Known(theirs)
		failed = cmp.Or(failed, err)
		for i, h := range list {
			known[at[i]] = h
		}
	}
	return known, failed
}

// Recall returns what is known of all sessions.
func (c *Captures) Recall() (link.Recollection, error) { return c.ledger.Recall() }

// Of returns where a signature was met.
func (c *Captures) Of(kind, key string) ([]link.Sighting, error) { return c.ledger.Of(kind, key) }

// Say keeps what a person says of a signature.
func (c *Captures) Say(key, what, words string) error { return c.ledger.Say(key, what, words) }

// senders are those of whom there is something, each once.
func senders(crashes []*parse.Crash, boots []parse.Boot) (list []string) {
	for _, x := range crashes {
		list = append(list, x.Sender)
	}
	for i := range boots {
		list = append(list, boots[i].Sender)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Note keeps the note on a crash with those of its board.
func (c *Captures) Note(x *parse.Crash, text, was string) (kept, path string, err error) {
	return c.of(x.Sender).Note(x, text, was)
}

// A memory keeps what a console without a screen brings; the fields that keep something are nil
// where there is no home to keep it in.
type memory struct {
	begin  func(*console.Session) // is called once that is open
	known  headless.Known         // of crashes, from before
	remark func(link.Mark) error  // keeps one on a line of the record
	after  func() *hook.After     // is done behind a crash
	tools  func() repro.Tools     // of scripts
	hooks  func() hook.Set        // of the profile
}

// memoryOf returns the memory of a session that is not open yet.
func memoryOf(set config.Settings, target string) *memory {
	var s *console.Session
	m := &memory{
		begin: func(open *console.Session) { s = open },
		after: func() *hook.After { return AfterCrash(set, s, nil) },
		tools: func() repro.Tools { return Tools(set, s) },
		hooks: func() hook.Set { return Hooks(set, s) },
	}
	dir, err := record.Dir()
	if err != nil {
		return m
	}
	before := Size(set.Record)
	var words *Captures
	m.begin = func(open *console.Session) {
		s = open
		store := ledger.Open(dir)
		store.Strip = set.Look.Strip
		words = CapturesOf(store.Capture(target, s.Link().Record, before), store, s, target)
	}
	m.known = func(crashes []*parse.Crash) ([]link.History, error) { return words.Known(crashes) }
	m.remark = func(at link.Mark) error {
		_, _, err := words.Remark(at, "")
		return err
	}
	m.after = func() *hook.After {
		return AfterCrash(set, s, func(c *parse.Crash, notes string, marks []link.Mark) (string, error) {
			return words.Save(c, notes, marks)
		})
	}
	return m
}
