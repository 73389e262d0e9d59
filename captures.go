package main

import (
	"sync"

	"oopscope/console"
	"oopscope/console/ledger"
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

// of returns the capture that a crash is in.
func (c *boardCaptures) of(x *parse.Crash) *ledger.Capture {
	path, before, further := c.session.RecordOf(x.Sender)
	if !further {
		return c.Capture
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.others[x.Sender] == nil {
		if c.others == nil {
			c.others = map[string]*ledger.Capture{}
		}
		c.others[x.Sender] = c.ledger.Capture(c.target+" "+x.Sender, path, before)
	}
	return c.others[x.Sender]
}

// Save writes a crash down beside those of its board.
func (c *boardCaptures) Save(x *parse.Crash, notes string, marks []console.Mark) (string, error) {
	return c.of(x).Save(x, notes, marks)
}

// Note keeps the note on a crash with those of its board.
func (c *boardCaptures) Note(x *parse.Crash, text, was string) (kept, path string, err error) {
	return c.of(x).Note(x, text, was)
}
