package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"oopscope/console/port"
	"oopscope/parse"
)

// wire is a pty with a link to it, as an adapter has below /dev: plug puts a
// new pty under the same name.
type wire struct {
	t      *testing.T
	link   string
	master *os.File
}

func newWire(t *testing.T) *wire {
	w := &wire{t: t, link: filepath.Join(t.TempDir(), "board")}
	w.plug()
	t.Cleanup(w.unplug)
	return w
}

func (w *wire) plug() {
	w.t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		w.t.Skip("no pty here: ", err)
	}
	w.master = master
	w.t.Cleanup(func() { slave.Close() })
	raw(w.t, slave)
	if err := os.Symlink(slave.Name(), w.link); err != nil {
		w.t.Fatal(err)
	}
	// The slave stays open until unplug, so that early bytes are not lost.
	w.t.Cleanup(func() { os.Remove(w.link) })
}

func (w *wire) unplug() {
	os.Remove(w.link)
	w.master.Close()
}

// raw opens the slave as the serial code would and closes it again, which
// leaves the pty raw: what is sent before a session opens it is not altered.
func raw(t *testing.T, slave *os.File) {
	t.Helper()
	p, err := port.Open(t.Context(), slave.Name(), port.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
}

func openSession(t *testing.T, o Options) *Session {
	t.Helper()
	if o.Settings == (port.Settings{}) {
		o.Settings = port.Defaults()
	}
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// until waits for a condition that other goroutines bring about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("never: ", what)
		}
	}
}

// gather takes batches until one satisfies the test, and returns all merged.
func gather(t *testing.T, s *Session, enough func(all parse.Batch) bool) parse.Batch {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var all parse.Batch
	for !enough(all) {
		b, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("Next: %v", err)
		}
		all.Lines = append(all.Lines, b.Lines...)
		all.Gaps = append(all.Gaps, b.Gaps...)
		all.Crashes = append(all.Crashes, b.Crashes...)
		all.Boots = append(all.Boots, b.Boots...)
		all.Partial = b.Partial
	}
	return all
}

func text(b parse.Batch) string {
	var s strings.Builder
	for _, l := range b.Lines {
		s.Write(l.Raw)
		s.WriteByte('\n')
	}
	return s.String()
}

func TestEverythingIsRecordedWhileNobodyLooks(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	sent := make([]byte, 10<<20)
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range sent {
		sent[i] = byte(dice.Uint32())
		if i%80 == 79 {
			sent[i] = '\n'
		}
	}
	if _, err := w.master.Write(sent); err != nil {
		t.Fatal(err)
	}
	until(t, "all recorded", func() bool { return s.Link().Recorded == int64(len(sent)) })
	link := s.Link()
	if link.Received != int64(len(sent)) || link.State != Up || link.Trouble != "" {
		t.Errorf("link %+v", link)
	}
	got, err := os.ReadFile(link.Record)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, sent) {
		t.Error("the record differs from what was sent")
	}
	// Who looks at last sees the newest lines.
	gather(t, s, func(b parse.Batch) bool {
		n := len(b.Lines)
		return n > 0 && b.Lines[n-1].Last == int64(len(sent))
	})
}

func TestTypingReachesTheBoardByteForByte(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: "off"})
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, b := range all {
		if err := s.Send([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	got := make([]byte, len(all))
	if _, err := io.ReadFull(w.master, got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, all) {
		t.Errorf("the board got %q", got)
	}
	if err := s.Break(); !errors.Is(err, port.ErrNoBreak) {
		t.Errorf("Break on a pty: %v", err)
	}
	if s.Link().Record != "" {
		t.Error("recorded although off")
	}
}

func TestABoardThatTakesNothing(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: "off"})
	var err error
	for range 2 * sendMax / 4096 {
		if err = s.Send(make([]byte, 4096)); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("Send to a board that hangs: %v", err)
	}
	// The writer hangs in the line now; reading goes on, and Close ends both.
	io.WriteString(w.master, "still heard\r\n")
	gather(t, s, func(b parse.Batch) bool { return strings.Contains(text(b), "still heard") })
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(20 * time.Second):
		t.Fatal("Close hangs behind a blocked write")
	}
}

func TestTheDemoThroughASession(t *testing.T) {
	settings := port.Defaults()
	settings.DemoSpeed, settings.DemoQuiet = 0, true
	s := openSession(t, Options{Spec: "demo", Settings: settings})
	prompt := func(b parse.Batch) bool { return strings.HasSuffix(string(b.Partial), "# ") }
	gather(t, s, prompt)
	s.Send([]byte("modprobe -rf shepherd\r"))
	b := gather(t, s, func(b parse.Batch) bool { return strings.Contains(text(b), "Kernel panic") && prompt(b) })
	if !strings.Contains(text(b), "PC is at pru0_comm_receive_msg+0x28/0x94 [shepherd]") {
		t.Error("no crash")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	got, _ := os.ReadFile(s.Link().Record)
	if int64(len(got)) != s.Link().Received {
		t.Errorf("recorded %d of %d bytes", len(got), s.Link().Received)
	}
}

// A server that went away and does not answer is not waited for on leaving.
func TestCloseEndsACallInProgress(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	calling := make(chan struct{})
	calls := 0
	s := openSession(t, Options{Spec: "tcp://" + server.Addr().String(), Record: "off",
		Open: func(ctx context.Context, spec string, set port.Settings) (port.Port, error) {
			if calls++; calls == 1 {
				return port.Open(ctx, spec, set)
			}
			close(calling)
			<-ctx.Done() // as a connect that nobody answers
			return nil, ctx.Err()
		}})
	conn, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	<-calling
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(20 * time.Second):
		t.Fatal("Close waits for the call")
	}
}

func TestNextObeysItsContext(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: "off"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Next: %v", err)
	}
}

func TestOpenRefusesARecordThatCannotBe(t *testing.T) {
	w := newWire(t)
	_, err := Open(t.Context(), Options{Spec: w.link, Settings: port.Defaults(), Record: filepath.Join(t.TempDir(), "no", "such", "place")})
	if err == nil || !strings.Contains(err.Error(), "--record") {
		t.Errorf("error %v", err)
	}
	// The port is free again.
	openSession(t, Options{Spec: w.link, Record: "off"})
}
