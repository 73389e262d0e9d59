package demo

import (
	"fmt"
	"strings"
	"time"
)

// deadTime is how long the board lies there after a panic until its watchdog
// bites. The kernel was not told to reboot by itself (panic=0).
const deadTime = 5 * time.Second

// panicTime is when the panic of the real board happened.
const panicTime = 942541300 * time.Microsecond

// crash prints the panic, waits dead, and resets. The story's first one has
// the real board's very bytes; later ones have the time of day, and differ in
// what differs from one crash to the next.
func (b *board) crash(original bool) error {
	dump := lines("panic.txt")
	if !original {
		dump = b.vary(dump)
	}
	last := time.Duration(0)
	for _, l := range dump {
		t, _, _ := stamp(l)
		if last > 0 {
			if err := b.wait(min(t-last, longestPause) - wireTime(l)); err != nil {
				return err
			}
		}
		if err := b.printk(l); err != nil {
			return err
		}
		last = t
	}
	b.cause = watchdog
	if err := b.wait(deadTime); err != nil {
		return err
	}
	return b.reset("\n")
}

// wireTime is what a line takes to send, in the log's own times.
func wireTime(l string) time.Duration {
	return time.Duration(len(l)+2) * time.Second * bitsPerByte / baud
}

// vary makes another crash of the same bug: now, another process, another
// stack, told the same everywhere in the dump.
func (b *board) vary(dump []string) []string {
	pid := 1200 + b.dice.IntN(3000)
	// A stack of 8 KiB: the thread_info page and the one above it.
	page := 0xd8000 + 2*b.dice.IntN(0x800)
	change := strings.NewReplacer(
		"PID: 1726 ", fmt.Sprintf("PID: %d ", pid),
		"pid: 1726,", fmt.Sprintf("pid: %d,", pid),
		"d9534", fmt.Sprintf("%05x", page),
		"d9535", fmt.Sprintf("%05x", page+1),
		"9358d1fc4259ae2f", fmt.Sprintf("%016x", b.dice.Uint64()),
	)
	shift := b.now() - panicTime
	varied := make([]string, len(dump))
	for i, l := range dump {
		t, message, _ := stamp(l)
		us := (t + shift).Microseconds()
		varied[i] = fmt.Sprintf("[%5d.%06d] %s", us/1e6, us%1e6, change.Replace(message))
	}
	return varied
}

// unload is "modprobe -rf shepherd": the module frees the memory that its
// timer reads before it stops the timer.
func (b *board) unload() error {
	if !b.shepherd {
		return nil
	}
	if err := b.kernel("shprd.k: mem_interface released"); err != nil {
		return err
	}
	return b.crash(false)
}

// load is "modprobe -a shepherd".
func (b *board) load() error {
	if b.shepherd {
		return nil
	}
	b.shepherd = true
	return b.kernelLines("load.txt")
}

// unloadSafely is an unload that got away, as most do.
func (b *board) unloadSafely() error {
	b.shepherd = false
	return b.kernelLines("unload.txt")
}

func (b *board) kernelLines(name string) error {
	for _, l := range lines(name) {
		if err := b.kernel(l); err != nil {
			return err
		}
		if err := b.wait(8 * time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
