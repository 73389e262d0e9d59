package ledger

import (
	"os"
	"path/filepath"
	"slices"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// File enters crashes that are complete, trouble and boots of this input. A capture that is read
// again is the same sighting again, and so is a record. A crash in brief that is not entered yet is
// read again by whole, which returns nil when it cannot; of trouble in brief there are others.
func (p *Capture) File(crashes []*parse.Crash, boots []parse.Boot, whole func(*parse.Crash) *parse.Crash) error {
	p.seeing.Lock()
	defer p.seeing.Unlock()
	err := catchUp(p.ledger.index, p.ledger.crashes())
	var list []link.Sighting
	enter := func(s link.Sighting) {
		if s, ok := p.crowd.take(s); ok {
			list = append(list, s)
		}
	}
	for i := range boots {
		enter(p.dated(birthOf(&boots[i], p.source(), p.before)))
	}
	for _, c := range p.missing(crashes, whole) {
		s := p.dated(p.sighting(c))
		if _, known := p.copied(&s); !known {
			enter(s)
		}
	}
	if e := p.ledger.index.Add(false, list...); err == nil && e != nil {
		err = explain("enter crashes into", p.ledger.index.Path(), e)
	}
	return err
}

// missing are the crashes that may have to be entered, whole.
func (p *Capture) missing(crashes []*parse.Crash, whole func(*parse.Crash) *parse.Crash) (list []*parse.Crash) {
	var entered map[int64]bool
	for _, c := range crashes {
		if c.Brief {
			if entered == nil {
				entered = p.ledger.index.Places(p.source())
			}
			if c.Severity == parse.Error || entered[p.before+c.FirstByte] {
				continue
			}
			if c = whole(c); c == nil {
				continue
			}
		}
		list = append(list, c)
	}
	return list
}

// Known returns what is known of crashes from before, and of trouble nothing. After an error what
// was known stands all the same.
func (p *Capture) Known(crashes []*parse.Crash) ([]link.History, error) {
	p.seeing.Lock()
	defer p.seeing.Unlock()
	err := catchUp(p.ledger.index, p.ledger.crashes())
	histories := make([]link.History, len(crashes))
	for i, c := range crashes {
		histories[i] = p.known(c)
	}
	return histories, err
}

// sighting is a crash, or trouble, of this input: of a record that was read before the one that was
// entered then.
func (p *Capture) sighting(c *parse.Crash) link.Sighting {
	s := sightingOf(c, p.source(), p.before)
	if p.file != "" {
		s.UID = p.ledger.index.Here(&s)
	}
	return s
}

// copied finds the sighting that a crash of a capture is already.
func (p *Capture) copied(s *link.Sighting) (link.Sighting, bool) {
	if p.live || s.Kind != link.ACrash {
		return link.Sighting{}, false
	}
	return p.ledger.index.Copy(s)
}

// source is what the input is called in the index.
func (p *Capture) source() string {
	if p.named != "" {
		return p.named
	}
	if p.file == "" { // whatever is open under that name another time is another
		return p.target + ", " + p.began.UTC().Format("2006-01-02 15:04:05.000Z")
	}
	if path, err := filepath.Abs(p.file); err == nil {
		return path
	}
	return p.file
}

// board is the port of a live line.
func (p *Capture) board() string {
	if p.live {
		return p.target
	}
	return ""
}

// dated completes a sighting: a capture that does not tell when its lines came is
// as old as its file.
func (p *Capture) dated(s link.Sighting) link.Sighting {
	if s.Board == "" {
		s.Board = p.board()
	}
	if s.At.IsZero() {
		s.At, s.About = p.fileTime(), true
	}
	return s
}

// fileTime is when the capture was written last, or now where it is in no file.
func (p *Capture) fileTime() time.Time {
	if p.file != "" {
		if info, err := os.Stat(p.file); err == nil {
			return info.ModTime()
		}
	}
	return p.ledger.now()
}

// known is what is known of a crash from before.
func (p *Capture) known(c *parse.Crash) link.History {
	s := p.dated(p.sighting(c))
	if known, ok := p.copied(&s); ok {
		s = known
	}
	return p.history(&s, c)
}

// history is what other sessions know of a crash, and which of its kind it is in
// this one.
func (p *Capture) history(s *link.Sighting, c *parse.Crash) link.History {
	if s.Kind != link.ACrash || s.Key == c.Class {
		return link.History{}
	}
	h, _ := p.ledger.index.Elsewhere(s.Key, s.Source, s.Base)
	h.Session = p.placeOf(s.Key, c.ID)
	h.Verdict = p.ledger.said.Of(s.Key)
	h.Verdict.Notes = slices.DeleteFunc(slices.Clone(h.Verdict.Notes), func(n link.Note) bool {
		return n.From == s.Source && n.Byte == s.Byte // it stands with the crash
	})
	h.Back = isBack(&h.Verdict, c.Kernel, s.At)
	return h
}

// placeOf is which crash of its signature in the session one is.
func (p *Capture) placeOf(key string, id int) int {
	if p.met == nil {
		p.met, p.nth = map[string]int{}, map[int]int{}
	}
	if p.nth[id] == 0 {
		p.met[key]++
		p.nth[id] = p.met[key]
	}
	return p.nth[id]
}
