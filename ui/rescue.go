package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"oopscope/ui/edit"
)

// rescue is for the end that the person did not ask for, as when the terminal
// is closed: what waits is written down, of all boards. What the disk does not take
// within a moment is in the error.
func (t *tabs) rescue() error {
	var jobs []job
	for _, b := range t.all {
		if b.app == nil {
			continue
		}
		jobs = append(jobs, b.app.unwritten()...)
	}
	return doInTime(jobs)
}

// unwritten lists what waits to be written down, a note or a remark that was just being
// written too.
func (a *app) unwritten() (jobs []job) {
	if a.cfg.Ledger == nil {
		return nil
	}
	if e, ok := a.overlay.(*edit.Note); ok {
		e.Keep()
	}
	if a.line != nil && a.line.Words && a.line.Text() != "" {
		a.line.Done(a.line)
	}
	for _, m := range a.words.waiting {
		jobs = append(jobs, job{fmt.Sprintf("the remark on line %d", m.Line), m.Text, func() error {
			_, _, err := a.cfg.Ledger.Remark(m, a.words.onDisk[m.Line])
			return err
		}})
	}
	for _, r := range a.book.All {
		if r.Unkept {
			jobs = append(jobs, job{"the note on " + r.Name(), r.Notes, func() error {
				_, _, err := a.cfg.Ledger.Note(r.Crash, r.Notes, r.Noted)
				return err
			}})
		}
	}
	for _, s := range a.words.unsaid {
		jobs = append(jobs, job{"the " + s.what + " of " + s.key, s.words, func() error { return a.cfg.Ledger.Say(s.key, s.what, s.words) }})
	}
	return jobs
}

// A job writes a person's words down.
type job struct {
	what, text string
	do         func() error
}

// doInTime does jobs one by one, but does not wait for a disk that hangs, and
// tells of every word that is not kept.
func doInTime(jobs []job) (lost error) {
	done := make(chan error, len(jobs))
	go func() {
		for _, j := range jobs {
			done <- j.do()
		}
	}()
	late, cancel := context.WithTimeout(context.Background(), rescueTime)
	defer cancel()
	for _, j := range jobs {
		var err error
		select {
		case err = <-done:
		case <-late.Done():
			err = errHangs
		}
		if err != nil {
			lost = errors.Join(lost, fmt.Errorf("%s is not kept: %w; it reads: %s", j.what, err, j.text))
		}
	}
	return lost
}

// rescueTime is less than a program that is to end is given for ending.
const rescueTime = time.Second / 2

var errHangs = errors.New("the disk does not answer")
