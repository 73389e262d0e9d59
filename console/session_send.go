package console

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
)

// sendMax bounds what waits for a board that takes nothing.
const sendMax = 1 << 20

// What keeps bytes from the board.
var (
	ErrAway = link.ErrAway
	// ErrFull means that the board takes no more for now.
	ErrFull = errors.New("the board takes nothing: flow control, or it hangs; this was not sent")
	// ErrTyping means that somebody else has the keyboard.
	ErrTyping = errors.New("another has the keyboard")
)

// sender is the one writer of a session: what is queued leaves in order, by
// one goroutine, however long the line blocks.
type sender struct {
	mu     sync.Mutex
	port   port.Port // nil while it is away
	items  []item
	size   int
	cols   int // of the terminal that the board has, 0 while nobody said
	rows   int
	failed string        // what became of the last thing sent, when it did not arrive
	wake   chan struct{} // holds one token when there is an item
	pace   pace
	spoke  atomic.Int64  // when something was sent last, nanoseconds of Unix
	spoken chan struct{} // holds one token when something is sent
	count  atomic.Int64  // bytes that the port took
	sent   func([]byte)  // is told of typed bytes that left; nil for nobody
}

// item is bytes to send, or a break.
type item struct {
	bytes []byte
	pause bool       // a break
	typed bool       // by a person: paced, and told of
	done  chan error // of who waits for it; nil for nobody
}

// finished tells who waits for an item.
func (it *item) finished(err error) {
	if it.done != nil {
		it.done <- err
	}
}

// pace is how long a board is given that is slower than its line.
type pace struct{ char, line time.Duration }

func newSender() *sender {
	return &sender{wake: make(chan struct{}, 1), spoken: make(chan struct{}, 1)}
}

// queue sends bytes as they are; typed tells that a person typed them.
func (s *sender) queue(b []byte, typed bool) error {
	if len(b) == 0 {
		return nil
	}
	return s.push(item{bytes: append([]byte(nil), b...), typed: typed}, func(i port.Info) error {
		if !i.Writable {
			return port.ErrReadOnly
		}
		return nil
	})
}

// setPace paces what is typed from here on.
func (s *sender) setPace(p pace) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = p
}

// queueBreak sends a break, and bytes right behind it.
func (s *sender) queueBreak(behind ...byte) error {
	return s.push(item{pause: true, bytes: behind}, func(i port.Info) error {
		if !i.Breaks {
			return port.ErrNoBreak
		}
		return nil
	})
}

func (s *sender) push(it item, able func(port.Info) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.port == nil {
		return ErrAway
	}
	if err := able(s.port.Info()); err != nil {
		return err
	}
	if s.size+len(it.bytes) > sendMax || len(s.items) >= sendMax/64 {
		return ErrFull
	}
	s.items = append(s.items, it)
	s.size += len(it.bytes)
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// attach gives the sender a port to write to.
func (s *sender) attach(p port.Port) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.port, s.failed = p, ""
	s.tellSize()
}

// resize tells the board, if the line has a way to, the size of its terminal.
func (s *sender) resize(cols, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cols == cols && s.rows == rows {
		return
	}
	s.cols, s.rows = cols, rows
	s.tellSize()
}

func (s *sender) tellSize() {
	if p, ok := s.port.(port.Sizer); ok && s.cols > 0 {
		p.Resize(s.cols, s.rows)
	}
}

// detach takes the port away, and what waited for it: half a command must not
// reach the boot loader that comes up next.
func (s *sender) detach() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.items {
		s.items[i].finished(ErrAway)
	}
	s.port, s.items, s.size = nil, nil, 0
}

// lately is when something was sent last.
func (s *sender) lately() time.Time { return time.Unix(0, s.spoke.Load()) }

// rest waits, but not for what answers when something is sent.
func (s *sender) rest(wait time.Duration) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.spoken:
	}
}

// idle tells whether nothing waits to be sent.
func (s *sender) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size == 0 && len(s.items) == 0
}

func (s *sender) trouble() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// work writes until done is closed. Closing the port ends a blocked write.
func (s *sender) work(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-s.wake:
		}
		for s.one(done) {
		}
	}
}

// one writes the oldest item; false means that there was none.
func (s *sender) one(done <-chan struct{}) bool {
	s.mu.Lock()
	p, pace := s.port, s.pace
	if p == nil || len(s.items) == 0 {
		s.mu.Unlock()
		return false
	}
	it := s.items[0]
	s.items = s.items[1:]
	s.mu.Unlock()
	s.spoke.Store(time.Now().UnixNano())
	token(s.spoken)
	defer func() { s.spoke.Store(time.Now().UnixNano()) }()

	var err error
	switch {
	case it.pause:
		if err = p.Break(); err == nil && len(it.bytes) > 0 {
			_, err = p.Write(it.bytes)
		}
	case it.typed:
		if err = pace.write(p, it.bytes, done); err == nil && s.sent != nil {
			s.sent(it.bytes)
		}
	default:
		_, err = p.Write(it.bytes)
	}
	it.finished(err)
	if err == nil {
		s.count.Add(int64(len(it.bytes)))
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.port != p { // unplugged meanwhile: the link says so
		return true
	}
	s.size -= len(it.bytes)
	s.failed = ""
	if err != nil && !errors.Is(err, port.ErrGone) && !errors.Is(err, port.ErrClosed) {
		s.failed = fmt.Sprintf("the last input did not reach the board: %v", err)
	}
	return true
}

// write sends bytes with their pauses, which done ends.
func (p pace) write(to io.Writer, b []byte, done <-chan struct{}) error {
	for len(b) > 0 {
		n, rest := p.piece(b)
		if _, err := to.Write(b[:n]); err != nil {
			return err
		}
		b = b[n:]
		if rest == 0 {
			continue
		}
		select {
		case <-done:
			return nil
		case <-time.After(rest):
		}
	}
	return nil
}

// piece is how many bytes go at once, and the pause behind them.
func (p pace) piece(b []byte) (n int, rest time.Duration) {
	n = len(b)
	if end := bytes.IndexAny(b, "\r\n"); end >= 0 && p.line > 0 {
		n, rest = end+1, p.line
	}
	if p.char > 0 {
		if n > 1 {
			rest = 0
		}
		return 1, rest + p.char
	}
	return n, rest
}
