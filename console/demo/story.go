package demo

import (
	"errors"
	"time"
)

// errTyped ends the story: somebody wants the keyboard.
var errTyped = errors.New("somebody types")

// tell plays what was seen on the real board: in its first life the module is
// loaded and unloaded until it panics, in its second the test suite runs until
// memory for the PRUs cannot be had.
func (b *board) tell(life int) error {
	if err := b.pause(1500 * time.Millisecond); err != nil {
		return err
	}
	if life == 1 {
		return b.tellCycles()
	}
	return b.tellTests()
}

// cycles are the times at which the loop of the story comes round.
var cycles = []time.Duration{62 * time.Second, 355 * time.Second, 648 * time.Second}

func (b *board) tellCycles() error {
	const loop = "while modprobe -rf shepherd; do modprobe -a shepherd; sleep 290; done"
	if err := b.fingers(prompt, loop); err != nil {
		return err
	}
	for _, at := range cycles {
		b.setClock(at + time.Duration(b.dice.IntN(900_000))*time.Microsecond)
		for _, step := range []func() error{b.unloadSafely, b.load} {
			if err := step(); err != nil {
				return err
			}
			if err := b.pause(700 * time.Millisecond); err != nil {
				return err
			}
		}
	}
	b.setClock(panicTime - 25*time.Millisecond)
	if err := b.kernel("shprd.k: mem_interface released"); err != nil {
		return err
	}
	return b.crash(true)
}

func (b *board) tellTests() error {
	if err := b.fingers(prompt, "python3 -m pytest -q /opt/shepherd/tests"); err != nil {
		return err
	}
	last := loginTime
	for _, l := range after(lines("trouble.txt"), loginTime) {
		t, _, _ := stamp(l)
		if t-last > 5*time.Second {
			if err := b.pause(1200 * time.Millisecond); err != nil {
				return err
			}
		}
		if err := b.printk(l); err != nil {
			return err
		}
		b.setClock(t)
		last = t
	}
	if err := b.pause(time.Second); err != nil {
		return err
	}
	return b.print("2 failed, 117 passed in 2119.31s\n")
}

// fingers types a command as a person would.
func (b *board) fingers(prompt, command string) error {
	if err := b.print(prompt); err != nil {
		return err
	}
	for _, c := range command + "\n" {
		if err := b.pause(45 * time.Millisecond); err != nil {
			return err
		}
		if err := b.print(string(c)); err != nil {
			return err
		}
	}
	return nil
}

// pause waits within the story. Typing ends it, with the key put to the
// shell's use as if the story's program had been stopped.
func (b *board) pause(d time.Duration) error {
	if err := b.wait(d); err != nil {
		return err
	}
	if len(b.typed) == 0 {
		return nil
	}
	b.shepherd = true
	if err := b.print("^C\n"); err != nil {
		return err
	}
	return errTyped
}
