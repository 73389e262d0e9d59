package headless

import (
	"io"
	"runtime"
	"sync"

	"oopscope/parse"
)

// chunk fits the caches of one core: a chunk is read, surveyed and decoded while
// it is in them. Memory stays constant, whatever the size of the input.
const chunk = 256 << 10

// readAhead reads r to its end in chunks, surveys them on all cores, and calls
// feed with each in order. The bytes are feed's until it returns.
func readAhead(r io.Reader, feed func([]byte, *parse.Survey) error) error {
	crew := max(1, min(runtime.GOMAXPROCS(0), 8))
	a := &reader{r: r, free: make(chan *piece, 2*crew+2), full: make(chan *piece, 2*crew+2), stop: make(chan struct{})}
	for range cap(a.free) {
		a.free <- &piece{ready: make(chan struct{}, 1)}
	}
	for range crew {
		go a.work()
	}
	for p := range a.full {
		<-p.ready
		if err := feed(p.buf[:p.n], &p.survey); err != nil {
			close(a.stop) // a worker may sit in a read; it is not waited for
			return err
		}
		a.free <- p
	}
	return a.failure
}

// piece is one chunk on its way.
type piece struct {
	buf    []byte
	n      int
	at     int64 // in the input
	survey parse.Survey
	ready  chan struct{} // the survey is done
}

// reader is what the workers share.
type reader struct {
	r    io.Reader
	free chan *piece
	full chan *piece // in the order of the input
	stop chan struct{}

	reading sync.Mutex // held by the worker that reads
	at      int64
	over    bool
	failure error // written before full is closed
}

// work reads a chunk and surveys it while another worker reads the next.
func (a *reader) work() {
	for {
		select {
		case p := <-a.free:
			if !a.read(p) {
				return
			}
			p.survey.Look(p.buf[:p.n], p.at)
			p.ready <- struct{}{}
		case <-a.stop:
			return
		}
	}
}

// read hands every read on at once: a slow pipe must not wait for a full chunk.
func (a *reader) read(p *piece) bool {
	a.reading.Lock()
	defer a.reading.Unlock()
	if a.over {
		return false
	}
	if p.buf == nil {
		p.buf = make([]byte, chunk)
	}
	n, err := a.r.Read(p.buf)
	p.n, p.at = n, a.at
	a.at += int64(n)
	a.full <- p
	if err != nil {
		a.over = true
		if err != io.EOF {
			a.failure = err
		}
		close(a.full)
	}
	return true
}
