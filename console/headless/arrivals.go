package headless

import (
	"time"

	"oopscope/console/record"
	"oopscope/parse"
)

// arrivals tell when the crashes of a record came, by what was written beside it: what is
// newer on this machine was not there yet. Of another capture they know nothing.
type arrivals struct {
	capture string // "" for none
	asked   bool   // whether times were looked for
	times   *record.Times
	at      int64 // asked for last
}

// of returns when a crash began to come; zero when nobody knows.
func (a *arrivals) of(c *parse.Crash) time.Time {
	if !a.asked && a.capture != "" || c.FirstByte < a.at { // times are read in the order of the bytes
		a.open()
	}
	if a.times == nil {
		return time.Time{}
	}
	a.at = c.FirstByte
	return a.times.At(a.at)
}

// open begins with the first of the times; of another capture there are none.
func (a *arrivals) open() {
	a.close()
	a.asked, a.at, a.times = true, 0, nil
	if times, err := record.OpenTimes(a.capture); err == nil {
		a.times = times
	}
}

func (a *arrivals) close() {
	if a.times != nil {
		_ = a.times.Close() // it was only read
	}
}

// located is a crash with what is known by symbols, which are asked with the time that
// it came; what is said of it is the same for a record and a capture.
func (w *writer) located(c *parse.Crash) *parse.Crash {
	asked := *c
	asked.Seen = w.came.of(c)
	if asked.Seen.IsZero() {
		return w.opt.Resolve(c)
	}
	found := *w.opt.Resolve(&asked)
	found.Seen = c.Seen
	return &found
}
