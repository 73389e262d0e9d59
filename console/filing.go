package console

import (
	"context"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// What a session finds is entered into the ledger beside the session, from a mailbox of its own:
// whoever shows it may be a terminal that is stopped, or a pipe that nobody reads.

// Bounds of entering it.
const (
	fileAgain = 5 * time.Second // before what the ledger refused is tried again
	fileWait  = time.Second     // for the rest when the session ends, and of a file's reader for the ledger: the disk may not answer
)

// filing is what enters what is found.
type filing struct {
	mail *mailbox      // nil when nothing is entered
	file bool          // whether its reader can wait
	done chan struct{} // closed when all of it was, nil before it began
}

// newFiling keeps what is found, from the first byte on; readable says that crashes can be
// decoded again, file that it comes as fast as one reads.
func newFiling(readable, file bool) filing {
	m := newMailbox(false)
	m.lineless, m.terse, m.readable = true, true, readable
	return filing{mail: m, file: file}
}

// keepUp has a file's reader wait for the ledger rather than decode crashes twice.
func (f *filing) keepUp() {
	if f.mail != nil {
		f.mail.catchUp(fileWait)
	}
}

// hasten has nobody wait any more.
func (f *filing) hasten() {
	if f.mail != nil {
		f.mail.hasten()
	}
}

// begin enters what was and is found until nothing more comes, and what is refused again and
// again until the session is over. It tells each time how that went.
func (f *filing) begin(over <-chan struct{}, enter func([]*parse.Crash, []parse.Boot) error, tell func(error)) {
	f.done = make(chan struct{})
	if f.file {
		f.mail.heed()
	}
	go func() {
		defer close(f.done)
		err := link.Safely("entering crashes into the ledger", func() error { f.work(over, enter, tell); return nil })
		if err != nil { // a mistake in it costs the session nothing
			tell(err)
		}
	}()
}

func (f *filing) work(over <-chan struct{}, enter func([]*parse.Crash, []parse.Boot) error, tell func(error)) {
	for {
		b, err := f.mail.next(context.Background())
		if err != nil {
			return
		}
		crashes := worthEntering(b.Crashes)
		for going := len(crashes)+len(b.Boots) > 0; going; {
			err := enter(crashes, b.Boots)
			tell(err)
			if err != nil {
				f.mail.hasten() // nobody waits for a disk that refuses
			}
			going = err != nil && !waits(over)
		}
	}
}

// waits waits until something is worth another try, and tells whether the session is over.
func waits(over <-chan struct{}) bool {
	select {
	case <-over:
		return true
	case <-time.After(fileAgain):
		return false
	}
}

// worthEntering are the reports that are complete, and of trouble that goes on those that came
// twice as often as when it was told last.
func worthEntering(all []*parse.Crash) (list []*parse.Crash) {
	for _, c := range all {
		if !c.Open || c.Severity == parse.Error && c.Count&(c.Count-1) == 0 {
			list = append(list, c)
		}
	}
	return list
}

// end waits a while until all that was found is entered, and tells whether it is.
func (f *filing) end() bool {
	if f.done == nil {
		return true
	}
	select {
	case <-f.done:
		return true
	case <-time.After(fileWait):
		return false
	}
}
