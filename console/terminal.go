package console

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"oopscope/console/bytemap"
	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
)

// What is done with bytes between the person and the line. The record has what came,
// whatever is made of it for the eyes.

// manner is a terminal whose maps were read.
type manner struct {
	link.Terminal
	maps *bytemap.Map
}

func newManner(t link.Terminal) (*manner, error) {
	maps, err := bytemap.Parse(t.Maps)
	t.Maps = maps.String()
	return &manner{t, maps}, err
}

func (m *manner) pace() pace { return pace{m.CharDelay, m.LineDelay} }

// mapped is the text of a record as its lines were made of it: maps may change while it
// grows. One goroutine lets it grow; the others may read at any time.
type mapped struct {
	record.Text
	mu    sync.Mutex
	end   int64
	turns []turn
}

// A turn is a map that holds from an offset on.
type turn struct {
	at   int64
	maps *bytemap.Map
}

func (m *mapped) grow(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.end += int64(n)
}

func (m *mapped) change(maps *bytemap.Map) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.turns) > 0 || maps != nil {
		m.turns = append(m.turns, turn{m.end, maps})
	}
}

// Section implements record.Text.
func (m *mapped) Section(from, to int64) io.Reader {
	m.mu.Lock()
	turns := m.turns
	m.mu.Unlock()
	if len(turns) == 0 {
		return m.Text.Section(from, to)
	}
	var parts []io.Reader
	at, maps := from, (*bytemap.Map)(nil)
	for _, t := range turns {
		if t.at > at && t.at < to {
			parts = append(parts, mapping{m.Text.Section(at, t.at), maps})
			at = t.at
		}
		if t.at <= at {
			maps = t.maps
		}
	}
	return io.MultiReader(append(parts, mapping{m.Text.Section(at, to), maps})...)
}

// mapping is what lines are made of, of what a reader reads.
type mapping struct {
	io.Reader
	maps *bytemap.Map
}

func (m mapping) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	copy(p, m.maps.Lines(p[:n]))
	return n, err
}

// Local echo is for the eyes: it stands behind the unfinished line, and as a row of its
// own once Enter was sent. It is in no record, and the decoder does not see it.
type localEcho struct {
	partial []byte   // the board's unfinished line
	typed   []byte   // what was sent since
	lines   []string // whole lines of it, since the board's last one
}

// echoMost bounds what is shown of lines that the board does not answer.
const echoMost = 200

// sent is what to show of bytes that were sent.
func (e *localEcho) sent(p []byte) (b parse.Batch) {
	for _, c := range p {
		switch {
		case c == '\r' || c == '\n':
			if line := strings.TrimSpace(string(e.typed)); line != "" {
				e.lines = append(e.lines, line)
			}
			e.typed = e.typed[:0]
		case c == '\b' || c == 0x7f:
			e.typed = e.typed[:max(len(e.typed)-1, 0)]
		case c >= ' ':
			e.typed = append(e.typed, c)
		}
	}
	b.Partial = e.behind()
	return b
}

// behind is the board's unfinished line with what was sent since behind it.
func (e *localEcho) behind() []byte {
	b := bytes.Clone(e.partial)
	for _, line := range e.lines {
		b = append(b, line+" ⏎ "...)
	}
	return append(b, e.typed...)
}

// add adds what was sent to the unfinished line of a batch. When the board has said a line
// since, it stands before that.
func (e *localEcho) add(b *parse.Batch) {
	if len(b.Lines) > 0 && len(e.lines) > 0 {
		words := strings.Join(e.lines, " ⏎ ")
		sent := parse.Gap{After: b.Lines[0].N - 1, Reason: "sent: " + strings.ToValidUTF8(words[max(0, len(words)-echoMost):], "?")}
		b.Gaps = append([]parse.Gap{sent}, b.Gaps...)
		e.lines = nil
	}
	e.partial = append(e.partial[:0], b.Partial...)
	if len(e.typed)+len(e.lines) > 0 {
		b.Partial = e.behind()
	}
}
