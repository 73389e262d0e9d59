package unwrap

import (
	"bytes"

	"oopscope/parse/ascii"
)

// grep with context (-A, -B, -C) puts the name of the file in front of each line, and the
// number of the line: with a colon behind them where the line matched, with a dash where it
// stands beside one. Groups are parted by two dashes.
//
//	kern.log-12-[    4.214189] #PF: supervisor read access in kernel mode
//	kern.log:13:[    4.214190] BUG: …
//	--

const (
	enoughMatches = 1
	enoughContext = 6
	longestName   = 200
)

// A finding is how grep begins its lines.
type finding struct {
	name   []byte
	number bool
}

// cut takes what grep put there off a line; sep is what stands behind the name.
func (f finding) cut(line []byte) (text []byte, sep byte, ok bool) {
	rest, ok := bytes.CutPrefix(line, f.name)
	if !ok || len(rest) == 0 || rest[0] != ':' && rest[0] != '-' {
		return line, 0, false
	}
	sep, rest = rest[0], rest[1:]
	if !f.number {
		return rest, sep, true
	}
	n := 0
	for n < len(rest) && ascii.IsDigit(rest[n]) {
		n++
	}
	if n == 0 || n == len(rest) || rest[n] != sep {
		return line, 0, false
	}
	return rest[n+1:], sep, true
}

// fits tells that nearly all lines begin so, some of them with a colon and more with a dash.
func (f finding) fits(head []byte) bool {
	matches, beside, others := 0, 0, 0
	for line := range bytes.Lines(head) {
		if len(line) < 4 && (line[0] == '-' || line[0] == '\n' || line[0] == '\r') || line[len(line)-1] != '\n' {
			continue
		}
		switch _, sep, ok := f.cut(line); {
		case !ok:
			if others++; others > 1+(matches+beside)/20 {
				return false
			}
		case sep == ':':
			matches++
		default:
			beside++
		}
	}
	return matches >= enoughMatches && beside >= enoughContext
}

// findingOf is how the lines begin, ok where grep made them.
func findingOf(head []byte) (f finding, ok bool) {
	first, _, _ := bytes.Cut(head, []byte{'\n'})
	second, _, _ := bytes.Cut(head[min(len(head), len(first)+1):], []byte{'\n'})
	for i := 1; i < min(len(first), len(second), longestName) && first[i-1] == second[i-1]; i++ {
		if c := first[i]; c != ':' && c != '-' || second[i] != ':' && second[i] != '-' {
			continue
		}
		for _, number := range [...]bool{true, false} {
			if f := (finding{first[:i], number}); f.fits(head) {
				f.name = bytes.Clone(f.name)
				return f, true
			}
		}
	}
	return f, false
}

func tellGrep(head []byte, _ bool) verdict {
	_, ok := findingOf(head)
	return when(ok)
}

// grepped takes it off.
type grepped struct {
	lines
	finding finding
}

func newGrep() stage {
	g := &grepped{}
	g.learn = func(head []byte) { g.finding, _ = findingOf(head) }
	g.rewrite = func(dst, line []byte) []byte {
		text, _, ok := g.finding.cut(line)
		if !ok && (string(line) == "--\n" || string(line) == "--\r\n") {
			return dst
		}
		return append(dst, text...)
	}
	return g
}
