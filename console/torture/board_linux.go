package torture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	seats "oopscope/console/torture/seat"
)

// A board is the other end of a line: a pseudo-terminal below a name that it keeps when
// it is plugged in again. All that it sends is written down.
type board struct {
	r    *round
	name string
	link string
	held *os.File // keeps the line from hanging up when nobody has it, as an adapter does not
	sent *os.File
	n    int64 // bytes that were sent

	mu     sync.Mutex
	master *os.File
	stop   chan struct{} // nil while it does not talk
	over   chan struct{} // closed when it stopped talking
}

// newBoard returns a board that says its name.
func (r *round) newBoard(name string) (*board, error) {
	b := &board{r: r, name: name, link: filepath.Join(r.dir, name)}
	var err error
	if b.sent, err = os.Create(filepath.Join(r.dir, name+".sent")); err != nil {
		return nil, err
	}
	r.atEnd(func() { b.unplug(); b.hush(); b.sent.Close() })
	return b, b.plug()
}

// begun begins the program at a board, with words in front of the port, and waits for the record.
func (r *round) begun(words ...string) (b *board, s *seat, record string, err error) {
	if b, err = r.newBoard("board"); err != nil {
		return
	}
	if s, err = r.sit(true, append(words, b.link)...); err != nil {
		return
	}
	record, err = b.record()
	return
}

func (b *board) plug() error {
	master, slave, err := pty.Open()
	if err != nil {
		return fmt.Errorf("no pseudo-terminal: %w", err)
	}
	if err := makeRaw(slave); err != nil {
		return err
	}
	b.held = slave
	if b.master, err = seats.Polled(master); err != nil {
		return err
	}
	return os.Symlink(slave.Name(), b.link)
}

// makeRaw has a terminal give bytes out as they come in.
func makeRaw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	return unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t)
}

func (b *board) unplug() {
	os.Remove(b.link)
	b.held.Close()
	b.master.Close()
}

// prints sends bytes, and waits for a line that does not take them.
func (b *board) prints(p []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.master.SetWriteDeadline(time.Now().Add(patience))
	n, err := b.master.Write(p)
	b.sent.Write(p[:max(n, 0)])
	b.n += int64(max(n, 0))
	b.r.note(func(x *Result) { x.Bytes += int64(max(n, 0)) })
	return err
}

// talk prints numbered lines, so many bytes a second at most, until hush.
func (b *board) talk(rate int) {
	b.stop, b.over = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(b.over)
		began, said := time.Now(), 0
		for n := 0; ; n++ {
			line := fmt.Appendf(nil, "[%5d.%06d] usb 1-1: line %d of %s, which does not stop\r\n", n/1000, n%1000*1000, n, b.name)
			if b.prints(line) != nil {
				return
			}
			said += len(line)
			early := time.Until(began.Add(time.Duration(said) * time.Second / time.Duration(rate)))
			select {
			case <-b.stop:
				return
			default:
			}
			if early > 2*time.Millisecond {
				time.Sleep(early)
			}
		}
	}()
}

func (b *board) hush() {
	if b.stop != nil {
		close(b.stop)
		<-b.over
		b.stop = nil
	}
}

// record waits for the one record that a board has.
func (b *board) record() (path string, err error) {
	err = b.r.wait("record of "+b.name, func() bool {
		found, _ := filepath.Glob(filepath.Join(b.r.dir, "oopscope", "*"+b.name+"-[0-9]*.log"))
		if len(found) > 0 {
			path = found[0]
		}
		return len(found) == 1
	})
	return path, err
}

// isWhole waits until a record holds all that was sent, and compares the two.
func (b *board) isWhole(record string) error {
	err := b.r.wait(fmt.Sprintf("record of %d bytes", b.n), func() bool { return size(record) >= b.n })
	if err != nil {
		return fmt.Errorf("%w: it has %d", err, size(record))
	}
	return b.compare(record, b.n)
}

// compare holds so many bytes of a record, and all that it has, to be what was sent.
func (b *board) compare(record string, least int64) error {
	got, err := os.Open(record)
	if err != nil {
		return err
	}
	defer got.Close()
	want, err := os.Open(b.sent.Name())
	if err != nil {
		return err
	}
	defer want.Close()
	x, y := make([]byte, 1<<20), make([]byte, 1<<20)
	for at := int64(0); ; {
		n, err := io.ReadFull(got, x)
		m, _ := io.ReadFull(want, y[:n])
		if n != m || !bytes.Equal(x[:n], y[:m]) {
			return fmt.Errorf("behind byte %d of %d the record has others than were sent", at, b.n)
		}
		at += int64(n)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			if at < least {
				return fmt.Errorf("%d bytes were sent, %d of them have to be in the record, and %d are", b.n, least, at)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func size(path string) int64 {
	st, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return st.Size()
}

// isFree holds a port to be nobody's.
func isFree(device string) error {
	f, err := os.OpenFile(device, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.EIO) {
			return nil
		}
		return fmt.Errorf("the port is not free: %w", err)
	}
	defer f.Close()
	if held, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGEXCL); err == nil && held != 0 {
		return errors.New("the port is still held for itself")
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("the port is still locked: %w", err)
	}
	return nil
}
