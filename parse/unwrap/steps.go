package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// A line of a CI service's log begins with the time at which it came:
//
//	2026-11-20T04:09:41.1234567Z ##[error][   12.000000] BUG: …       GitHub
//	build	Run tests	2026-11-20T04:09:41.1234567Z [   12.000000] …     gh run view --log
//	2026-11-20T04:09:41.123456Z 01O [   12.000000] …                  GitLab, FF_TIMESTAMPS
//	2026-11-20T04:09:41.123456Z 01O+ rest of a long line
//	2026-11-20T04:09:41.123456789Z stdout F [   12.000000] …          Kubernetes' container logs (CRI)
var step = regex.Of(`^(?:[^\t\n]{1,200}\t[^\t\n]{1,200}\t\x{FEFF}?)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z )(?:[0-9a-f]{2}[OE]([ +])|(?:stdout|stderr) ([FP]) )?(?:##\[[a-z-]{1,20}\])?`)

// rewritten tells a line of which more than the time has to go.
var rewritten = regex.Of(`(?m)^(?:[^\t\n]{1,200}\t[^\t\n]{1,200}\t\x{FEFF}?)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z (?:[0-9a-f]{2}[OE][ +]|(?:stdout|stderr) [FP] |##\[[a-z-]{1,20}\])|^[^\t\n]{1,200}\t[^\t\n]{1,200}\t\x{FEFF}?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z `)

// tellSteps tells such a log by its first line and one of which more than the
// time has to go; the time alone any reader of lines knows.
func tellSteps(head []byte, _ bool) verdict {
	if bytes.Contains(head, []byte("Z ")) && step.Get().Match(head) && rewritten.Get().Match(head) {
		return yes
	}
	return no
}

// steps takes everything but the time off the lines, and joins those that were
// cut.
type steps struct {
	lines
	ended []byte // the line end of the line before, until it is known to be one
	cut   bool   // the line before goes on in the next
}

func newSteps() stage {
	s := &steps{}
	s.rewrite = s.line
	return s
}

func (s *steps) line(dst, line []byte) []byte {
	m := step.Get().FindSubmatchIndex(line)
	if m == nil {
		dst = append(append(dst, s.ended...), line...)
		s.ended, s.cut = nil, false
		return dst
	}
	text := bytes.TrimRight(line[m[1]:], "\r\n")
	goesOn := s.cut || m[4] >= 0 && line[m[4]] == '+'
	if !goesOn {
		dst = append(append(dst, s.ended...), line[m[2]:m[3]]...)
	}
	dst = append(dst, text...)
	s.ended = []byte{'\n'}
	s.cut = m[6] >= 0 && line[m[6]] == 'P'
	if m[4] < 0 && !s.cut { // only GitLab's next line may still belong to this one
		dst, s.ended = append(dst, '\n'), nil
	}
	return dst
}

func (s *steps) close(dst []byte) []byte {
	dst = append(s.lines.close(dst), s.ended...)
	s.ended = nil
	return dst
}
