package container

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"

	"oopscope/console/packed"
	"oopscope/parse/regex"
)

// What hangs on a mail packed (dmesg.gz) is no text of the mail's: it is taken out while the
// mail is read, and read by itself behind it.

// mostMailed bounds what is held of all attachments of a file, in bytes.
const mostMailed = 32 << 20

var errMailed = errors.New("more is attached than 32 MB: not read; save it and name it by itself")

var (
	mailMark = []byte("base64")
	mailName = regex.Of(`(?i)name="?([^";\r\n]{1,120})`)
)

// An attachment is packed, and was decoded.
type attachment struct {
	name string
	data []byte
}

// A mail hands on all but what is attached packed.
type mail struct {
	in    *bufio.Reader
	found []attachment
	lost  error
	held  int

	line   []byte // what is left of the line to hand on
	err    error
	name   string
	base64 bool // the part's head says so
	inside bool // an attachment is being taken out
	begins bool // the next line is the first of a part
}

func newMail(in io.Reader) *mail { return &mail{in: bufio.NewReader(in)} }

// Read implements io.Reader.
func (m *mail) Read(p []byte) (int, error) {
	for len(m.line) == 0 {
		if m.err != nil {
			return 0, m.err
		}
		var line []byte
		line, m.err = m.in.ReadSlice('\n')
		if errors.Is(m.err, bufio.ErrBufferFull) {
			m.err = nil
		}
		if !m.take(line) {
			m.line = line
		}
	}
	n := copy(p, m.line)
	m.line = m.line[n:]
	return n, nil
}

// take looks at a line, and is true of one that belongs to an attachment.
func (m *mail) take(line []byte) bool {
	text := bytes.TrimSpace(line)
	if m.inside || m.begins && m.base64 {
		first := !m.inside
		if first && len(text) == 0 {
			return false
		}
		m.begins, m.base64 = false, false
		packed := text
		if first { // what it is shows though it is damaged
			packed = text[:len(text)&^3]
		}
		data, err := base64.StdEncoding.AppendDecode(nil, packed)
		if m.inside = err == nil && len(data) > 0; m.inside {
			return m.keep(data, first)
		}
	}
	switch {
	case len(text) == 0:
		m.begins = true
	case bytes.HasPrefix(text, []byte("--")):
		m.name, m.base64, m.begins = "", false, false
	default:
		m.begins = false
		m.field(text, line[0] == ' ')
	}
	return false
}

// field looks at a field of a part's head, or of apport's.
func (m *mail) field(text []byte, indented bool) {
	if bytes.EqualFold(text, []byte("Content-Transfer-Encoding: base64")) {
		m.base64 = true
	} else if key, ok := bytes.CutSuffix(text, []byte(": base64")); ok && !indented && bytes.IndexByte(key, ' ') < 0 {
		m.name, m.base64, m.begins = string(key), true, true // apport's: the value follows at once
	}
	if n := mailName.Get().FindSubmatch(text); n != nil {
		m.name = string(n[1])
	}
}

// keep holds what a line of an attachment has. One that is not packed stays where it is.
func (m *mail) keep(data []byte, first bool) bool {
	if first {
		if kind, _ := packed.Tell(data); kind == "" {
			m.inside = false
			return false
		}
		name := m.name
		if name == "" {
			name = "attachment"
		}
		m.found = append(m.found, attachment{name: name})
	}
	if m.held += len(data); m.held > mostMailed {
		m.lost = errMailed
		return true
	}
	last := &m.found[len(m.found)-1]
	last.data = append(last.data, data...)
	return true
}

// isApport tells what apport writes to /var/crash: fields, of which long ones are packed
// (problem_report.py).
//
//	ProblemType: KernelOops
//	CurrentDmesg: base64
//	 H4sICAAAAAAC/0N1cnJlbnREbWVzZwA=
func isApport(head []byte) bool { return bytes.HasPrefix(head, []byte("ProblemType: ")) }

// isMail tells what may have something attached.
func isMail(head []byte) bool {
	return bytes.Contains(head, mailMark) && bytes.Contains(bytes.ToLower(head), []byte("content-transfer-encoding: base64"))
}
