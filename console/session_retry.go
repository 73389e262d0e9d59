package console

import (
	"cmp"
	"errors"
	"io/fs"
	"time"

	"oopscope/console/port"
)

// How a line that broke is tried again. A device is looked for without opening
// it, which takes microseconds, and opened at once when another node stands in
// its place; until udev has given that one its owner, opening it is refused. A
// server, and a node that never went, is tried less often.
const (
	lookEvery = 25 * time.Millisecond
	settling  = 2 * time.Second
	pollEvery = 250 * time.Millisecond
	steady    = 2 * time.Second        // a line that is up for so long is not one that hangs up at once
	theirs    = 500 * time.Millisecond // who makes a terminal has begun to use it by then
	mostPause = 5 * time.Second
)

// retry says when a line that broke is opened again.
type retry struct {
	device string    // to look for, "" for a line without a node
	lost   port.Node // the one that broke
	node   port.Node // what stood there when it was looked at last
	came   time.Time // when that took the place of another
	next   time.Time // the earliest try of a line that did not go
}

// wait is how long nothing has to be done.
func (r *retry) wait(now time.Time) time.Duration {
	if r.device != "" {
		return lookEvery
	}
	return r.next.Sub(now)
}

// due tells whether to open the line now, that being what stands in its place.
func (r *retry) due(node port.Node, now time.Time) bool {
	if r.device != "" {
		if node != r.node {
			r.node, r.came = node, now
			if r.renumbered() {
				r.next = now.Add(theirs)
			}
		}
		if node == (port.Node{}) {
			return false
		}
		if r.fresh(now) && !r.renumbered() {
			return true
		}
	}
	if now.Before(r.next) {
		return false
	}
	r.next = now.Add(pollEvery)
	return true
}

// renumbered tells that what stands there only got the number of ours.
func (r *retry) renumbered() bool { return r.lost.Renumbered(r.node) }

// taken says who has such a terminal, "" when nobody has: an emulator that begins anew, QEMU or
// socat, leaves this end of it to us.
func (r *retry) taken() string {
	if !r.renumbered() {
		return ""
	}
	return port.Taken(r.device)
}

// fresh tells of a device that was plugged in just now: what it answers is not
// its last word.
func (r *retry) fresh(now time.Time) bool { return now.Sub(r.came) < settling }

// nextPause is how long to leave a line alone that broke after it was up for
// so long. A server that takes the call and hangs up, because the line is in
// use for example, would else fill the view with gaps.
func nextPause(last, up time.Duration) time.Duration {
	if up >= steady {
		return pollEvery
	}
	return min(max(2*last, pollEvery), mostPause)
}

// await opens a port again as soon as it is there; nil means that the session
// was closed meanwhile. why says why a device is not there.
func (s *Session) await(info port.Info, why func() string) port.Port {
	spec := cmp.Or(info.Identity, s.opt.Spec)
	r := retry{device: info.Device(), lost: s.node, node: s.node, next: time.Now().Add(s.pause)}
	for {
		select {
		case <-s.life.Done():
			return nil
		case <-time.After(r.wait(time.Now())):
		}
		var node port.Node
		if r.device != "" {
			if node = port.NodeAt(r.device); node == (port.Node{}) {
				s.stillAway(why())
			}
		}
		now := time.Now()
		if !r.due(node, now) {
			continue
		}
		if words := r.taken(); words != "" {
			s.stillAway(words)
			continue
		}
		p, err := s.reopen(spec)
		if err == nil {
			s.node = node
		}
		if !s.adopt(p, err, r.fresh(now)) {
			return nil
		}
		if err == nil {
			s.send.attach(p)
			return p
		}
	}
}

// settings are those that the port is opened with again.
func (s *Session) settings() port.Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opt.Settings
}

// reopen opens a live line; a capture that was put in its place is none.
func (s *Session) reopen(spec string) (port.Port, error) {
	p, err := s.opt.Open(s.life, spec, s.settings())
	if err == nil && !p.Info().Live {
		p.Close()
		return nil, &port.Error{Port: p.Info().Name, What: "is a file now, not a port"}
	}
	return p, err
}

func (s *Session) stillAway(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.setState(Away, why)
	}
}

// adopt makes a reopened port the session's; false means that the session was
// closed meanwhile.
func (s *Session) adopt(p port.Port, err error, fresh bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		if err == nil {
			p.Close()
		}
		return false
	case err == nil:
		s.port = p
		s.setState(Up, "")
	case !fresh && !errors.Is(err, fs.ErrNotExist):
		// Unplugged is all there is to say of a device that is not there;
		// one that is there and refuses says why.
		s.setState(Away, err.Error())
	}
	return true
}

// isLent tells whether the port is in other hands, or on its way there.
func (s *Session) isLent() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loan != nil && !s.closed
}

// comesBack is the reader while the port is lent; nil means that the session was closed.
func (s *Session) comesBack(p port.Port) port.Port {
	s.mu.Lock()
	l := s.loan
	s.setState(Away, l.state())
	s.mu.Unlock()
	s.away()
	p.Close()
	close(l.given)
	select {
	case <-l.over:
	case <-s.life.Done():
		return nil
	}
	s.mu.Lock()
	s.pause = 0
	s.mu.Unlock()
	back := s.await(p.Info(), l.missing)
	s.mu.Lock()
	s.loan = nil
	s.mu.Unlock()
	if back != nil {
		now := time.Now()
		s.gap(now.Sub(l.since), l.words(), now)
	}
	return back
}
