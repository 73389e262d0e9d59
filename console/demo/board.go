// Package demo is a simulated board for people without one: a BeagleBone Black
// that boots, has a shell on its console, and panics when a module of its is
// unloaded. The dump is one that a real board printed; everything around it is
// written in that board's style.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// Options set a board up.
type Options struct {
	Speed float64 // 1 prints at 115200 baud, 10 ten times faster, 0 without waiting
	Quiet bool    // boot to the prompt and wait there, without the story
	Seed  uint64  // of what differs from crash to crash; 0 for the clock
}

// How the board comes to a restart.
const (
	powerOn   = "Power-on reset has occurred."
	watchdog  = "watchdog has occurred."
	softReset = "Global warm SW reset has occurred."
)

// errReset ends whatever the board is doing: it starts again.
var errReset = errors.New("reset")

// PassTime lets a board's time pass instead of the machine's clock, when it is set before
// the board is switched on. Nothing then differs from one board to the next, and it does nothing
// by itself once it has booted, so that it can be filmed.
var PassTime func(ctx context.Context, d time.Duration) error

// board is one simulated board. All of it runs in one goroutine but for the
// reading of what is typed.
type board struct {
	ctx   context.Context
	out   io.Writer
	typed <-chan byte // closed when the other end is gone
	speed float64
	dice  *rand.Rand

	uptime   time.Duration // at the moment anchor
	anchor   time.Time
	due      time.Time // when the bytes printed so far have left the wire
	klog     []string  // what the kernel printed since it started
	shepherd bool      // whether the module is loaded
	cause    string    // of the last reset
	history  string    // the last command
}

// Run is a board with its console at rw, from power-on until ctx ends or rw
// does. It is the caller's to close rw, which ends a blocked read or write.
func Run(ctx context.Context, rw io.ReadWriter, o Options) error {
	if PassTime != nil {
		o.Seed, o.Quiet = 1, true
	}
	if o.Seed == 0 {
		o.Seed = uint64(time.Now().UnixNano())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := &board{
		ctx: ctx, out: rw, typed: typing(ctx, rw), speed: o.Speed,
		dice: rand.New(rand.NewPCG(o.Seed, 1)), cause: powerOn, due: time.Now(),
	}
	for life := 1; ; life++ {
		err := b.live(life, o.Quiet)
		if !errors.Is(err, errReset) {
			return err
		}
	}
}

// fifo is how much may be typed ahead; more is lost, as in a UART.
const fifo = 4096

// typing reads what is typed into a channel, which is closed at the end.
func typing(ctx context.Context, r io.Reader) <-chan byte {
	typed := make(chan byte, fifo)
	go func() {
		defer close(typed)
		buf := make([]byte, 256)
		for ctx.Err() == nil {
			n, err := r.Read(buf)
			for _, c := range buf[:n] {
				select {
				case typed <- c:
				default:
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return typed
}

// live is one life of the board, from its boot loader to its reset.
func (b *board) live(life int, quiet bool) error {
	var extra []string
	if life == 2 && !quiet {
		extra = before(lines("trouble.txt"), loginTime)
	}
	if err := b.boot(extra); err != nil {
		return err
	}
	// Whoever typed ahead during the boot wants the shell.
	if !quiet && life <= 2 && len(b.typed) == 0 {
		if err := b.tell(life); err != nil && !errors.Is(err, errTyped) {
			return err
		}
	}
	return b.shell()
}

// bitsPerByte is 8N1: a start bit, eight of data, a stop bit.
const (
	bitsPerByte = 10
	baud        = 115200
	chunk       = 64 // bytes that go out at once: 5.6 ms at real speed
)

// print sends text at the line's pace, with the line ends of a tty.
func (b *board) print(text string) error {
	text = strings.ReplaceAll(text, "\n", "\r\n")
	for len(text) > 0 {
		n := min(chunk, len(text))
		if b.speed == 0 {
			n = len(text)
		}
		if _, err := io.WriteString(b.out, text[:n]); err != nil {
			return err
		}
		if err := b.wait(time.Duration(n) * time.Second * bitsPerByte / baud); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

// wait lets board time pass. Waits add up against a schedule, so that the
// timer's coarseness does not slow the board down.
func (b *board) wait(d time.Duration) error {
	if PassTime != nil {
		b.uptime += d
		return PassTime(b.ctx, d)
	}
	if b.speed == 0 {
		b.uptime += d
		return b.ctx.Err()
	}
	real := time.Duration(float64(d) / b.speed)
	b.uptime += d - real
	if now := time.Now(); b.due.Before(now) {
		b.due = now
	}
	b.due = b.due.Add(real)
	left := time.Until(b.due)
	if left < time.Millisecond {
		return b.ctx.Err()
	}
	t := time.NewTimer(left)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-b.ctx.Done():
		return b.ctx.Err()
	}
}

// now is the board's time since its kernel started.
func (b *board) now() time.Duration {
	if PassTime != nil {
		return b.uptime
	}
	return b.uptime + time.Since(b.anchor)
}

// setClock makes the kernel's clock show a time; the story skips the hours in
// which nothing happens.
func (b *board) setClock(d time.Duration) { b.uptime, b.anchor = d, time.Now() }

// kernel prints a message of the kernel's with its time, and logs it.
func (b *board) kernel(text string) error {
	us := b.now().Microseconds()
	return b.printk(fmt.Sprintf("[%5d.%06d] %s", us/1e6, us%1e6, text))
}

// printk prints and logs a kernel line that has its time already.
func (b *board) printk(line string) error {
	b.klog = append(b.klog, line)
	return b.print(line + "\n")
}
