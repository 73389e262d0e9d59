package console

import (
	"slices"

	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// noteLearnt notes what was learnt to stand in front of the lines of crashes.
func (s *Session) noteLearnt(crashes []*parse.Crash) {
	for _, c := range crashes {
		if c.Prefix == "" {
			continue
		}
		s.mu.Lock()
		if !slices.Contains(s.learnt, c.Prefix) {
			s.learnt = append(s.learnt, c.Prefix)
			if known, err := parse.ParsePrefix(c.Prefix); err == nil && s.back.Scroll != nil {
				s.back.Learn(known)
			}
		}
		s.mu.Unlock()
	}
}

// Spec is what was opened, as it was named.
func (s *Session) Spec() string { return s.opt.Spec }

// Learnt returns the prefixes that the kernel's lines of a live line had and that
// printk does not know, in the order in which they were learnt. Of a capture
// there are none: what it shows is the same the next time.
func (s *Session) Learnt() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.live {
		return nil
	}
	return slices.Clone(s.learnt)
}

// scroll begins to make the session's lines readable.
func (s *Session) scroll(p port.Port, rec *record.Record) {
	capture, info := "", p.Info()
	if info.Kind == port.KindFile && !info.Wrapped {
		capture = s.opt.Spec
	}
	_, several := p.(port.Senders)
	back, err := newScrolled(capture, rec, s.file, several, s.live)
	if err != nil {
		return // what is in memory can be seen, as ever
	}
	s.back, s.mail.readable = back, true
	for _, known := range s.opt.Prefixes {
		s.back.Learn(known)
	}
}

// Scroll is where lines are read back that came before; nil when the options did
// not ask for it, or there is no place for them.
func (s *Session) Scroll() *record.Scroll { return s.back.Scroll }
