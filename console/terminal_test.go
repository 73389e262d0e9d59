package console

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// shows takes batches until the lines are there, and returns them and all gaps.
func shows(t *testing.T, s *Session, lines int) (got []string, gaps []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for len(got) < lines {
		b, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("after %q: %v", got, err)
		}
		for _, l := range b.Lines {
			got = append(got, string(l.Raw))
		}
		for _, g := range b.Gaps {
			gaps = append(gaps, g.Reason)
		}
	}
	return got, gaps
}

// A board that ends its lines with CR alone has lines, here and when they are read back
// from the record, which has its bytes as they came. The map may change meanwhile.
func TestMapsChangeLinesNotTheRecord(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Scroll: true, Terminal: link.Terminal{Maps: "ICRNL,OCRNL,ONULBRK"}})
	io.WriteString(w.master, "one\rtwo\rthree\r")
	if got, _ := shows(t, s, 3); strings.Join(got, "|") != "one|two|three" {
		t.Errorf("lines %q", got)
	}
	if err := s.SetTerminal(link.Terminal{}); err != nil {
		t.Fatal(err)
	}
	io.WriteString(w.master, "a\rb\n")
	if got, _ := shows(t, s, 1); got[0] != "a\rb" {
		t.Errorf("without the map: %q", got)
	}
	if err := s.SetTerminal(link.Terminal{Maps: "WRONG"}); err == nil {
		t.Error("a wrong map was taken")
	}
	s.SetTerminal(link.Terminal{Maps: "imsb2lsb"})
	io.WriteString(w.master, "\x86\x50") // "a\n", the bits turned round
	if got, _ := shows(t, s, 1); got[0] != "a" {
		t.Errorf("turned round: %q", got)
	}
	raw := "one\rtwo\rthree\ra\rb\n\x86\x50"
	var back []string
	deadline := time.Now().Add(20 * time.Second)
	for len(back) < 5 && time.Now().Before(deadline) {
		page, _, _ := s.Scroll().Page(1)
		lines, err := s.Scroll().Read(page)
		if err != nil {
			t.Fatal(err)
		}
		back = back[:0]
		for _, l := range lines {
			back = append(back, string(l.Raw))
		}
	}
	if strings.Join(back, "|") != "one|two|three|a\rb|a" {
		t.Errorf("read back: %q", back)
	}
	if p, end := s.Recent(100); string(p) != raw || end != int64(len(raw)) {
		t.Errorf("recent bytes %q, %d", p, end)
	}
	path := s.Records()[0]
	s.Close()
	if got, _ := os.ReadFile(path); string(got) != raw {
		t.Errorf("the record has %q", got)
	}
}

// What is sent is mapped and paced; bytes that go as they are, are not.
func TestWhatIsSentIsMappedAndPaced(t *testing.T) {
	w := newWire(t)
	const pause = 20 * time.Millisecond
	s := openSession(t, Options{Spec: w.link, Record: "off", Terminal: link.Terminal{Maps: "OCRNL,OLTU", CharDelay: pause, LineDelay: 2 * pause}})
	begin := time.Now()
	s.Send([]byte("ls\rx"))
	s.SendRaw([]byte("raw\r"))
	got := make([]byte, 8)
	if _, err := io.ReadFull(w.master, got); err != nil || string(got) != "LS\nXraw\r" {
		t.Errorf("the board got %q, %v", got, err)
	}
	if took := time.Since(begin); took < 6*pause {
		t.Errorf("it took %v: no pause behind each byte and line", took)
	}
	s.SetTerminal(link.Terminal{CharDelay: time.Hour})
	s.Send([]byte("ab"))
	done := make(chan bool)
	go func() { s.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("a pause keeps the session from its end")
	}
}

// Local echo is seen and not recorded, until the board says its own line.
func TestLocalEchoIsForTheEyes(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Terminal: link.Terminal{Echo: true}})
	io.WriteString(w.master, "> ")
	s.Send([]byte("AT+GMX\x7fR"))
	partial := func(want string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for b := (parse.Batch{}); !bytes.Equal(b.Partial, []byte(want)); {
			var err error
			if b, err = s.Next(ctx); err != nil {
				t.Fatalf("%q never came: %v", want, err)
			}
		}
	}
	partial("> AT+GMR")
	s.Send([]byte("\r"))
	partial("> AT+GMR ⏎ ")
	io.WriteString(w.master, "\r\nOK\r\n")
	lines, gaps := shows(t, s, 2)
	if strings.Join(lines, "|") != "> |OK" || len(gaps) > 1 || len(gaps) == 1 && gaps[0] != "sent: AT+GMR" {
		t.Errorf("lines %q, gaps %q", lines, gaps)
	}
	path := s.Records()[0]
	s.Close()
	if got, _ := os.ReadFile(path); string(got) != "> \r\nOK\r\n" {
		t.Errorf("the record has %q", got)
	}
}

func TestRecentBytesGoRound(t *testing.T) {
	var r recentBytes
	var all []byte
	for i := range 400 {
		p := bytes.Repeat([]byte{byte(i)}, i*7%1000)
		r.add(p)
		all = append(all, p...)
	}
	for _, n := range []int{0, 1, 1000, recentSize - 1, recentSize, recentSize + 1} {
		if p, end := r.last(n); end != int64(len(all)) || !bytes.Equal(p, all[len(all)-min(n, recentSize):]) {
			t.Errorf("%d: %d bytes, end %d", n, len(p), end)
		}
	}
	r.add(make([]byte, 3*recentSize+5))
	if p, end := r.last(1 << 30); len(p) != recentSize || end != int64(len(all))+3*recentSize+5 || bytes.IndexFunc(p, func(c rune) bool { return c != 0 }) >= 0 {
		t.Errorf("a large read: %d bytes, end %d", len(p), end)
	}
}
