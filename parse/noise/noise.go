// Package noise tells a line that is read at the wrong speed from one that carries text
// or binary data, by its bytes alone. It knows no port: what a driver counted it is told.
//
// A receiver that is too fast sees each bit several times, so its bytes hold few changes
// from one bit to the next, and few of the 256 values. One that is too slow sees every
// second or third bit, of text whose letters are not evenly used: half of what it makes
// of them looks like text, a third has the high bit, and the values are far from even.
// Compressed data are even, machine code has zeros. The figures are those of a simulated
// UART, see the tests.
package noise

import (
	"math"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// window is how many bytes are looked at together.
const window = 512

// Windows in a row that are noise before it is said: more when the line was read well
// before, because a transfer of data may have begun.
const (
	enough      = 3
	enoughAfter = 6
)

// A Verdict is what a line looks like.
type Verdict struct {
	Noise   bool
	Slower  bool // the other end is slower than the line is read, else faster
	Percent int  // of it that reads as text
}

// A Meter looks at a line's bytes as they come.
type Meter struct {
	held    []byte
	errors  int64 // framing errors and breaks since the last window
	noisy   int   // windows in a row
	read    bool  // text was read before
	verdict Verdict
}

// Add takes bytes that came.
func (m *Meter) Add(p []byte) {
	for len(p) > 0 {
		n := min(window-len(m.held), len(p))
		m.held, p = append(m.held, p[:n]...), p[n:]
		if len(m.held) == window {
			m.look()
			m.held = m.held[:0]
		}
	}
}

// Errors takes framing errors and breaks that the driver counted since the last call.
func (m *Meter) Errors(n int64) { m.errors += n }

// Reset forgets what came: the line is another one now.
func (m *Meter) Reset() { *m = Meter{held: m.held[:0]} }

// Verdict tells what the line looks like by now.
func (m *Meter) Verdict() Verdict { return m.verdict }

// look judges a window.
func (m *Meter) look() {
	f := featuresOf(m.held)
	broken := m.errors*20 > window && f.text < 0.8 // one byte in twenty has no stop bit
	m.errors = 0
	switch {
	case f.text >= 0.9:
		m.read, m.noisy, m.verdict = true, 0, Verdict{}
		return
	case !broken && !f.noise():
		m.noisy, m.verdict = 0, Verdict{}
		return
	}
	m.noisy++
	need := enough
	if m.read && !broken {
		need = enoughAfter
	}
	if m.noisy >= need {
		m.verdict = Verdict{Noise: true, Slower: f.changes < 3, Percent: int(100 * f.text)}
	}
}

// Reads tells how much of some bytes reads as text, from 0 to 1.
func Reads(p []byte) float64 { return featuresOf(p).text }

// features are what tells noise from the rest.
type features struct {
	text    float64 // share that reads as text: ASCII, and what is valid UTF-8
	nul     float64 // share of zeros
	high    float64 // share with the high bit
	lone    float64 // share of bytes in which a bit differs from both its neighbours
	entropy float64 // bits a byte
	changes float64 // from bit to bit, in a byte
	n       int
}

func featuresOf(p []byte) (f features) {
	if f.n = len(p); f.n == 0 {
		return f
	}
	var count [256]int
	changes, lone, high := 0, 0, 0
	for _, c := range p {
		count[c]++
		edges := (c ^ c>>1) & 0x7f
		changes += bits.OnesCount8(edges)
		if edges&(edges>>1) != 0 {
			lone++
		}
		high += int(c >> 7)
	}
	n := float64(f.n)
	for _, k := range count {
		if k > 0 {
			f.entropy -= float64(k) / n * math.Log2(float64(k)/n)
		}
	}
	f.text, f.nul, f.changes = float64(readable(p))/n, float64(count[0])/n, float64(changes)/n
	f.high, f.lone = float64(high)/n, float64(lone)/n
	return f
}

// readable counts the bytes that read as text. A letter that is cut off at an end counts.
func readable(p []byte) (n int) {
	begin := true
	for len(p) > 0 {
		c := p[0]
		if c < 0x80 {
			if c >= ' ' && c < 0x7f || strings.IndexByte("\n\r\t\b\a\x1b", c) >= 0 {
				n++
			}
			p, begin = p[1:], false
			continue
		}
		r, size := utf8.DecodeRune(p)
		if r != utf8.RuneError || !utf8.FullRune(p) || begin && !utf8.RuneStart(c) {
			n += size
		}
		begin = begin && !utf8.RuneStart(c)
		p = p[size:]
	}
	return n
}

// noise tells whether it looks like a line read at another speed.
func (f features) noise() bool {
	even := 8 - 255/(2*float64(f.n)*math.Ln2) // what so many random bytes come to
	switch {
	case f.entropy < 0.5: // one value again and again: an image of zeros, an idle line
		return false
	case f.changes < 3: // the other end is slower: twice, and no bit stands alone
		return f.text < 0.4 && f.entropy < 5 && (f.lone < 0.05 || f.nul < 0.05 && f.changes > 2)
	}
	return f.text < 0.7 && f.high > 0.22 && f.nul < 0.04 && f.entropy > 4.5 && f.entropy < even-0.45
}
