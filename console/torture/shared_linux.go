package torture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"oopscope/console/attach"
	"oopscope/console/protocol"
)

// served begins a session without a screen at a board.
func (r *round) served() (b *board, s *seat, record, socket string, err error) {
	if b, s, record, err = r.begun("serve"); err != nil {
		return
	}
	if err = s.shows("serving"); err != nil {
		return
	}
	found, _ := filepath.Glob(filepath.Join(r.dir, "oopscope", "*.sock"))
	if len(found) != 1 {
		return b, s, record, "", fmt.Errorf("there are the sockets %q", found)
	}
	return b, s, record, found[0], nil
}

// finished ends a session that is served, and holds its record to be whole.
func (b *board) finished(owner *seat, record string) error {
	if err := b.isWhole(record); err != nil {
		return err
	}
	began := time.Now()
	owner.Kill(syscall.SIGTERM)
	return errors.Join(owner.ends(began), owner.restored(), b.compare(record, b.n))
}

const twelveMbaud = 1_200_000 // bytes a second: ten bits each

// screensRound goes on as long as the trial may, unless its rounds are counted.
func screensRound(r *round) error {
	b, owner, record, socket, err := r.served()
	if err != nil {
		return err
	}
	deaf, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	defer deaf.Close()
	io.WriteString(deaf, `{"do":"follow"}`+"\n"+`{"do":"li`)
	b.talk(twelveMbaud)
	for first := true; first || r.Rounds == 0 && time.Now().Before(r.until) && r.Err() == nil; first = false {
		if err := r.comeAndGo(b); err != nil {
			return err
		}
	}
	b.hush()
	return b.finished(owner, record)
}

// comeAndGo attaches screens, of which one is stopped, one is killed, and one leaves.
func (r *round) comeAndGo(b *board) error {
	defer r.endFrom(len(r.ends)) // there may be thousands of screens
	var list []*seat
	for range 3 {
		s, err := r.sit(true, b.link)
		if err != nil {
			return err
		}
		list = append(list, s)
	}
	for _, s := range list {
		if err := s.shows("of board, which does not stop"); err != nil {
			return err
		}
	}
	stopped, killed, leaves := list[0], list[1], list[2]
	stopped.Kill(syscall.SIGSTOP)
	time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
	killed.Kill(syscall.SIGKILL)
	began := time.Now()
	if err := leaves.Types("\x14q"); err != nil {
		return err
	}
	return errors.Join(leaves.ends(began), leaves.restored())
}

func lendRound(r *round) error {
	b, owner, record, socket, err := r.served()
	if err != nil {
		return err
	}
	c, err := attach.Dial(r, socket)
	if err != nil {
		return err
	}
	defer c.Close()
	for n := range 100 {
		if err := errors.Join(b.prints(fmt.Appendf(nil, "before loan %d\r\n", n)), c.Borrow("a trial")); err != nil {
			return err
		}
		if err := isFree(b.link); err != nil {
			return fmt.Errorf("lent: %w", err)
		}
		if err := errors.Join(c.GiveBack("exit status 0"), b.prints(fmt.Appendf(nil, "behind loan %d\r\n", n))); err != nil {
			return err
		}
	}
	return b.finished(owner, record)
}

// killRound ends the program as nobody can prepare for.
func killRound(r *round) error {
	b, s, record, err := r.begun("watch")
	if err != nil {
		return err
	}
	b.talk(twelveMbaud)
	if err := r.wait("bytes in the record", func() bool { return size(record) > 10_000 }); err != nil {
		return err
	}
	time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
	had := size(record)
	s.Kill(syscall.SIGKILL)
	<-s.Over
	b.unplug()
	b.hush()
	if err := b.compare(record, had); err != nil {
		return err
	}
	out, err := r.program("verify", record).CombinedOutput() // the last second is in no block as yet
	said := string(out)
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) || strings.Contains(said, "CHANGED") || strings.Contains(said, "MISSING") || !strings.Contains(said, "whole") {
		return fmt.Errorf("verify: %w: %s", err, said)
	}
	return nil
}

// peersRound asks everything of a session that it should not be asked.
func peersRound(r *round) error {
	b, owner, record, socket, err := r.served()
	if err != nil {
		return err
	}
	b.talk(200_000)
	says := []string{
		"", "{\"do\":\"li", strings.Repeat("x", 200_000), "\xff\xfe\n", "{}\n", strings.Repeat("[", 60_000) + "\n", `{"do":"follow"}` + "\n",
		`{"id":1,"do":"lines","from":-9223372036854775808,"count":10000}` + "\n", `{"id":1,"do":"record"}` + "\n", `{"id":1,"do":"send","text":"rm -rf /\r"}` + "\n",
		`{"id":1,"do":"search","regexp":true,"text":"(x?x?x?x?){9}y"}` + "\n", `{"id":1,"do":"keyboard","name":"` + strings.Repeat(`\u001b]0;owned\u0007`, 500) + `"}` + "\n",
	}
	var open []net.Conn
	for n := range 1000 {
		c, err := net.Dial("unix", socket)
		if err != nil {
			return fmt.Errorf("peer %d: %w", n, err)
		}
		c.SetDeadline(time.Now().Add(100 * time.Millisecond))
		io.WriteString(c, says[n%len(says)])
		if open = append(open, c); len(open) == 40 {
			for _, c := range open {
				c.Close()
			}
			open = nil
		}
	}
	b.hush()
	err = r.wait("place for a peer that behaves", func() bool {
		c, err := attach.Dial(r, socket)
		if err != nil {
			return false
		}
		defer c.Close()
		m, err := c.Ask(protocol.Request{Do: "status"})
		return err == nil && m.Status.State == "up" && m.Status.Received == b.n
	})
	if bytes.Contains([]byte(owner.Text()), []byte("\x1b]0;owned")) {
		err = errors.Join(err, errors.New("a peer's name commands the terminal"))
	}
	return errors.Join(err, b.finished(owner, record))
}
