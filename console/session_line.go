package console

import (
	"context"
	"errors"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
)

// The line itself, while the session goes on: its settings and its modem lines. What is
// here asks a driver or a server, and may take a second.

// Lines tells how the line is set up and how its modem lines are.
func (s *Session) Lines() link.Lines {
	l := link.Lines{Held: s.settings().Line, Terminal: s.manner.Load().Terminal, NoTune: port.ErrNoTune, NoSignals: port.ErrNoSignals}
	p, err := s.openPort()
	if err != nil {
		l.NoTune, l.NoSignals = err, err
		return l
	}
	if t, ok := p.(port.Tuner); ok {
		l.Held, l.NoTune = t.Held()
		l.Held.RS485 = s.settings().RS485 // which drivers do not tell
	}
	if w, ok := p.(port.Wired); ok {
		l.Signals, l.NoSignals = w.Signals()
	}
	return l
}

// Tune sets the line up anew; a port that is plugged in again later is opened so, too.
// What was typed before leaves at the old speed.
func (s *Session) Tune(l link.Line) error {
	p, err := s.openPort()
	if err != nil {
		return err
	}
	t, ok := p.(port.Tuner)
	if !ok {
		return port.ErrNoTune
	}
	if err := t.Tune(l); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt.Settings.Line = l
	s.hearing.reset(false)
	return nil
}

// Assert drives one of the modem lines that are ours, link.DTR or link.RTS.
func (s *Session) Assert(name string, on bool) error {
	p, err := s.openPort()
	if err != nil {
		return err
	}
	w, ok := p.(port.Wired)
	if !ok {
		return port.ErrNoSignals
	}
	err = w.Assert(name, on)
	if errors.Is(err, port.ErrGone) {
		return ErrAway
	}
	return err
}

// SetTerminal changes what is done with bytes from here on.
func (s *Session) SetTerminal(t link.Terminal) error {
	m, err := newManner(t)
	if err != nil {
		return err
	}
	s.decoding.Lock() // between two reads, so that what was shown is read back as it was
	defer s.decoding.Unlock()
	s.manner.Store(m)
	s.send.setPace(m.pace())
	s.came.change(m.maps)
	return nil
}

// Recent returns the newest bytes of the line, at most n, exactly as they came, and the
// offset behind them, counted from the first one of this session. It never waits.
func (s *Session) Recent(n int) (p []byte, end int64) { return s.recent.last(n) }

// Resize tells the board how large its terminal is, where the line has a way to
// (telnet). It never waits.
func (s *Session) Resize(cols, rows int) { s.send.resize(cols, rows) }

// Pulse drives modem lines step by step. It ends early with ctx, or when the line does.
func (s *Session) Pulse(ctx context.Context, p link.Pulse) error {
	for _, step := range p.Steps {
		if step.Line != "" {
			if err := s.Assert(step.Line, step.On); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.life.Done():
			return port.ErrClosed
		case <-time.After(step.Wait):
		}
	}
	return nil
}
