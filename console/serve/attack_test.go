//go:build unix

package serve_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"oopscope/console"
	"oopscope/console/protocol"
	"oopscope/console/serve"
)

// A caller speaks the protocol by hand.
type caller struct {
	t *testing.T
	net.Conn
	in *json.Decoder
}

func (b *bench) call(network, address string) *caller {
	b.t.Helper()
	c, err := net.Dial(network, address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(time.Minute))
	return &caller{b.t, c, json.NewDecoder(c)}
}

func (c *caller) says(lines ...string) {
	c.t.Helper()
	if _, err := io.WriteString(c, strings.Join(lines, "\n")+"\n"); err != nil {
		c.t.Fatal(err)
	}
}

// hears returns the next message that fits.
func (c *caller) hears(what string, fits func(m *protocol.Message) bool) *protocol.Message {
	c.t.Helper()
	for {
		m := &protocol.Message{}
		if err := c.in.Decode(m); err != nil {
			c.t.Fatalf("%s: %v", what, err)
		}
		if fits(m) {
			return m
		}
	}
}

func (c *caller) answered(id int64) *protocol.Message {
	c.t.Helper()
	return c.hears(fmt.Sprintf("the answer to %d", id), func(m *protocol.Message) bool { return m.ID == id })
}

// TestStrangersTakeNobodysPlace: anybody on the machine can connect over TCP, and say
// nothing. That must not keep the user's own screens out.
func TestStrangersTakeNobodysPlace(t *testing.T) {
	b := newBench(t, serve.Options{})
	at, tokens, err := b.v.TCP(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var strangers []*caller
	for range 100 {
		c := b.call("tcp", at.String())
		c.in.Decode(&protocol.Message{}) // until it is let in, or hung up on
		strangers = append(strangers, c)
	}
	if _, err := b.client().Ask(protocol.Request{Do: "status"}); err != nil {
		t.Fatalf("the user's own screen is kept out: %v", err)
	}
	text, _ := os.ReadFile(tokens)
	token := strings.Fields(string(text))[1]
	for _, c := range strangers { // they would be hung up on after five seconds
		c.Close()
	}
	waitFor(t, "a place for who knows the token", func() bool {
		c, err := net.Dial("tcp", at.String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(10 * time.Second))
		fmt.Fprintf(c, `{"id":1,"do":"token","token":"%s"}`+"\n", token)
		in, hello, m := json.NewDecoder(c), protocol.Message{}, protocol.Message{}
		return in.Decode(&hello) == nil && in.Decode(&m) == nil && m.Status != nil
	})
}

// TestTooManyPeersAreTold: who is one too many hears why.
func TestTooManyPeersAreTold(t *testing.T) {
	b := newBench(t, serve.Options{})
	var list []*caller
	told := ""
	for range 300 {
		c := b.call("unix", b.socket)
		list = append(list, c)
		m := protocol.Message{}
		if err := c.in.Decode(&m); err != nil {
			t.Fatalf("peer %d: %v", len(list), err)
		}
		if m.Hello == nil {
			told = m.Error
			break
		}
	}
	if !strings.Contains(told, "look on already") {
		t.Fatalf("peer %d is told %q", len(list), told)
	}
	for _, c := range list {
		c.Close()
	}
	waitFor(t, "places that are free again", func() bool {
		m := protocol.Message{}
		return b.call("unix", b.socket).in.Decode(&m) == nil && m.Hello != nil
	})
}

// TestAPeerThatDiesWhileItTypes: to a board that takes nothing. Its keyboard is free, and
// so is its place.
func TestAPeerThatDiesWhileItTypes(t *testing.T) {
	b := newBench(t, serve.Options{})
	c := b.call("unix", b.socket)
	c.says(`{"id":1,"do":"keyboard"}`)
	c.answered(1)
	for range 3 { // more than the terminal holds
		c.says(fmt.Sprintf(`{"do":"send","text":"%s"}`, strings.Repeat("x", 30_000)))
	}
	c.says(`{"id":2,"do":"send","text":"x","wait":true}`, `{"id":3,"do":"status"}`)
	waitFor(t, "bytes that wait", func() bool { return !b.s.Sent() })
	c.Close()
	waitFor(t, "its keyboard", func() bool { return b.s.Typist() == console.Nobody })

	c = b.call("unix", b.socket)
	c.says(`{"id":1,"do":"keyboard"}`, `{"id":2,"do":"send","text":"x","wait":true}`)
	c.answered(1)
	other := b.call("unix", b.socket)
	other.says(`{"id":1,"do":"keyboard","force":true}`)
	other.answered(1)
	if m := c.answered(2); !strings.Contains(m.Error, "another has the keyboard") {
		t.Errorf("who waits for its bytes when another takes the keyboard hears %+v", m)
	}
}

// TestWhatIsFollowedStays: a second wish is refused, and changes nothing.
func TestWhatIsFollowedStays(t *testing.T) {
	b := newBench(t, serve.Options{})
	c := b.call("unix", b.socket)
	c.says(`{"id":1,"do":"follow","events":["line"]}`, `{"id":2,"do":"follow","events":["crash"]}`)
	if m := c.answered(2); !strings.Contains(m.Error, "cannot be changed") {
		t.Errorf("the second wish: %+v", m)
	}
	b.prints("a line\r\n")
	c.hears("the line", func(m *protocol.Message) bool { return m.Event == "line" })
}

// TestRecordAskedAgain: while the port comes and goes; the race detector looks on.
func TestRecordAskedAgain(t *testing.T) {
	b := newBench(t, serve.Options{})
	c := b.call("unix", b.socket)
	c.says(`{"id":1,"do":"follow"}`)
	c.answered(1)
	over := make(chan struct{})
	go func() {
		defer close(over)
		for range 5 {
			back, err := b.v.Lend(t.Context(), "a test", 0)
			if err != nil {
				t.Error(err)
				return
			}
			back("exit status 0")
		}
	}()
	gaps := 0
	for id, done := int64(2), false; !done; id++ {
		select {
		case <-over:
			done = true
		default:
		}
		c.says(fmt.Sprintf(`{"id":%d,"do":"record"}`, id))
		c.hears("the record", func(m *protocol.Message) bool {
			if m.Event == "gap" {
				gaps++
			}
			return m.ID == id
		})
	}
}

// TestASearchEnds: whatever is asked for, the session answers within a while, says where
// to go on, and goes on by itself.
func TestASearchEnds(t *testing.T) {
	b := newBench(t, serve.Options{})
	for range 400 { // lines of 16 KiB
		b.prints(strings.Repeat("x", 16<<10-2) + "\r\n")
	}
	waitFor(t, "the lines", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	for _, text := range []string{
		strings.Repeat("(x?x?x?x?x?x?x?x?x?x?){9}", 100) + "y", strings.Repeat("(x|xx|xxx){0,30}", 20) + "y", strings.Repeat(".{900}", 8) + "y", `(x*)*y`,
	} {
		c := b.call("unix", b.socket)
		began := time.Now()
		c.says(fmt.Sprintf(`{"id":1,"do":"search","regexp":true,"text":%q}`, text))
		m := c.answered(1)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%.30s: the answer takes %v: next %d, %q", text, took, m.Next, m.Error)
		}
		if len(m.Lines) > 0 || m.Error == "" && m.Next == 0 && text != `(x*)*y` {
			t.Logf("%.30s: %d lines, next %d, %s", text, len(m.Lines), m.Next, m.Error)
		}
	}
}
