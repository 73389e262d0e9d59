//go:build unix

package serve_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"oopscope/console"
	"oopscope/console/hook"
	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/console/serve"
	"oopscope/parse"
	"oopscope/parse/schema"
)

// TestWhatPeersSendIsHostile: no line of a peer ends the session, or takes its memory.
func TestWhatPeersSendIsHostile(t *testing.T) {
	b := newBench(t, serve.Options{Screen: true})
	b.prints(oops)
	for _, send := range []string{
		"\n", "{}\n", "null\n", "[]\n", "{\"do\":1}\n", "\xff\xfe\n", strings.Repeat("[", 60_000) + "\n", strings.Repeat("x", 200_000),
		`{"do":"lines","from":-9223372036854775808,"count":-1}` + "\n", `{"do":"lines","from":9223372036854775807,"count":99999999}` + "\n",
		`{"do":"search","text":"(","regexp":true}` + "\n", `{"do":"search","text":"(a{1000}){1000}","regexp":true}` + "\n",
		`{"do":"report","crash":-1,"as":"exe"}` + "\n", `{"do":"send","text":"rm"}` + "\n", `{"do":"break"}` + "\n", `{"do":"return"}` + "\n",
		`{"do":"keyboard","name":"` + strings.Repeat(`\u001b[2J`, 1000) + `"}` + "\n", `{"do":"follow","events":["x"]}` + "\n", `{"do":"eval"}` + "\n",
	} {
		c, err := net.Dial("unix", b.socket)
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(40 * time.Second))
		go c.Write([]byte(send))
		in := json.NewDecoder(c)
		var hello, answer protocol.Message
		if err := in.Decode(&hello); err != nil || hello.Hello == nil {
			t.Fatalf("%.40q: %v", send, err)
		}
		if send != "{}\n" && send != "null\n" { // which ask for nothing
			in.Decode(&answer)
			if answer.Error == "" && answer.Lines == nil && !strings.Contains(send, `"lines"`) {
				t.Errorf("%.60q is answered by %+v", send, answer)
			}
		}
		c.Close()
	}
	if b.s.Typist() != console.Here {
		t.Errorf("the keyboard went to %+v", b.s.Typist())
	}
	if _, err := b.client().Ask(protocol.Request{Do: "status"}); err != nil {
		t.Error(err)
	}
}

// TestAnswers: what was, by line, by text, and as reports.
func TestAnswers(t *testing.T) {
	b := newBench(t, serve.Options{})
	b.prints("boot\r\n" + oops)
	c := b.client()
	ask := func(r protocol.Request) *protocol.Message {
		t.Helper()
		m, err := c.Ask(r)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	waitFor(t, "the crash", func() bool { return len(ask(protocol.Request{Do: "crashes"}).Crashes) == 1 })
	if m := ask(protocol.Request{Do: "lines", From: -2}); len(m.Lines) != 2 || m.Lines[1].N != 11 || !strings.Contains(m.Lines[0].Text, "</TASK>") {
		t.Errorf("the last two lines are %+v", m.Lines)
	}
	if m := ask(protocol.Request{Do: "search", Text: `vfs_\w+`, Regexp: true}); len(m.Lines) != 1 || m.Lines[0].N != 9 || m.Next != 0 {
		t.Errorf("found %+v, next %d", m.Lines, m.Next)
	}
	if m := ask(protocol.Request{Do: "search", Text: "2.0", Count: 3}); len(m.Lines) != 3 || m.Next != 5 {
		t.Errorf("found %+v, next %d", m.Lines, m.Next)
	}
	if m := ask(protocol.Request{Do: "report", Crash: 1, As: "markdown"}); !strings.Contains(m.Report, "sensor_parse_header") {
		t.Errorf("the report is %q", m.Report)
	}
	if _, err := c.Ask(protocol.Request{Do: "send", Text: "x"}); err == nil {
		t.Error("who has no keyboard types")
	}
	if m := ask(protocol.Request{Do: "keyboard", Name: "labgrid"}); !m.Status.Typing || !strings.HasPrefix(b.s.Typist().Name, "labgrid (pid ") {
		t.Errorf("the keyboard is %+v's", b.s.Typist())
	}
	other := b.client()
	if _, err := other.Ask(protocol.Request{Do: "keyboard"}); err == nil || !strings.Contains(err.Error(), "labgrid") {
		t.Errorf("a second one has it, too: %v", err)
	}
	ask(protocol.Request{Do: "send", Bytes: []byte{3}})
	got := make([]byte, 1)
	if _, err := b.board.Read(got); err != nil || got[0] != 3 {
		t.Errorf("the board got %q, %v", got, err)
	}
}

// TestWhatIsSaidFitsTheSchema: every line of a session that a peer hears.
func TestWhatIsSaidFitsTheSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Of(reflect.TypeFor[protocol.Message](), "", map[reflect.Type]string{reflect.TypeFor[schema.Report](): "report.json"})))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AddResource("protocol.json", doc)
	reports, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c.AddResource("report.json", reports)
	compiled, err := c.Compile("protocol.json")
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, serve.Options{})
	conn, err := net.Dial("unix", b.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(40 * time.Second))
	io.WriteString(conn, `{"id":1,"do":"follow"}`+"\n"+`{"id":2,"do":"record"}`+"\n"+`{"id":3,"do":"nothing"}`+"\n")
	heard, in := map[string]bool{}, bufio.NewReader(conn)
	hear := func(enough func() bool) {
		t.Helper()
		for !enough() {
			text, err := in.ReadBytes('\n')
			if err != nil {
				t.Fatalf("heard %v: %v", heard, err)
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err == nil {
				err = compiled.Validate(value)
			}
			var m protocol.Message
			if err := cmp.Or(err, json.Unmarshal(text, &m)); err != nil {
				t.Errorf("%s: %v", text, err)
			}
			heard[fmt.Sprint(m.Event, m.ID)] = true
		}
	}
	hear(func() bool { return heard["3"] }) // it follows
	b.prints("Linux version 6.1.0\r\n" + oops)
	back, err := b.v.Lend(t.Context(), "a test", 0)
	if err != nil {
		t.Fatal(err)
	}
	back("exit status 0")
	io.WriteString(conn, `{"id":4,"do":"lines"}`+"\n"+`{"id":5,"do":"crashes"}`+"\n"+`{"id":6,"do":"status"}`+"\n")
	hear(func() bool { return len(heard) == 13 })
	for _, event := range []string{"hello", "line", "crash", "boot", "gap", "link", "grown"} {
		if !heard[event+"0"] {
			t.Errorf("no event %s", event)
		}
	}
}

// TestSockets: nobody else can look at one, one that nobody serves any more is taken away,
// one that somebody serves stays.
func TestSockets(t *testing.T) {
	b := newBench(t, serve.Options{})
	if st, err := os.Stat(b.socket); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	if st, err := os.Stat(filepath.Dir(b.socket)); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	second, err := protocol.Listen(b.device)
	if err != nil || second.Addr().String() == b.socket {
		t.Fatalf("%v, %v", second, err)
	}
	second.SetUnlinkOnClose(false)
	second.Close() // as a kill leaves it
	third, err := protocol.Listen(b.device)
	if err != nil || third.Addr().String() != second.Addr().String() {
		t.Errorf("%v, %v", third, err)
	}
	third.Close()
	os.Chmod(filepath.Dir(b.socket), 0o755)
	if l, err := protocol.Listen("x"); err == nil {
		t.Errorf("a socket where others can look: %v", l.Addr())
	}
	for _, name := range []string{"../../etc/passwd", "/dev/ttyUSB0", strings.Repeat("ü", 500), "", "."} {
		os.Chmod(filepath.Dir(b.socket), 0o700)
		l, err := protocol.Listen(name)
		if err != nil || filepath.Dir(l.Addr().String()) != filepath.Dir(b.socket) {
			t.Errorf("%q: %v, %v", name, l, err)
			continue
		}
		l.Close()
	}
}

// TestAProcessThatWasStopped: it is found to be none within a moment.
func TestAProcessThatWasStopped(t *testing.T) {
	b := newBench(t, serve.Options{})
	l, err := protocol.Listen("stopped")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it takes the call, and says nothing
	s := b.attach(false)
	b.prints("word\r\n")
	gather(t, s, func(x *parse.Batch) bool { return last(x) == "word" })
}

// TestTheEndOfTheOwner: who looks on is told.
func TestTheEndOfTheOwner(t *testing.T) {
	b := newBench(t, serve.Options{})
	s := b.attach(true)
	b.prints("last words\r\n")
	waitFor(t, "them", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	b.v.Close()
	b.s.Close()
	gather(t, s, func(x *parse.Batch) bool { return last(x) == "last words" })
	waitFor(t, "the end", func() bool {
		l := s.Link()
		return l.State == console.Over && strings.Contains(l.Detail, "has ended") && !l.Writable
	})
}

// TestTokens: over TCP nobody gets a word who does not know a token; one token is for
// looking on, and no address that others reach is served.
func TestTokens(t *testing.T) {
	b := newBench(t, serve.Options{Hooks: hook.Set{Hooks: []link.Hook{{Name: "reset", Args: []string{"sh", "-c", "exit 3"}}}}})
	if at, _, err := b.v.TCP(t.Context(), "0.0.0.0:0"); err == nil {
		t.Fatalf("served at %v", at)
	}
	at, path, err := b.v.TCP(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
	var look, kind, runs string
	text, _ := os.ReadFile(path)
	if _, err := fmt.Sscanf(string(text), "look %s\ntype %s\nbench %s\n", &look, &kind, &runs); err != nil || look == kind || kind == runs || len(look) < 20 {
		t.Fatalf("%q, %v", text, err)
	}
	call := func(lines ...string) (last protocol.Message, err error) {
		c, err := net.Dial("tcp", at.String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(40 * time.Second))
		in := json.NewDecoder(c)
		err = in.Decode(&last)
		if last.Hello == nil || !last.Hello.Token || last.Hello.Device != "" {
			t.Errorf("the hello is %+v", last.Hello)
		}
		for _, line := range lines {
			io.WriteString(c, line+"\n")
			last = protocol.Message{}
			if err = in.Decode(&last); err != nil {
				return last, err
			}
		}
		return last, nil
	}
	token := func(s string) string { return `{"id":1,"do":"token","token":"` + s + `"}` }
	for _, wrong := range []string{`{"id":1,"do":"status"}`, token(""), token("x"), token(look[1:]), token(look + "x"), "x"} {
		if m, err := call(wrong, `{"id":2,"do":"status"}`); err == nil || m.Status != nil {
			t.Errorf("%s gets %+v", wrong, m)
		}
	}
	if m, err := call(token(look), `{"id":2,"do":"status"}`); err != nil || m.Status == nil || m.Status.MayType {
		t.Errorf("%+v, %v", m, err)
	}
	for _, do := range []string{"keyboard", "lend", "send", "break", "record", "hook"} {
		if m, err := call(token(look), `{"id":2,"do":"`+do+`","text":"x"}`); err != nil || m.Error == "" {
			t.Errorf("who looks on does %s: %+v, %v", do, m, err)
		}
	}
	if m, err := call(token(kind), `{"id":2,"do":"keyboard"}`); err != nil || m.Status == nil || !m.Status.Typing {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := call(token(runs), `{"id":2,"do":"keyboard"}`, `{"id":3,"do":"hook","hook":"reset"}`); err != nil || m.Hook == nil || m.Hook.Status != 3 {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := call(token(kind), `{"id":2,"do":"hook","hook":"reset"}`); err != nil || m.Hook != nil || !strings.Contains(m.Error, "runs no hooks") {
		t.Errorf("who types runs hooks: %+v, %v", m, err)
	}
	b.v.Close()
	if _, err := os.Stat(path); err == nil {
		t.Error("the tokens stay")
	}
}

// TestHooks: a peer runs the hooks of the session's profile by their names, gives them no
// arguments, and is told what became of them.
func TestHooks(t *testing.T) {
	b := newBench(t, serve.Options{Hooks: hook.Set{Port: "p", Hooks: []link.Hook{
		{Name: "reset", Args: []string{"sh", "-c", `echo "$# $OOPSCOPE_PORT [$OOPSCOPE_CRASH_CLASS]"; exit 3`}}, {Name: "power-on", Args: []string{"true"}}}}})
	c := b.client()
	if m, err := c.Ask(protocol.Request{Do: "hook"}); err != nil || strings.Join(m.Hooks, " ") != "reset power-on" {
		t.Errorf("%+v, %v", m, err)
	}
	if r, err := c.RunHook("reset"); err != nil || r.Name != "reset" || r.Status != 3 || r.Output != "0 p []" {
		t.Errorf("%+v, %v", r, err)
	}
	for _, name := range []string{"absent", "reset x", "/bin/true", "sh"} {
		if r, err := c.RunHook(name); err == nil || !strings.Contains(err.Error(), "no hook is called") {
			t.Errorf("%q: %+v, %v", name, r, err)
		}
	}
	if _, err := c.Ask(protocol.Request{Do: "hook", Hook: "reset", Crash: 9}); err == nil || !strings.Contains(err.Error(), "no crash 9") {
		t.Errorf("about a crash that is not there: %v", err)
	}
	b.prints(strings.ReplaceAll(oops, "\n", "\r\n"))
	waitFor(t, "the crash", func() bool {
		m, err := c.Ask(protocol.Request{Do: "status"})
		return err == nil && m.Status.Crashes > 0
	})
	if m, err := c.Ask(protocol.Request{Do: "hook", Hook: "reset", Crash: 1}); err != nil || !strings.Contains(m.Hook.Output, "[null-deref]") {
		t.Errorf("%+v, %v", m, err)
	}
}
