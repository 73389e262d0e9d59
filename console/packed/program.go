package packed

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"time"
)

// OpenLarge is Open for a file that is worth a process: the program xz takes two thirds of
// the time of what is written in Go, and of another core. Where it is not installed, or
// cannot do it (busybox has one that knows no bounds), everything is as with Open.
func OpenLarge(kind Kind, file io.ReaderAt, memory Memory) (io.ReadCloser, error) {
	if kind == XZ {
		if path, err := exec.LookPath("xz"); err == nil {
			if p, err := startXZ(path, section(file), memory); err == nil {
				return p, nil
			}
		}
	}
	return Open(kind, section(file), memory)
}

func section(file io.ReaderAt) io.Reader { return io.NewSectionReader(file, 0, math.MaxInt64) }

// errProgram is what a program says that fails behind the first bytes: what they would all
// fail for, it says before.
var errProgram = errors.New("damaged .xz file, or one that ends too early")

// A program unpacks its standard input.
type program struct {
	cmd    *exec.Cmd
	stop   context.CancelFunc
	out    *bufio.Reader
	memory Memory
	taken  int64
	ended  error // how it did, io.EOF when all went well; nil while it runs
}

// startXZ returns when there are bytes to be read.
func startXZ(path string, in io.Reader, memory Memory) (*program, error) {
	window := min(memory.Left()/2, xzWindow)
	if err := memory.Take(window); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	const beside = 1 << 20 // what xz takes beside the window
	cmd := exec.CommandContext(ctx, path, "-dcq", fmt.Sprintf("--memlimit-decompress=%d", window+beside))
	cmd.Stdin, cmd.WaitDelay = in, time.Second
	cmd.Env = []string{"LC_ALL=C"} // XZ_OPT would be taken for options
	p := &program{cmd: cmd, stop: stop, memory: memory, taken: window}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.ended = err
		p.Close()
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 64<<10)
	if _, err := p.out.Peek(1); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Read implements io.Reader.
func (p *program) Read(b []byte) (n int, err error) {
	if p.ended != nil {
		return 0, p.ended
	}
	if n, err = p.out.Read(b); err != nil {
		if p.ended = io.EOF; p.cmd.Wait() != nil {
			p.ended = errProgram
		}
		err = p.ended
	}
	return n, err
}

// Close ends the program, and gives the memory back.
func (p *program) Close() error {
	p.stop()
	if p.ended == nil {
		p.ended = errors.New("closed")
		_ = p.cmd.Wait() // it was killed, or is done
	}
	p.memory.Give(p.taken)
	p.taken = 0
	return nil
}
