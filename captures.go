package main

import (
	"cmp"
	"slices"
	"sync"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
)

// boardCaptures are the ledger's views of a session's records: several boards may
// send to one netconsole port, and each has its own. What concerns a crash goes
// to the capture that its bytes are in; all else to the first.
type boardCaptures struct {
	*ledger.Capture
	ledger  *ledger.Ledger
	session *console.Session
	target  string

	mu     sync.Mutex
	others map[string]*ledger.Capture // by sender
}

// of returns the capture that a sender's bytes are in.
func (c *boardCaptures) of(sender string) *ledger.Capture {
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
func (c *boardCaptures) Save(x *parse.Crash, notes string, marks []console.Mark) (string, error) {
	return c.of(x.Sender).Save(x, notes, marks)
}

// Saw has crashes and boots remembered, each with its board's record.
func (c *boardCaptures) Saw(crashes []*parse.Crash, boots []parse.Boot) ([]link.History, error) {
	known := make([]link.History, len(crashes))
	var failed error
	for _, sender := range senders(crashes, boots) {
		var theirs []*parse.Crash
		var at []int
		for i, x := range crashes {
			if x.Sender == sender {
				theirs, at = append(theirs, x), append(at, i)
			}
		}
		others := func(b parse.Boot) bool { return b.Sender != sender }
		list, err := c.of(sender).Saw(theirs, slices.DeleteFunc(slices.Clone(boots), others))
		failed = cmp.Or(failed, err)
		for i, h := range list {
			known[at[i]] = h
		}
	}
	return known, failed
}

// Recall returns what is known of all sessions.
func (c *boardCaptures) Recall() (link.Recollection, error) { return c.ledger.Recall() }

// Of returns where a signature was met.
func (c *boardCaptures) Of(kind, key string) ([]link.Sighting, error) { return c.ledger.Of(kind, key) }

// Say keeps what a person says of a signature.
func (c *boardCaptures) Say(key, what, words string) error { return c.ledger.Say(key, what, words) }

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
func (c *boardCaptures) Note(x *parse.Crash, text, was string) (kept, path string, err error) {
	return c.of(x.Sender).Note(x, text, was)
}

// remember returns what has a console without a screen remembered, once it is open;
// nil where there is no home to keep it in.
func remember(e *ending, set config.Settings, target string) headless.Remember {
	saw, _ := memory(e, set, target)
	return saw
}

// memory returns what remembers crashes and boots, and what keeps a remark on a line of
// the record.
func memory(e *ending, set config.Settings, target string) (headless.Remember, func(link.Mark) error) {
	dir, err := record.Dir()
	if err != nil {
		return nil, nil
	}
	before := size(set.Record)
	words := sync.OnceValue(func() *boardCaptures {
		s, store := e.session.Load(), ledger.Open(dir)
		return &boardCaptures{Capture: store.Capture(target, s.Link().Record, before), ledger: store, session: s, target: target}
	})
	saw := func(crashes []*parse.Crash, boots []parse.Boot) ([]link.History, error) {
		return words().Saw(crashes, boots)
	}
	return saw, func(m link.Mark) error {
		_, _, err := words().Remark(m, "")
		return err
	}
}
