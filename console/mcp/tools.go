package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"oopscope/console/protocol"
	"oopscope/parse/letter"
)

// A tool is something that an assistant can ask for.
type tool struct {
	name, title, help string
	params            []param
	types             bool // it types to the board
	hooks             bool // it runs commands of the bench
	use               func(a Asker, p *params) (string, error)
}

// param is what a tool can be told.
type param struct {
	name, kind, help string
	needed           bool
}

// params are all that tools can be told.
type params struct {
	Crash  int    `json:"crash"`
	Form   string `json:"form"`
	Text   string `json:"text"`
	Regexp bool   `json:"regexp"`
	From   int    `json:"from"`
	Count  int    `json:"count"`
	Name   string `json:"name"`
}

// table is all tools there are.
var table = []tool{
	{name: "status", title: "State of the line", help: "Whether the board's line is up, how many lines and crashes came, who types.", use: status},
	{name: "crashes", title: "Crashes so far", help: "All kernel crashes and other reports of the session, a line each: id, severity, class, title, lines.", use: crashes},
	{name: "report", title: "Report on one crash", help: "One crash decoded: what died, where, why as far as it is proved, what to look at next, call chain, code, registers.",
		params: []param{{"crash", "integer", "its id, from crashes", true}, {"form", "string", "text, markdown or json (text)", false}}, use: report},
	{name: "search", title: "Search the console", help: "Lines of the console with a text, from the beginning of the session or from a line on.",
		params: []param{{"text", "string", "what is looked for", true}, {"regexp", "boolean", "the text is a regular expression (RE2)", false},
			{"from", "integer", "first line that is looked at", false}, {"count", "integer", "how many lines at most (100)", false}}, use: search},
	{name: "lines", title: "Lines of the console", help: "Lines of the console by their numbers.",
		params: []param{{"from", "integer", "first line; below 0 counted from the end: -50 is the last 50 lines", true}, {"count", "integer", "how many at most (100)", false}}, use: lines},
	{name: "send", title: "Type to the board", help: "Types a text to the board, followed by Enter. It fails while somebody else has the keyboard.",
		params: []param{{"text", "string", "one line", true}}, types: true, use: send},
	{name: "hook", title: "Run a command of the bench", help: "Runs a hook of the board's profile by its name, as power-cycle or reset; without a name it lists them.",
		params: []param{{"name", "string", "which hook", false}}, hooks: true, use: runHook},
}

// allow reports whether a tool may be used.
func (o *Options) allow(t *tool) bool {
	return (!t.types || o.AllowTyping) && (!t.hooks || o.AllowHooks)
}

// tools describes those that are allowed.
func (o *Options) tools() (list []any) {
	for i := range table {
		t := &table[i]
		if !o.allow(t) {
			continue
		}
		properties, needed := map[string]any{}, []string{}
		for _, p := range t.params {
			properties[p.name] = map[string]string{"type": p.kind, "description": p.help}
			if p.needed {
				needed = append(needed, p.name)
			}
		}
		list = append(list, map[string]any{
			"name": t.name, "title": t.title, "description": t.help,
			"inputSchema": map[string]any{"type": "object", "properties": properties, "required": needed},
			"annotations": map[string]bool{"readOnlyHint": !t.types && !t.hooks, "destructiveHint": t.types || t.hooks},
		})
	}
	return list
}

// use uses a tool. What a tool could not do is its result, which the assistant reads.
func (o *Options) use(ctx context.Context, c *call) *answer {
	var p struct {
		Name      string `json:"name"`
		Arguments params `json:"arguments"`
	}
	if err := json.Unmarshal(c.Params, &p); err != nil {
		return refused(c.ID, badParams, err.Error())
	}
	for i := range table {
		t := &table[i]
		if t.name != p.Name || !o.allow(t) {
			continue
		}
		text, err := o.ask(ctx, t, &p.Arguments)
		if err != nil {
			text = err.Error()
		}
		return &answer{JSONRPC: "2.0", ID: c.ID, Result: map[string]any{
			"content": []any{map[string]string{"type": "text", "text": text}}, "isError": err != nil,
		}}
	}
	return refused(c.ID, badParams, fmt.Sprintf("there is no tool %q", p.Name))
}

func (o *Options) ask(ctx context.Context, t *tool, p *params) (string, error) {
	a, err := o.Connect(ctx)
	if err != nil {
		return "", err
	}
	defer a.Close()
	return t.use(a, p)
}

func status(a Asker, _ *params) (string, error) {
	m, err := a.Ask(protocol.Request{Do: "status"})
	if err != nil {
		return "", err
	}
	text, err := json.MarshalIndent(m.Status, "", " ")
	return string(text), err
}

func crashes(a Asker, _ *params) (string, error) {
	m, err := a.Ask(protocol.Request{Do: "crashes"})
	if err != nil || len(m.Crashes) == 0 {
		return "no crash so far", err
	}
	var b strings.Builder
	for i := range m.Crashes {
		c := &m.Crashes[i]
		fmt.Fprintf(&b, "%d %s %s: %s", c.ID, c.Severity, c.Class, c.Title)
		if c.Lines != nil {
			fmt.Fprintf(&b, " (lines %d-%d)", c.Lines.First, c.Lines.Last)
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

func report(a Asker, p *params) (string, error) {
	m, err := a.Ask(protocol.Request{Do: "report", Crash: p.Crash, As: p.Form})
	if err != nil {
		return "", err
	}
	return m.Report, nil
}

func search(a Asker, p *params) (string, error) {
	m, err := a.Ask(protocol.Request{Do: "search", Text: p.Text, Regexp: p.Regexp, From: p.From, Count: p.Count})
	if err != nil {
		return "", err
	}
	text := numbered(m.Lines)
	if m.Next > 0 {
		text += fmt.Sprintf("(not all: go on from line %d)\n", m.Next)
	}
	return text, nil
}

func lines(a Asker, p *params) (string, error) {
	m, err := a.Ask(protocol.Request{Do: "lines", From: p.From, Count: p.Count})
	if err != nil {
		return "", err
	}
	return numbered(m.Lines), nil
}

func numbered(lines []protocol.Line) string {
	if len(lines) == 0 {
		return "no line\n"
	}
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%d\t%s\n", l.N, letter.Clean(l.Text))
	}
	return b.String()
}

func send(a Asker, p *params) (string, error) {
	if strings.ContainsAny(p.Text, "\r\n") {
		return "", fmt.Errorf("one line at a time")
	}
	if _, err := a.Ask(protocol.Request{Do: "keyboard", Name: "an assistant"}); err != nil {
		return "", err
	}
	if _, err := a.Ask(protocol.Request{Do: "send", Text: p.Text + "\r", Wait: true}); err != nil {
		return "", err
	}
	return "sent; what the board answers stands in lines", nil
}

func runHook(a Asker, p *params) (string, error) {
	m, err := a.Ask(protocol.Request{Do: "hook", Hook: p.Name})
	switch {
	case err != nil:
		return "", err
	case m.Hook == nil:
		return "hooks: " + strings.Join(m.Hooks, ", "), nil
	}
	return fmt.Sprintf("%s ended with status %d after %.1f s\n%s", m.Hook.Name, m.Hook.Status, m.Hook.Seconds, m.Hook.Output), nil
}
