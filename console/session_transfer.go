package console

import (
	"context"
	"fmt"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/transfer"
)

// rawChunk is what of a file goes at once when it is sent as it is.
const rawChunk = 64

// Transfer sends files, or receives them, and returns in words what came of it. What
// comes meanwhile is recorded and decoded as ever; what is typed is refused. It ends
// early with ctx, StopTransfer or the line.
func (s *Session) Transfer(ctx context.Context, t link.Transfer) (words string, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(s.life, stop)()
	err = s.asTypist(Here, func() error {
		return s.occupy(func() { s.side.begin(stop) })
	})
	if err != nil {
		return "", err
	}
	defer s.side.end()
	s.side.told(link.Progress{Sending: !t.Receive, Protocol: t.Protocol, Began: time.Now()})
	w, over, err := s.wireFor(ctx, t)
	if err != nil {
		return "", err
	}
	defer func() { over(outcomeOf(t, words, err)) }()
	if t.Receive {
		return s.receiveFiles(ctx, w, t)
	}
	list, err := transfer.Outbox(t.Files)
	if err != nil {
		return "", err
	}
	defer transfer.CloseAll(list)
	switch {
	case t.Protocol == "ZMODEM":
		err = transfer.SendZ(ctx, w, list, s.side.told)
	case len(list) > 1 && t.Protocol != "YMODEM":
		return "", fmt.Errorf("%s takes one file; YMODEM and ZMODEM take several", t.Protocol)
	case t.Protocol == "raw":
		err = s.sendRaw(w, list[0])
	default:
		err = transfer.Send(w, t.Protocol, list, s.side.told)
	}
	if err != nil {
		return "", s.stopped(ctx, err)
	}
	p := s.carried()
	took, files := time.Since(p.Began).Round(10*time.Millisecond), countFiles(len(list), p.Name)
	if t.Protocol == "raw" { // no protocol says what became of it
		return fmt.Sprintf("sent %s as it is in %v; nothing tells whether all of it arrived", files, took), nil
	}
	return fmt.Sprintf("sent %s by %s in %v, %d errors mended", files, t.Protocol, took, p.Errors), nil
}

func (s *Session) receiveFiles(ctx context.Context, w transfer.Wire, t link.Transfer) (words string, err error) {
	box := &transfer.Inbox{Dir: t.Dir}
	if box.Dir == "" {
		box.Dir = "."
	}
	if t.Protocol == "ZMODEM" {
		err = transfer.ReceiveZ(ctx, w, box, s.side.told)
	} else {
		err = transfer.Receive(w, t.Protocol, box.Create, s.side.told)
	}
	switch p := s.carried(); {
	case err != nil && len(box.Paths) > 0:
		return "", fmt.Errorf("%w; what came so far is in %s", s.stopped(ctx, err), strings.Join(box.Paths, ", "))
	case err != nil:
		return "", s.stopped(ctx, err)
	default:
		return fmt.Sprintf("received %s by %s, %d bytes, %d errors mended", strings.Join(box.Paths, ", "), t.Protocol, box.Size(), p.Errors), nil
	}
}

// carried is how far it came. Of programs that do it the errors are heard on the line.
func (s *Session) carried() link.Progress {
	p := s.side.progress()
	p.Errors = max(p.Errors, s.sentAgain())
	return *p
}

// sendRaw sends a file as it is, with the pauses that what is typed has.
func (s *Session) sendRaw(w transfer.Wire, f transfer.File) error {
	chunk, pause := rawChunk, time.Duration(0)
	if d := s.manner.Load().CharDelay; d > 0 {
		chunk, pause = 1, d
	}
	return transfer.SendRaw(w, f, chunk, pause, s.side.told)
}

// outcomeOf is what stands between the lines of what became of a transfer.
func outcomeOf(t link.Transfer, words string, err error) string {
	if err == nil {
		return words
	}
	way := "sending"
	if t.Receive {
		way = "receiving"
	}
	return fmt.Sprintf("%s by %s failed: %v", way, t.Protocol, err)
}

// stopped says why a transfer ended.
func (s *Session) stopped(ctx context.Context, err error) error {
	switch {
	case s.life.Err() != nil:
		return port.ErrClosed
	case s.side.failed() != nil:
		return s.side.failed()
	case s.Link().State != link.Up:
		return fmt.Errorf("the port went away in the middle of the file")
	case ctx.Err() != nil:
		return fmt.Errorf("the transfer was stopped")
	}
	return err
}

// StopTransfer ends a transfer, and tells whether there was one.
func (s *Session) StopTransfer() bool { return s.side.cancel() }

func countFiles(n int, name string) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%d files", n)
}
