package torture

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A way is one in which the program may be ended.
type way struct {
	name     string
	do       func(s *seat)
	told     bool // by a controlling terminal that goes
	blind    bool // nobody reads the terminal
	stopped  bool // its output is stopped, as ctrl+s does
	terminal bool // is still there afterwards
	says     string
}

func signal(sig syscall.Signal) func(*seat) { return func(s *seat) { s.Kill(sig) } }

func hangUp(s *seat) { s.Master.Close() }

var ways = []way{
	{name: "TERM", do: signal(syscall.SIGTERM), told: true, terminal: true},
	{name: "HUP", do: signal(syscall.SIGHUP), told: true, terminal: true},
	{name: "INT", do: signal(syscall.SIGINT), told: true, terminal: true},
	{name: "QUIT", do: signal(syscall.SIGQUIT), told: true, terminal: true, says: "ended by SIGQUIT"},
	{name: "terminal closed", do: hangUp, told: true},
	{name: "terminal closed without a word", do: hangUp},
	{name: "nobody reads the terminal, TERM", do: signal(syscall.SIGTERM), told: true, blind: true, terminal: true},
	{name: "the terminal stopped, TERM", do: signal(syscall.SIGTERM), told: true, stopped: true, terminal: true},
}

// onALine is what the program has when it is ended.
type onALine struct {
	words     string
	boards    []string
	streaming bool // they talk
}

var lines = []onALine{
	{"a silent board", []string{"board"}, false},
	{"a board that talks", []string{"board"}, true},
	{"three boards that talk", []string{"board", "board2", "board3"}, true},
}

// endsRound ends the program in one way, the next one in each round, and when it was ended in
// all of them with other boards.
func endsRound(r *round) error {
	w, l := ways[r.n%len(ways)], lines[r.n/len(ways)%len(lines)]
	e := ending{round: r, way: w, streaming: l.streaming}
	if err := e.try(l.boards); err != nil {
		return fmt.Errorf("%s, %s: %w", w.name, l.words, err)
	}
	return nil
}

// An ending is one end of the program.
type ending struct {
	*round
	way
	streaming bool
	boards    []*ended
	seat      *seat
	see       func() // has somebody read the terminal again
}

// ended is a board whose session ends.
type ended struct {
	*board
	device string // behind its link
	record string
	had    int64 // bytes in the record, when the end began
}

func (e *ending) try(boards []string) error {
	if err := e.begin(boards); err != nil {
		return err
	}
	if err := e.prepare(); err != nil {
		return err
	}
	for _, b := range e.boards {
		b.had = size(b.record)
	}
	began := time.Now()
	e.do(e.seat)
	if err := e.seat.ends(began); err != nil {
		return err
	}
	if e.terminal {
		if err := e.seat.restored(); err != nil {
			return err
		}
	} else if status := e.seat.Cmd.ProcessState.ExitCode(); status < 0 || status > 1 {
		return fmt.Errorf("it ended with %v", e.seat.Cmd.ProcessState)
	}
	var errs []error
	for _, b := range e.boards {
		errs = append(errs, b.left())
	}
	if err := errors.Join(errs...); err != nil || !e.terminal {
		return err
	}
	e.see()
	return e.farewell()
}

// begin has the program open the boards, and show the first of them.
func (e *ending) begin(names []string) (err error) {
	var links []string
	for _, name := range names {
		b := &ended{}
		if b.board, err = e.newBoard(name); err != nil {
			return err
		}
		if b.device, err = os.Readlink(b.link); err != nil {
			return err
		}
		e.boards, links = append(e.boards, b), append(links, b.link)
	}
	if e.seat, err = e.sit(e.told, links...); err != nil {
		return err
	}
	for _, b := range e.boards {
		if b.record, err = b.board.record(); err != nil {
			return err
		}
	}
	return errors.Join(e.boards[0].prints([]byte("first words\r\n")), e.seat.shows("first words"))
}

// prepare brings about what the program is to be ended in.
func (e *ending) prepare() error {
	e.see = func() {}
	if e.blind {
		e.see = e.seat.Blind()
	}
	if e.stopped {
		if err := e.seat.Stop(); err != nil {
			return err
		}
	}
	if e.streaming || e.blind || e.stopped {
		for _, b := range e.boards {
			b.talk(400_000 / len(e.boards))
			had := size(b.record)
			if err := e.wait("growth of the record", func() bool { return size(b.record) > had+4096 }); err != nil {
				return err
			}
		}
	}
	if e.blind || e.stopped {
		if err := e.wait("full terminal", e.seat.TakesNothing); err != nil {
			return err
		}
	}
	if e.streaming {
		return nil
	}
	for _, b := range e.boards {
		b.hush()
		if err := e.wait("last of it in the record", func() bool { return size(b.record) >= b.n }); err != nil {
			return err
		}
	}
	return nil
}

// left holds a board's port to be free, and its record to have what it had and nothing else
// than the board said.
func (b *ended) left() error {
	b.held.Close()
	err := isFree(b.device)
	b.master.Close() // it may sit in a write
	b.hush()
	return errors.Join(err, b.compare(b.record, b.had))
}

// farewell waits for the last words, on the usual screen.
func (e *ending) farewell() error {
	return e.wait("name of each record on the usual screen", func() bool {
		_, after, left := strings.Cut(e.seat.Text(), "\x1b[?1049l")
		if !left || e.blind || e.stopped { // what is told last may find no room any more
			return left
		}
		after = strings.ReplaceAll(after, "\r\n", "")
		return strings.Contains(after, e.says) && !slices.ContainsFunc(e.boards, func(b *ended) bool { return !strings.Contains(after, "recorded to "+b.record) })
	})
}
