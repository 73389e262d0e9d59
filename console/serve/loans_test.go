//go:build unix

package serve_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oopscope/console"
	"oopscope/console/protocol"
	"oopscope/console/serve"
	"oopscope/parse"
)

// TestLoans: what the board says before and behind each is in the record, and what
// it says meanwhile is the borrower's.
func TestLoans(t *testing.T) {
	loans := *loans
	b := newBench(t, serve.Options{})
	c := b.client()
	for i := range loans {
		b.prints(fmt.Sprintf("before %d\r\n", i))
		waitFor(t, "it in the record", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
		if err := c.Borrow("a test"); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(b.device, os.O_RDWR|unix.O_NOCTTY, 0)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(b.board, "%03d", i)
		theirs := make([]byte, 3)
		if _, err := f.Read(theirs); err != nil || string(theirs) != fmt.Sprintf("%03d", i) {
			t.Fatalf("the borrower read %q, %v", theirs, err)
		}
		f.Close()
		if err := c.GiveBack("exit status 0"); err != nil {
			t.Fatal(err)
		}
		b.prints(fmt.Sprintf("behind %d\r\n", i))
	}
	waitFor(t, "all bytes in the record", func() bool { return b.s.Link().Recorded >= int64(len(b.sent)) })
	if got, _ := os.ReadFile(b.s.Link().Record); !bytes.Equal(got, b.sent) {
		t.Errorf("%d bytes were sent, the record holds %d, or others", len(b.sent), len(got))
	}
	if n := len(b.s.Holes(0)); n != loans {
		t.Errorf("%d holes are marked", n)
	}
}

// TestABorrowerThatDiesGivesThePortBack.
func TestABorrowerThatDiesGivesThePortBack(t *testing.T) {
	lent := make(chan console.Hole, 1)
	b := newBench(t, serve.Options{Lent: func(h console.Hole) { lent <- h }})
	c := b.client()
	if err := c.Borrow("esp\x1b]0;tool"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if h := <-lent; strings.ContainsRune(h.Reason, 0x1b) || !strings.HasSuffix(h.Reason, "it was gone before it gave the port back") {
		t.Errorf("the reason is %q", h.Reason)
	}
	waitFor(t, "the port", func() bool { return b.s.Link().State == console.Up })
}

// TestAPortThatDoesNotComeBack: who gives it back is told that it is away, and what is
// waited for; so is who wants it then. Once it is there the gap is told of after all.
func TestAPortThatDoesNotComeBack(t *testing.T) {
	lent := make(chan console.Hole, 1)
	b := newBench(t, serve.Options{Patience: 100 * time.Millisecond, Lent: func(h console.Hole) { lent <- h }})
	c := b.client()
	if err := c.Borrow("esptool"); err != nil {
		t.Fatal(err)
	}
	at, err := os.Readlink(b.device)
	if err == nil {
		err = os.Remove(b.device)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := "not there since it was lent to esptool"
	if err := c.GiveBack("exit status 0"); err == nil || !strings.Contains(err.Error(), "still away") || !strings.Contains(err.Error(), want) {
		t.Errorf("it is told %v", err)
	}
	if err := b.client().Borrow("dfu-util"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the next one is told %v", err)
	}
	if err := os.Symlink(at, b.device); err != nil {
		t.Fatal(err)
	}
	if h := <-lent; !strings.HasPrefix(h.Reason, "lent to esptool: ") {
		t.Errorf("the gap is %q", h.Reason)
	}
}

// TestAStoppedViewerHoldsUpNobody: one that never reads, and one that reads half a line,
// while the board floods the line and others come and go. Every byte is in the record, in
// its order, and who did not take the lines is told of a gap.
func TestAStoppedViewerHoldsUpNobody(t *testing.T) {
	b := newBench(t, serve.Options{})
	slow := b.client()
	if _, err := slow.Ask(protocol.Request{Do: "follow"}); err != nil {
		t.Fatal(err)
	}
	deaf, err := net.Dial("unix", b.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	deaf.Write([]byte(`{"do":"follow"}` + "\n" + `{"do":"li`))
	end := time.Now().Add(*floodFor)
	over := make(chan struct{})
	var comers sync.WaitGroup
	comers.Go(func() { // screens come, and go without a word
		for range 1000 {
			select {
			case <-over:
				return
			default:
			}
			s := b.attach(false)
			gather(t, s, func(x *parse.Batch) bool { return len(x.Lines) > 0 })
			s.Close()
		}
	})
	line := strings.Repeat("0123456789abcdef", 6)
	for n := 0; n < 40_000 || time.Now().Before(end); {
		var some strings.Builder
		for range 200 {
			n++
			fmt.Fprintf(&some, "[%8d] %s\r\n", n, line)
		}
		b.prints(some.String())
	}
	close(over)
	comers.Wait()
	waitFor(t, "all bytes in the record", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	if got, _ := os.ReadFile(b.s.Link().Record); !bytes.Equal(got, b.sent) {
		t.Errorf("%d bytes were sent, the record holds %d, or others", len(b.sent), len(got))
	}
	missed := false
	for !missed {
		m := &protocol.Message{}
		if err := slow.Hear(m); err != nil {
			t.Fatal(err)
		}
		missed = m.Event == "gap" && m.Gap.At == -1 && strings.Contains(m.Gap.Reason, "too fast to be shown")
	}
}
