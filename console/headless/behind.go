package headless

import (
	"context"
	"time"

	"oopscope/console/out"
	"oopscope/parse"
)

// behind begins what is to be done behind a crash, beside the reading.
func (w *watcher) behind(crashes []*parse.Crash) {
	if w.after == nil || w.leaving || len(crashes) == 0 {
		return
	}
	done := w.after.Behind(w.life, crashes, func(words string) { out.Line(w.opt.Err, "oopscope: %s", words) })
	if done != nil {
		w.recipe = done
	}
}

// recipeLinger is how long a recipe may take to go, once nobody waits for it any more.
const recipeLinger = 2 * time.Second

// finish reads on until what is done behind a crash is done, so that the board's answer to
// it is shown, too. A person who interrupts ends it.
func (w *watcher) finish(src Source) (err error) {
	w.leaving = true
	for w.recipe != nil && w.after.Busy() && err == nil {
		err = w.listen(src)
	}
	if w.recipe == nil {
		return nil
	}
	if w.life.Err() == nil { // the input is over, the recipe not yet
		<-w.recipe
		return nil
	}
	select {
	case <-w.recipe:
	case <-time.After(recipeLinger):
	}
	return nil
}

// listen takes what comes within a moment.
func (w *watcher) listen(src Source) error {
	limited, cancel := context.WithTimeout(w.life, awayEvery)
	defer cancel()
	b, err := src.Next(limited)
	if e := w.take(&b); e != nil {
		return e
	}
	if err == context.DeadlineExceeded {
		return nil
	}
	return err
}
