package headless

import (
	"errors"
	"io"
	"time"

	"oopscope/console/link"
	"oopscope/console/out"
)

// tellTrouble says what keeps the record from being complete, once for each
// kind of trouble, and that it is over, until over is closed.
func tellTrouble(src Source, errs io.Writer, over <-chan struct{}) {
	said, unfiled := "", ""
	for every := time.NewTicker(awayEvery); ; {
		l := src.Link()
		if l.Unfiled != "" && l.Unfiled != unfiled {
			out.Complain(errs, errors.New(link.Uncounted(l.Unfiled)))
		}
		if unfiled = l.Unfiled; l.Ailment != said {
			said = l.Ailment
			words := l.Trouble
			if said == "" {
				words = "the record goes on: all that waited is written"
			}
			out.Complain(errs, errors.New(words))
		}
		select {
		case <-over:
			every.Stop()
			return
		case <-every.C:
		}
	}
}
