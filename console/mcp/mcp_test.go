package mcp

import (
	"context"
	"encoding/json"
	"errors"
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
	for i, want := range []string{`"protocolVersion":"2025-06-18"`, `{"jsonrpc":"2.0","id":2,"result":{}}`, `1 bug kasan: use-after-free (lines 3-9)`, "the report", `7\ta \u001b[31mred`, "go on from line 8"} {
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
