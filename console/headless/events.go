package headless

import (
	"encoding/json"

	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/parse"
)

// events writes all that happens on a port as the events of the protocol, an object a line.
type events struct {
	port  string
	src   Source // nil until the port is open
	print func([]byte) error
	state link.State
	why   string
	buf   []byte
}

// batch writes what a batch brought, but for its crashes, which are written when they are
// known.
func (e *events) batch(b *parse.Batch) error {
	e.buf = e.buf[:0]
	e.link()
	for _, g := range b.Gaps {
		e.add(protocol.Message{Event: "gap", Gap: &protocol.Gap{After: g.After, At: -1, Seconds: g.Length.Seconds(), Reason: g.Reason}})
	}
	if len(b.Lines) > 0 {
		m := protocol.Message{Event: "line", Lines: make([]protocol.Line, len(b.Lines))}
		for i := range b.Lines {
			m.Lines[i] = protocol.LineOf(&b.Lines[i])
		}
		e.add(m)
	}
	for _, boot := range b.Boots {
		e.add(protocol.Message{Event: "boot", Boot: &protocol.Boot{N: boot.N, Line: boot.First, Kernel: boot.Kernel}})
	}
	if len(e.buf) == 0 {
		return nil
	}
	return e.print(e.buf)
}

// link tells of the line when it came or went.
func (e *events) link() {
	if e.src == nil {
		return
	}
	l := e.src.Link()
	if l.State == e.state && l.Detail == e.why {
		return
	}
	e.state, e.why = l.State, l.Detail
	e.add(protocol.Message{Event: "link", Status: &protocol.Status{
		State: string(l.State), Detail: l.Detail, Since: l.Since, Settings: l.Settings, Received: l.Received, Record: l.Record, Typist: l.Typist,
	}})
}

// verdict tells how the watch ended.
func (e *events) verdict(status int, why string) error {
	e.buf = e.buf[:0]
	e.add(protocol.Message{Event: "verdict", Verdict: &protocol.Verdict{Status: status, Why: why}})
	return e.print(e.buf)
}

func (e *events) add(m protocol.Message) {
	m.Port = e.port
	e.buf = appendEvent(e.buf, &m)
}

// appendEvent adds a line.
func appendEvent(dst []byte, m *protocol.Message) []byte {
	text, err := json.Marshal(m)
	if err != nil { // of a type that no JSON is made of: there is none
		panic(err)
	}
	return append(append(dst, text...), '\n')
}
