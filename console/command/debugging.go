package command

import (
	"cmp"
	"fmt"
	"net"
	"sync"
	"time"

	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/gdbproxy"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/console/protocol"
)

// KGDB lets gdb speak to a kernel over its console.
func KGDB(cmd *config.Command, set config.Settings) int {
	return attached(cmd, set, protocol.ForGDB, func(e *ending.Ending, line *attach.Port) int { return listenForGDB(e, line, cmd, set) })
}

func listenForGDB(e *ending.Ending, line *attach.Port, cmd *config.Command, set config.Settings) int {
	l, err := (&net.ListenConfig{}).Listen(e, "tcp", cmp.Or(cmd.Last("listen"), "127.0.0.1:0"))
	if err != nil {
		return Failed(fmt.Errorf("gdb cannot reach us: %w", err))
	}
	if err := onLoopback(l.Addr()); err != nil {
		l.Close()
		return Usage(err)
	}
	out.Line(out.Stderr, "oopscope: gdb %s -ex 'set serial baud %d' -ex 'target remote %s'", cmp.Or(set.Vmlinux, "vmlinux"), set.Line().Baud, l.Addr())
	out.Line(out.Stderr, "oopscope: the kernel stops at SysRq g, at a crash, or at gdb's ctrl+c; at a prompt of kdb type kgdb")
	turns := &inTurn{throughHoles: throughHoles{line}}
	err = gdbproxy.Proxy(e, turns, l, out.Stdout)
	turns.drop()
	if err != nil {
		return Failed(err)
	}
	return headless.Done
}

// onLoopback refuses an address that others can reach: who debugs a kernel owns it.
func onLoopback(a net.Addr) error {
	if t, ok := a.(*net.TCPAddr); !ok || !t.IP.IsLoopback() {
		return fmt.Errorf("--listen %s is no address of this machine alone; give 127.0.0.1:PORT, and reach it by ssh -L", a)
	}
	return nil
}

// inTurn is a line whose keyboard gdb has while the kernel is stopped. While that runs, people
// type at its console as before, to get to what gdb waits for.
type inTurn struct {
	throughHoles

	mu    sync.Mutex
	ours  bool        // the keyboard
	later *time.Timer // gives it back
}

// stepTime is how long a kernel runs before the keyboard goes back: a step is over sooner.
const stepTime = time.Second

// Pour implements gdbproxy.Line.
func (t *inTurn) Pour(b []byte) error { return t.speak(func() error { return t.Port.Pour(b) }, false) }

// Break implements gdbproxy.Line. It is not answered, so the keyboard is made sure of.
func (t *inTurn) Break() error { return t.speak(t.Port.Break, true) }

// speak says something with the keyboard, which may be elsewhere by now.
func (t *inTurn) speak(say func() error, anew bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.later != nil {
		t.later.Stop()
	}
	if t.ours && !anew {
		if err := say(); err == nil {
			return nil
		}
	}
	if err := t.TakeKeyboardAs("gdb", true); err != nil {
		return err
	}
	t.ours = true
	return say()
}

// Yield implements gdbproxy.Line.
func (t *inTurn) Yield() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.later != nil {
		t.later.Stop()
	}
	t.later = time.AfterFunc(stepTime, t.drop)
}

// drop gives the keyboard back to who had it.
func (t *inTurn) drop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ours {
		t.ours = false
		_ = t.DropKeyboard() // the connection's end drops it, too
	}
}
