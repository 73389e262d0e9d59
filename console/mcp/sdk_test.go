package mcp

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestTheOfficialClient: what it asks, it is answered, and it finds no fault with it.
func TestTheOfficialClient(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	in, theirs := io.Pipe()
	ours, out := io.Pipe()
	s := &session{}
	served := make(chan error, 1)
	go func() {
		served <- Serve(ctx, in, out, Options{Version: "1", AllowTyping: true, AllowHooks: true, Connect: func(context.Context) (Asker, error) { return s, nil }})
		out.Close()
	}()
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, &mcp.IOTransport{Reader: ours, Writer: theirs}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := c.InitializeResult(); r.ServerInfo.Name != "oopscope" || !strings.Contains(r.Instructions, "untrusted") {
		t.Errorf("introduced as %+v", r)
	}
	if err := c.Ping(ctx, nil); err != nil {
		t.Error(err)
	}
	list, err := c.ListTools(ctx, nil)
	if err != nil || len(list.Tools) != len(table) {
		t.Fatalf("%+v, %v", list, err)
	}
	arguments := map[string]map[string]any{"report": {"crash": 1}, "search": {"text": "red"}, "lines": {"from": -1}, "send": {"text": "ls"}}
	for _, tool := range list.Tools {
		r, err := c.CallTool(ctx, &mcp.CallToolParams{Name: tool.Name, Arguments: arguments[tool.Name]})
		if err != nil || r.IsError || len(r.Content) != 1 {
			t.Errorf("%s: %+v, %v", tool.Name, r, err)
			continue
		}
		if text := r.Content[0].(*mcp.TextContent).Text; text == "" || strings.ContainsAny(text, "\x1b\u009b") {
			t.Errorf("%s says %q", tool.Name, text)
		}
		if tool.Annotations.ReadOnlyHint == (tool.Name == "send" || tool.Name == "hook") {
			t.Errorf("%s: read only is %v", tool.Name, tool.Annotations.ReadOnlyHint)
		}
	}
	if r, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "report", Arguments: map[string]any{"crash": 2}}); err != nil || !r.IsError {
		t.Errorf("a crash that is not there: %+v, %v", r, err)
	}
	if _, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "rm"}); err == nil {
		t.Error("there is a tool rm")
	}
	c.Close()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
