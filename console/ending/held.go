package ending

import (
	"fmt"
	"slices"
	"sync"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/serve"
)

// A held session is one that is open, and that the end of the program closes.
type held struct {
	session *console.Session
	shared  *serve.Server // what shares it with others, nil for nothing

	closing sync.Once
	end     farewell // what close returned
}

// hold has leave close a session.
func (e *Ending) hold(s *console.Session) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sessions = append(e.sessions, &held{session: s})
}

// Shared has what shares a session with others be closed with it.
func (e *Ending) Shared(s *console.Session, v *serve.Server) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, h := range e.sessions {
		if h.session == s {
			h.shared = v
		}
	}
}

// held lists the sessions that are open.
func (e *Ending) held() []*held {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.sessions)
}

// Sessions lists those that are open.
func (e *Ending) Sessions() (list []*console.Session) {
	for _, h := range e.held() {
		list = append(list, h.session)
	}
	return list
}

// Session is the only one, where there cannot be several; nil before it is open.
func (e *Ending) Session() *console.Session {
	if all := e.held(); len(all) > 0 {
		return all[0].session
	}
	return nil
}

// CloseAlone closes one session while the others go on, and says how it ended.
func (e *Ending) CloseAlone(s *console.Session) []string {
	all := e.held()
	at := slices.IndexFunc(all, func(h *held) bool { return h.session == s })
	if at < 0 {
		return nil
	}
	words := all[at].close().words
	e.mu.Lock()
	defer e.mu.Unlock()
	e.before = append(e.before, words...)
	e.sessions = slices.DeleteFunc(e.sessions, func(h *held) bool { return h == all[at] })
	return words
}

// words are how the sessions ended, those first that were closed alone. All are closed.
func (e *Ending) words(ends map[*held]farewell) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	words := slices.Clone(e.before)
	for _, h := range e.sessions {
		words = append(words, ends[h].words...)
	}
	return words
}

// A farewell is how a session ended.
type farewell struct {
	words []string
	err   error // what is not in the record; also the last of words
}

// close gives the port back and completes the record. Who calls it second waits for the
// first.
func (h *held) close() farewell {
	h.closing.Do(func() { h.end = h.closed() })
	return h.end
}

func (h *held) closed() (end farewell) {
	if h.shared != nil {
		h.shared.Close()
	}
	s := h.session
	end.err = s.Close()
	keepPrefixes(s)
	if l := s.Link(); l.Shared > 0 && l.State == link.Closed {
		end.words = append(end.words, fmt.Sprintf("detached; the session of %s (pid %d) goes on", l.Name, l.Shared))
	}
	end.words = append(end.words, s.Outcomes()...)
	if why := s.Link().Unfiled; why != "" {
		end.words = append(end.words, "the ledger does not have all of it ("+why+"); `oopscope ledger import` enters the rest")
	}
	if end.err != nil {
		end.words = append(end.words, end.err.Error())
	}
	return end
}

// closeAll closes sessions, none of which waits for another.
func closeAll(all []*held) map[*held]farewell {
	var over sync.WaitGroup
	for _, h := range all {
		over.Go(func() { h.close() })
	}
	over.Wait()
	ends := map[*held]farewell{}
	for _, h := range all {
		ends[h] = h.end
	}
	return ends
}
