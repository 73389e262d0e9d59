package gdbproxy

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// A line whose other end the test holds.
type line struct {
	net.Conn
	mu     sync.Mutex
	breaks int
	yields int
}

func (l *line) Yield() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.yields++
}

func (l *line) yielded() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.yields
}

func (l *line) Pour(b []byte) error { _, err := l.Write(b); return err }

func (l *line) Break() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.breaks++
	return nil
}

type text struct {
	mu sync.Mutex
	strings.Builder
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.Builder.Write(p)
}

func (t *text) all() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.String()
}

// TestProxy: gdb gets the packets and their answers, the console the text around them,
// and an interrupt is BREAK g.
func TestProxy(t *testing.T) {
	ours, board := net.Pipe()
	defer board.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	port, console, over := &line{Conn: ours}, &text{}, make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { over <- Proxy(ctx, port, l, console) }()
	gdb, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer gdb.Close()
	for _, c := range []net.Conn{gdb, board} {
		c.SetDeadline(time.Now().Add(40 * time.Second))
	}
	expect := func(from io.Reader, want string) {
		t.Helper()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(from, got); err != nil || string(got) != want {
			t.Errorf("got %q, want %q, %v", got, want, err)
		}
	}
	io.WriteString(gdb, "$?#3f")
	expect(board, "$?#3f")
	io.WriteString(board, "+[ 1.0] a word of the ker$S05#b8nel\r\n~ $ ")
	expect(gdb, "+$S05#b8")
	for end := time.Now().Add(40 * time.Second); console.all() != "[ 1.0] a word of the kernel\r\n~ $ "; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the console has %q", console.all())
		}
	}
	io.WriteString(gdb, "\x03")
	expect(board, "g")
	if port.breaks != 1 || port.yielded() != 0 {
		t.Errorf("%d BREAKs, and %d times it was the others' turn", port.breaks, port.yielded())
	}
	for n, let := range []func(){func() { io.WriteString(gdb, "+$c#63"); expect(board, "+$c#63") }, func() { gdb.Close() }} {
		let()
		for end := time.Now().Add(40 * time.Second); port.yielded() != n+1; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("it was the others' turn %d times, not %d", port.yielded(), n+1)
			}
		}
	}
	cancel()
	if err := <-over; err != nil {
		t.Error(err)
	}
}
