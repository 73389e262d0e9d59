package unwrap

import "bytes"

// eventFields begin the lines of a stream of events (text/event-stream, WHATWG HTML
// 9.2): log viewers of the web are fed so.
var eventFields = [][]byte{[]byte("data:"), []byte("event:"), []byte("id:"), []byte("retry:"), []byte(":")}

// tellEvents tells a stream of events: all of its lines are fields, some are data.
func tellEvents(head []byte, over bool) verdict {
	const enough = 3
	data := 0
	for line := range bytes.Lines(head) {
		field := eventField(line)
		switch {
		case len(bytes.TrimSpace(line)) == 0:
		case field == nil:
			return no
		case field[0] == 'd':
			if data++; data == enough {
				return yes
			}
		}
	}
	if over || data == 0 && len(head) > 256 {
		return no
	}
	return more
}

func eventField(line []byte) []byte {
	for _, f := range eventFields {
		if bytes.HasPrefix(line, f) {
			return f
		}
	}
	return nil
}

func newEvents() stage { return &lines{rewrite: eventData} }

// eventData keeps what is data. One blank behind the colon is no part of it.
func eventData(dst, line []byte) []byte {
	if rest, ok := bytes.CutPrefix(line, eventFields[0]); ok {
		rest, _ = bytes.CutPrefix(rest, []byte{' '})
		return append(dst, rest...)
	}
	if eventField(line) == nil && len(bytes.TrimSpace(line)) > 0 {
		return append(dst, line...)
	}
	return dst
}
