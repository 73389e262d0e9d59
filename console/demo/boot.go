package demo

import (
	"errors"
	"strings"
	"time"
)

// loginTime is when the board has booted; longestPause is the longest silence
// that a log's times may cause.
const (
	loginTime    = 40 * time.Second
	longestPause = 300 * time.Millisecond
)

// boot goes from the boot loader to a shell. extra are kernel lines that this
// boot has besides the usual ones.
func (b *board) boot(extra []string) error {
	b.klog, b.shepherd = nil, true
	if err := b.print(strings.ReplaceAll(text("loader.txt"), "{RESET}", b.cause)); err != nil {
		return err
	}
	if err := b.autoboot(); err != nil {
		return err
	}
	for _, l := range lines("loading.txt") {
		if err := b.line(l, 30*time.Millisecond); err != nil {
			return err
		}
	}
	if err := b.wait(600 * time.Millisecond); err != nil {
		return err
	}
	if err := b.replay(merge(lines("boot.txt"), extra)); err != nil {
		return err
	}
	return b.print(text("login.txt"))
}

func (b *board) line(l string, pause time.Duration) error {
	if err := b.print(l + "\n"); err != nil {
		return err
	}
	return b.wait(pause)
}

// replay prints a log that carries its own times, waiting for them within
// reason, and leaves the kernel's clock where the log ends.
func (b *board) replay(log []string) error {
	last := time.Duration(-1)
	for _, l := range log {
		t, _, ok := stamp(l)
		if !ok {
			if err := b.line(l, 15*time.Millisecond); err != nil {
				return err
			}
			continue
		}
		if last >= 0 {
			if err := b.wait(min(t-last, longestPause)); err != nil {
				return err
			}
		}
		if err := b.printk(l); err != nil {
			return err
		}
		last = t
	}
	b.setClock(max(last, 0))
	return nil
}

// autoboot counts down; a space, as on this board, leads to the loader's own
// prompt instead.
func (b *board) autoboot() error {
	b.drain()
	if err := b.print("Press SPACE to abort autoboot in 2 seconds\n"); err != nil {
		return err
	}
	for range 20 {
		if err := b.wait(100 * time.Millisecond); err != nil {
			return err
		}
		for {
			c, ok := b.waiting()
			if !ok {
				break
			}
			if c == ' ' {
				return b.loader()
			}
		}
	}
	return nil
}

// errBoot leaves the loader's prompt.
var errBoot = errors.New("boot")

// loader is the boot loader's prompt.
func (b *board) loader() error {
	for {
		command, err := b.readLine("=> ")
		if err != nil {
			return err
		}
		if err := b.loaderCommand(command); errors.Is(err, errBoot) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (b *board) loaderCommand(command string) error {
	word, _, _ := strings.Cut(command, " ")
	switch word {
	case "":
		return nil
	case "boot", "run":
		return errBoot
	case "reset":
		b.cause = softReset
		return b.reset("resetting ...\n")
	case "version":
		return b.print(lines("loader.txt")[7] + "\n")
	case "help", "?":
		return b.print("boot    - boot the kernel\nhelp    - this text\nreset   - reset the CPU\nversion - print the version\n")
	}
	return b.print("Unknown command '" + word + "' - try 'help'\n")
}

func (b *board) reset(last string) error {
	if err := b.print(last); err != nil {
		return err
	}
	return errReset
}

// waiting returns a byte that was typed already.
func (b *board) waiting() (byte, bool) {
	select {
	case c, ok := <-b.typed:
		return c, ok
	default:
		return 0, false
	}
}

// drain forgets what was typed while nothing listened.
func (b *board) drain() {
	for {
		if _, ok := b.waiting(); !ok {
			return
		}
	}
}
