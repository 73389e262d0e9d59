package serve

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/console"
	"oopscope/console/protocol"
	"oopscope/parse"
)

// What a peer is told without asking again.

// events are all that can be followed.
var events = []string{"line", "crash", "boot", "gap", "link"}

func (p *peer) follow(r *protocol.Request, _ *protocol.Message) error {
	wanted := r.Events
	if len(wanted) == 0 {
		wanted = events
	}
	for _, w := range wanted {
		if !slices.Contains(events, w) {
			return fmt.Errorf("%q is no event; there are %s", w, strings.Join(events, ", "))
		}
	}
	p.mu.Lock()
	began := p.grown || p.wanted != nil
	if !began {
		p.wanted = wanted
	}
	p.mu.Unlock()
	if began {
		return fmt.Errorf("what is followed cannot be changed; connect once more")
	}
	p.tell(slices.Contains(wanted, "line"))
	return nil
}

// tell begins to tell the peer what happens. Lines that it does not take in time are
// dropped, and a gap tells how many.
func (p *peer) tell(lines bool) {
	feed := p.feed(lines)
	meanwhile := parse.Batch{Crashes: p.unlisted()}
	p.v.run(func() {
		defer feed.Close()
		defer p.conn.Close()
		t := teller{p: p}
		if t.crashes(&meanwhile) != nil {
			return
		}
		for {
			b, err := feed.Next(p.life)
			if err != nil {
				if p.life.Err() == nil {
					p.conn.Write(protocol.Message{Event: "over", Status: p.status()})
				}
				return
			}
			if t.batch(&b) != nil {
				return
			}
		}
	})
}

func (p *peer) feed(lines bool) *console.Feed {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.whole {
		return p.v.s.Prompt()
	}
	return p.v.s.Feed(lines)
}

// unlisted are the reports that came, or became better known, since the peer asked for all
// of them: it heard of none in between.
func (p *peer) unlisted() (news []*parse.Crash) {
	if p.listed == nil {
		return nil
	}
	for _, c := range p.v.known() {
		if was, known := p.listed[c.ID]; !known || was != c && !was.Brief {
			news = append(news, c)
		}
	}
	p.listed = nil
	return news
}

// A teller remembers what a peer was told.
type teller struct {
	p              *peer
	reached, grown int64
	link           protocol.Status
}

func (t *teller) batch(b *parse.Batch) error {
	t.reached = t.p.reached() // before the holes are looked at: none up to there is left out
	for _, say := range []func(*parse.Batch) error{t.gaps, t.growth, t.lines, t.boots, t.crashes, t.state} {
		if err := say(b); err != nil {
			return err
		}
	}
	return nil
}

// reached is how far the peer may read.
func (p *peer) reached() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.whole {
		return p.v.s.Taken()
	}
	return p.v.s.Reached()
}

// gaps tells of holes: to who reads the record, by their place in it.
func (t *teller) gaps(b *parse.Batch) error {
	p := t.p
	if holes, byPlace := p.untold(); byPlace {
		for _, h := range holes {
			g := hole(&h)
			if err := p.conn.Write(protocol.Message{Event: "gap", Gap: &g}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, g := range b.Gaps {
		if !p.wants("gap") && g.Length > 0 {
			continue
		}
		gap := &protocol.Gap{After: g.After, At: -1, Seconds: g.Length.Seconds(), Reason: g.Reason}
		if err := p.conn.Write(protocol.Message{Event: "gap", Gap: gap}); err != nil {
			return err
		}
	}
	return nil
}

// untold returns the holes that a peer was not told of, if it reads the record.
func (p *peer) untold() (holes []console.Hole, byPlace bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.grown {
		holes = p.v.s.Holes(p.told)
		p.told += len(holes)
	}
	if p.whole {
		holes = slices.DeleteFunc(holes, func(h console.Hole) bool { return h.Skip > 0 })
	}
	return holes, p.grown
}

// growth tells how far the record goes.
func (t *teller) growth(*parse.Batch) error {
	t.p.mu.Lock()
	wants := t.p.grown
	t.p.mu.Unlock()
	if !wants || t.reached == t.grown {
		return nil
	}
	t.grown = t.reached
	return t.p.conn.Write(protocol.Message{Event: "grown", Grown: t.grown})
}

// linesAtOnce keeps messages of a size that others can read in one piece.
const linesAtOnce = 500

func (t *teller) lines(b *parse.Batch) error {
	if !t.p.wants("line") {
		return nil
	}
	for some := range slices.Chunk(b.Lines, linesAtOnce) {
		m := protocol.Message{Event: "line"}
		for i := range some {
			m.Lines = append(m.Lines, protocol.LineOf(&some[i]))
		}
		if err := t.p.conn.Write(m); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) boots(b *parse.Batch) error {
	for _, boot := range b.Boots {
		if !t.p.wants("boot") {
			return nil
		}
		if err := t.p.conn.Write(protocol.Message{Event: "boot", Boot: &protocol.Boot{N: boot.N, Line: boot.First, Kernel: boot.Kernel}}); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) crashes(b *parse.Batch) error {
	for _, c := range b.Crashes {
		if c.Open || c.Brief || !t.p.wants("crash") {
			continue
		}
		if err := t.p.conn.Write(protocol.Message{Event: "crash", Crash: t.p.asJSON(c, false)}); err != nil {
			return err
		}
	}
	return nil
}

// state tells of the line when more changed than numbers that always do.
func (t *teller) state(*parse.Batch) error {
	t.p.mu.Lock()
	screen := t.p.grown
	t.p.mu.Unlock()
	if !screen && !t.p.wants("link") {
		return nil
	}
	now := *t.p.status()
	compared := now
	compared.Received, compared.Recorded, compared.Lines = t.link.Received, t.link.Recorded, t.link.Lines
	if compared == t.link {
		return nil
	}
	t.link = now
	return t.p.conn.Write(protocol.Message{Event: "link", Status: &now})
}
