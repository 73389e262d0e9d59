package headless

import (
	"fmt"
	"io"
	"time"

	"oopscope/console/link"
	"oopscope/console/out"
)

// awayEvery is how often the state of the line is looked at: what comes back
// sooner is not worth a word, the gap is marked in the stream.
const awayEvery = 250 * time.Millisecond

// tellAway says why nothing comes, once for each reason, until over is closed.
func tellAway(src Source, errs io.Writer, over <-chan struct{}) {
	said := ""
	for every := time.NewTicker(awayEvery); ; {
		l := src.Link()
		if l.State != link.Away {
			said = ""
		} else if l.Detail != said {
			said = l.Detail
			out.Complain(errs, fmt.Errorf("waiting for %s: %s", l.Name, said))
		}
		select {
		case <-over:
			every.Stop()
			return
		case <-every.C:
		}
	}
}
