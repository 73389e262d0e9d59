package gdbproxy

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// TestInterruptsAndPackets: however TCP cuts what gdb sends, an interrupt between packets
// is BREAK g, and the same byte within one goes to the kernel.
func TestInterruptsAndPackets(t *testing.T) {
	for _, size := range []int{1, 2, 3, 1 << 10} {
		ours, board := net.Pipe()
		port := &line{Conn: ours}
		p := &proxy{line: port, console: io.Discard}
		heard := make(chan string, 1)
		go func() { b, _ := io.ReadAll(board); heard <- string(b) }()
		for rest := []byte("\x03+$X10,1:\x03#a4+\x03"); len(rest) > 0; {
			n := min(size, len(rest))
			if err := p.send(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		ours.Close()
		if got := <-heard; got != "g+$X10,1:\x03#a4+g" || port.breaks != 2 {
			t.Errorf("by %d: the board got %q and %d BREAKs", size, got, port.breaks)
		}
	}
}

// TestABoardThatLies: an endless packet, wrong sums, half packets: the console gets all of
// it, in its order, and gdb nothing.
func TestABoardThatLies(t *testing.T) {
	ours, board := net.Pipe()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	console, over := &text{}, make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { over <- Proxy(ctx, &line{Conn: ours}, l, console) }()
	gdb, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer gdb.Close()
	said := "$" + strings.Repeat("endless", 100_000) + "$S05#b9$S05#$$S05\n--[ cut ]-- foo+0x1/0x2\n$#0x$T05#00\r\n~ $"
	go func() {
		for rest := said; rest != ""; {
			n := min(len(rest), 1000)
			io.WriteString(board, rest[:n])
			rest = rest[n:]
		}
	}()
	for end := time.Now().Add(40 * time.Second); console.all() != said; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("of %d bytes the console has %d, or others", len(said), len(console.all()))
		}
	}
	gdb.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := gdb.Read(make([]byte, 1)); n > 0 || !os.IsTimeout(err) {
		t.Errorf("gdb got %d bytes, %v", n, err)
	}
	board.Close()
	if err := <-over; err != nil {
		t.Error(err)
	}
}
