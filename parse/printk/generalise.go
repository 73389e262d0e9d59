package printk

import (
	"bytes"

	"oopscope/parse/ascii"
)

// A Guess is a shape made of one prefix, as wide as it may be: every number,
// word and thing in brackets may vary. What is seen of further lines narrows it.
type Guess struct {
	parts []part
	taken [][]string // what each part took of each line, the prefix itself first
}

// GuessShape makes a guess of a prefix. It returns nil when the prefix is empty
// or too long for one.
func GuessShape(prefix []byte) *Guess {
	if len(prefix) == 0 || len(prefix) > maxShape {
		return nil
	}
	return guess(partsOf(prefix), prefix)
}

// GuessEnd makes a guess of which only the end is sure: the marks behind the last
// letter or digit of the prefix, and the mark it begins with. It returns nil when
// the prefix has no such end.
func GuessEnd(prefix []byte) *Guess {
	tail := bytes.TrimRightFunc(prefix, func(r rune) bool { return r < 0x80 && !ascii.IsLetter(byte(r)) && !ascii.IsDigit(byte(r)) })
	end := string(prefix[len(tail):])
	if len(end) == 0 || len(end) == len(prefix) || len(prefix) > maxVague || len(bytes.TrimSpace([]byte(end))) == 0 {
		return nil
	}
	var parts []part
	if c := prefix[0]; !ascii.IsLetter(c) && !ascii.IsDigit(c) && c < 0x80 {
		parts = literal(parts, string(c))
	}
	return guess(append(parts, part{kind: '*'}, part{text: end}), prefix)
}

func guess(parts []part, prefix []byte) *Guess {
	g := &Guess{parts: parts}
	if g.Match(prefix) != len(prefix) {
		return nil
	}
	g.Take(prefix)
	return g
}

// partsOf cuts a prefix into its parts.
func partsOf(prefix []byte) (parts []part) {
	for i := 0; i < len(prefix); {
		n, kind := 1, byte(0)
		switch c := prefix[i]; {
		case ascii.IsDigit(c):
			n, kind = run(prefix[i:], len(prefix), ascii.IsDigit), '#'
		case ofWord(c):
			n, kind = run(prefix[i:], len(prefix), ofWord), '@'
		case c == ' ':
			if n = run(prefix[i:], len(prefix), isBlank); i+n < len(prefix) && (i > 0 || ascii.IsDigit(prefix[i+n])) {
				kind = '~'
			}
		case closing(c) != 0:
			if n = bytes.IndexByte(prefix[i+1:], closing(c)); n > 0 && n < maxVague {
				parts = append(literal(parts, string(c)), part{kind: '*'}, part{text: string(closing(c))})
				i += n + 2
				continue
			}
			n = 1
		}
		if kind == 0 {
			parts = literal(parts, string(prefix[i:i+n]))
		} else {
			parts = append(parts, part{kind: kind})
		}
		i += n
	}
	return parts
}

func isBlank(c byte) bool { return c == ' ' }

// closing is the bracket that closes another, 0 for what is none.
func closing(c byte) byte {
	switch c {
	case '[':
		return ']'
	case '(':
		return ')'
	case '<':
		return '>'
	}
	return 0
}

// Match returns how many bytes of a line the guess takes, -1 when it does not fit.
func (g *Guess) Match(line []byte) int { return match(g.parts, line, nil) }

// Take notes that a line which fits confirms the guess.
func (g *Guess) Take(line []byte) {
	taken := make([]string, len(g.parts))
	if match(g.parts, line, taken) >= 0 && len(g.taken) < 64 {
		g.taken = append(g.taken, taken)
	}
}

// Shape is what is left of the guess: words and blanks that were the same in
// every line stay so. Numbers go on, and the blanks in front of them are fewer
// when they grow.
func (g *Guess) Shape() *Shape {
	var parts []part
	for i, p := range g.parts {
		padded := p.kind == '~' && i+1 < len(g.parts) && g.parts[i+1].kind == '#'
		switch {
		case p.kind == 0:
			parts = literal(parts, p.text)
		case p.kind == '@' && g.same(i), p.kind == '~' && !padded && g.same(i):
			parts = literal(parts, g.taken[0][i])
		default:
			parts = append(parts, p)
		}
	}
	return shape(parts)
}

// same tells that a part took the same of every line.
func (g *Guess) same(i int) bool {
	for _, t := range g.taken {
		if t[i] != g.taken[0][i] {
			return false
		}
	}
	return true
}
