package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/link"
)

// ZMODEM is left to sz and rz, which every distribution has (lrzsz): there is no kept
// implementation in Go. They are started by their argument list, never by a shell.

// lookFor finds one of the programs.
func lookFor(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("ZMODEM needs the program %s, which is not installed: install the package lrzsz, or use YMODEM", name)
	}
	return path, nil
}

// SendZ sends files by ZMODEM.
func SendZ(ctx context.Context, w Wire, list []File, told func(link.Progress)) error {
	path, err := lookFor("sz")
	if err != nil {
		return err
	}
	p := link.Progress{Sending: true, Protocol: "ZMODEM", Name: filepath.Base(list[0].Path), Began: time.Now()}
	args := []string{"--binary", "--quiet", "--"}
	for _, f := range list {
		p.Total += f.Size
		abs, err := filepath.Abs(f.Path)
		if err != nil {
			return err
		}
		args = append(args, abs)
	}
	return bridge(ctx, w, func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, path, args...) }, p, told)
}

// ReceiveZ receives files by ZMODEM, first into a folder of their own: rz takes the names
// that the other end gives.
func ReceiveZ(ctx context.Context, w Wire, box *Inbox, told func(link.Progress)) error {
	path, err := lookFor("rz")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(box.Dir, ".received-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	rz := func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, path, "--binary", "--quiet", "--rename", "--restricted", "--restricted")
		cmd.Dir = dir
		return cmd
	}
	err = bridge(ctx, &farewell{Wire: w}, rz, link.Progress{Protocol: "ZMODEM", Began: time.Now()}, told)
	return errors.Join(err, box.adopt(dir))
}

// zfin is how the header begins that ends a session, ZMODEM's ZFIN.
var zfin = []byte("**\x18B08")

// A farewell is a wire on which rz says once that it is done. It reads the rest of the line
// behind the sender's header for a wrong answer, and says so again: the sender has gone by
// then, and the board's shell would take it for a command. When the first was lost the
// sender asks again, after ten seconds, and is answered.
//
// Then it waits half a minute for the sender's "over and out", which that one's terminal often
// loses as the sender gives it back to the shell. It is told so here when the line is quiet.
type farewell struct {
	Wire
	mu    sync.Mutex // around what follows: one reads while another writes
	last  time.Time
	ended bool
}

// outWait is how long the sender's last word may take.
const outWait = 500 * time.Millisecond

func (f *farewell) Read(p []byte, wait time.Duration) (int, error) {
	n, err := f.Wire.Read(p, wait)
	f.mu.Lock()
	defer f.mu.Unlock()
	if n == 0 && !f.ended && !f.last.IsZero() && time.Since(f.last) >= outWait {
		f.ended = true
		return copy(p, "OO"), nil
	}
	return n, err
}

func (f *farewell) Write(p []byte) (int, error) {
	if !bytes.HasPrefix(p, zfin) {
		return f.Wire.Write(p)
	}
	f.mu.Lock()
	again := time.Since(f.last) < 3*time.Second
	if !again {
		f.last = time.Now()
	}
	f.mu.Unlock()
	if again {
		return len(p), nil
	}
	return f.Wire.Write(p)
}

// bridge lets a program talk to the line until it, ctx or the line ends.
func bridge(ctx context.Context, w Wire, program func(context.Context) *exec.Cmd, p link.Progress, told func(link.Progress)) error {
	life, end := context.WithCancel(ctx)
	defer end()
	cmd := program(life)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var said tail
	cmd.Stderr = &said
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	told(p)
	if err := cmd.Start(); err != nil {
		return err
	}
	over := make(chan struct{})
	came := make(chan int, 1024)
	fed := make(chan struct{})
	go func() { // from the line to the program
		defer close(fed)
		defer in.Close()
		buf := make([]byte, 4096)
		for {
			n, err := w.Read(buf, 100*time.Millisecond)
			select {
			case <-over:
				return
			default:
			}
			if err != nil && !errors.Is(err, ErrTimeout) {
				end()
				return
			}
			if _, err := in.Write(buf[:n]); n > 0 && err != nil {
				return
			}
			select {
			case came <- n:
			default:
			}
		}
	}()
	err = pump(w, out, &p, came, told, end)
	wait := cmd.Wait()
	close(over)
	<-fed
	if ctx.Err() != nil {
		_, _ = w.Write([]byte{can, can, can, can, can, can, can, can, '\b', '\b', '\b', '\b', '\b', '\b', '\b', '\b'})
		return ctx.Err()
	}
	if err == nil && wait != nil {
		err = fmt.Errorf("%s: %w%s", filepath.Base(cmd.Path), wait, said.words())
	}
	return err
}

// pump gives the line what the program says. How far the file is, is nearly what went
// over the line in the direction of the file. When the line takes nothing any more, end
// ends the program, which would wait for answers.
func pump(w Wire, out io.Reader, p *link.Progress, came <-chan int, told func(link.Progress), end func()) error {
	buf := make([]byte, 1024)
	var failed error
	for {
		n, err := out.Read(buf)
		if n > 0 && failed == nil {
			if _, failed = w.Write(buf[:n]); failed != nil {
				end()
			}
		}
		if p.Sending {
			p.Done += int64(n)
		}
		for more := true; more; {
			select {
			case k := <-came:
				if !p.Sending {
					p.Done += int64(k)
				}
			default:
				more = false
			}
		}
		if p.Total > 0 {
			p.Done = min(p.Done, p.Total)
		}
		told(*p)
		if err != nil { // io.EOF: the program ended, or is ending
			return failed
		}
	}
}

// tail keeps the end of what a program says on its standard error.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	t.text = t.text[max(len(t.text)-200, 0):]
	return len(p), nil
}

func (t *tail) words() string {
	words := strings.Join(strings.Fields(string(t.text)), " ")
	if words == "" {
		return ""
	}
	return ": " + words
}
