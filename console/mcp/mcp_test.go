package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"oopscope/console/protocol"
	"oopscope/parse/schema"
)

// A session that answers, and notes what it was asked.
type session struct{ asked []string }

func (s *session) Close() error { return nil }

func (s *session) Ask(r protocol.Request) (*protocol.Message, error) {
	s.asked = append(s.asked, r.Do+" "+r.Text)
	switch r.Do {
	case "hook":
		if r.Hook == "" {
			return &protocol.Message{Hooks: []string{"power-cycle", "reset"}}, nil
		}
		return &protocol.Message{Hook: &protocol.HookResult{Name: r.Hook, Status: 3, Seconds: 0.5, Output: "relay 1 off"}}, nil
	case "crashes":
		return &protocol.Message{Crashes: []schema.Report{{ID: 1, Class: "kasan", Severity: "bug", Title: "use-after-free", Lines: &schema.Span{First: 3, Last: 9}}}}, nil
	case "lines", "search":
		return &protocol.Message{Lines: []protocol.Line{{N: 7, Text: "a \x1b[31mred\u009b word"}}, Next: 8}, nil
	case "report":
		if r.Crash != 1 {
			return nil, errors.New("there is no such crash")
		}
		return &protocol.Message{Report: "the report"}, nil
	}
	return &protocol.Message{Status: &protocol.Status{State: "up"}}, nil
}

// talk sends lines and returns what comes back, a line each.
func talk(t *testing.T, s *session, typing bool, lines ...string) []string {
	t.Helper()
	var out strings.Builder
	opt := Options{Version: "1", AllowTyping: typing, Connect: func(context.Context) (Asker, error) { return s, nil }}
	if err := Serve(t.Context(), strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, opt); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

func use(name, arguments string) string {
	return `{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"` + name + `","arguments":` + arguments + `}}`
}

func TestConversation(t *testing.T) {
	got := talk(t, &session{}, false,
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"0"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{"jsonrpc":"2.0","id":2,"method":"ping"}`,
		use("crashes", "{}"), use("report", `{"crash":1}`), use("lines", `{"from":-1}`), use("search", `{"text":"red"}`),
	)
	for i, want := range []string{`"protocolVersion":"2025-06-18"`, `{"jsonrpc":"2.0","id":2,"result":{}}`, `1 bug kasan: use-after-free (lines 3-9)`, "the report", `7\ta \\x1b[31mred`, "go on from line 8"} {
		if !strings.Contains(got[i], want) || strings.Contains(got[i], `"isError":true`) {
			t.Errorf("answer %d is %s, without %s", i, got[i], want)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d answers", len(got))
	}
}

// TestOnlyWhoIsAllowedTypes: without the flag there is no such tool, whatever is asked.
func TestOnlyWhoIsAllowedTypes(t *testing.T) {
	list := `{"jsonrpc":"2.0","id":2,"method":"tools/list"}`
	s := &session{}
	got := talk(t, s, false, list, use("send", `{"text":"reboot"}`))
	if strings.Contains(got[0], `"send"`) || !strings.Contains(got[1], `"error"`) || len(s.asked) != 0 {
		t.Errorf("%s\n%s\nasked: %q", got[0], got[1], s.asked)
	}
	got = talk(t, s, true, list, use("send", `{"text":"reboot"}`), use("send", `{"text":"a\rb"}`))
	if !strings.Contains(got[0], `"send"`) || strings.Join(s.asked, ",") != "keyboard ,send reboot\r" || !strings.Contains(got[2], `"isError":true`) {
		t.Errorf("%q; asked: %q", got, s.asked)
	}
}

// TestOnlyWhoIsAllowedRunsHooks: typing is another matter.
func TestOnlyWhoIsAllowedRunsHooks(t *testing.T) {
	s := &session{}
	if got := talk(t, s, true, use("hook", `{"name":"reset"}`)); !strings.Contains(got[0], `"error"`) || len(s.asked) != 0 {
		t.Errorf("%s, asked %q", got[0], s.asked)
	}
	var out strings.Builder
	lines := use("hook", "{}") + "\n" + use("hook", `{"name":"reset"}`) + "\n" + use("send", `{"text":"x"}`) + "\n"
	opt := Options{AllowHooks: true, Connect: func(context.Context) (Asker, error) { return s, nil }}
	if err := Serve(t.Context(), strings.NewReader(lines), &out, opt); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"hooks: power-cycle, reset", "reset ended with status 3 after 0.5 s", "relay 1 off", `there is no tool \"send\"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %s", want, out.String())
		}
	}
}

func TestNonsense(t *testing.T) {
	for line, want := range map[string]string{
		"{":       `"code":-32700`,
		"[]":      `"code":-32700`,
		`{"a":1}`: `"code":-32600`,
		`{"jsonrpc":"2.0","id":1,"method":"resources/list"}`:                    `"code":-32601`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}`: `"code":-32602`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call"}`:                        `"code":-32602`,
		use("report", `{"crash":"1"}`):                                          `"code":-32602`,
		use("report", `{"crash":2}`):                                            `"isError":true`,
	} {
		got := talk(t, &session{}, true, line)
		if len(got) != 1 || !strings.Contains(got[0], want) || !json.Valid([]byte(got[0])) {
			t.Errorf("%s is answered by %q, want %s", line, got, want)
		}
	}
}

// FuzzTake: whatever comes is answered by one object of JSON-RPC, or by nothing.
func FuzzTake(f *testing.F) {
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"lines","arguments":{"from":-1}}}`), true)
	f.Add([]byte(`{"jsonrpc":"2.0","id":{"a":[null]},"method":"initialize","params":3}`), false)
	f.Add([]byte(`[{"jsonrpc":"2.0"}]`), false)
	f.Fuzz(func(t *testing.T, line []byte, typing bool) {
		s := &session{}
		o := Options{AllowTyping: typing, Connect: func(context.Context) (Asker, error) { return s, nil }}
		a := o.take(t.Context(), line)
		if a == nil {
			return
		}
		text, err := json.Marshal(a)
		if err != nil || bytes.ContainsRune(text, '\n') || (a.Result == nil) == (a.Error == nil) {
			t.Errorf("%q is answered by %s, %v", line, text, err)
		}
		if !typing && slices.ContainsFunc(s.asked, func(do string) bool { return strings.HasPrefix(do, "send") || strings.HasPrefix(do, "keyboard") }) {
			t.Errorf("%q types", line)
		}
	})
}

// TestWhatTheBoardSaysIsClean: nothing of it acts on a terminal that the assistant shows
// it on, or makes a line of its own.
func TestWhatTheBoardSaysIsClean(t *testing.T) {
	for _, got := range talk(t, &session{}, false, use("lines", `{}`), use("search", `{"text":"x"}`)) {
		var a struct {
			Result struct{ Content []struct{ Text string } }
		}
		if err := json.Unmarshal([]byte(got), &a); err != nil || len(a.Result.Content) != 1 {
			t.Fatal(got, err)
		}
		if text := a.Result.Content[0].Text; !strings.HasPrefix(text, `7	a \x1b[31mred\u009b word`+"\n") {
			t.Errorf("it says %q", text)
		}
	}
}
