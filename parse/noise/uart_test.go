package noise

import (
	"math"
	"math/rand"
)

// A uart is a receiver that samples what a sender of another speed puts on the line, as
// hardware does: it waits for the edge of a start bit, looks at the middle of each bit
// that should come, and calls it a framing error when the stop bit is not there.

// received returns what a receiver at one rate makes of text sent at another, 8N1, and
// how many framing errors it counts. Between lines the line rests for idle bits.
func received(text []byte, sent, at float64, idle int, rnd *rand.Rand) (out []byte, frame int) {
	var bits []bool
	for _, c := range text {
		bits = append(bits, false)
		for i := range 8 {
			bits = append(bits, c>>i&1 != 0)
		}
		bits = append(bits, true)
		if c == '\n' {
			for range rnd.Intn(2*idle + 1) {
				bits = append(bits, true)
			}
		}
	}
	level := func(t float64) bool { // t in bits of the sender
		i := int(t)
		return i >= len(bits) || bits[i]
	}
	step := sent / at // of the receiver's bits, in bits of the sender
	for t, end := 0.0, float64(len(bits)); t < end; {
		for t < end && level(t) { // the edge, seen with a sixteenth of a bit
			t += step / 16
		}
		if t >= end {
			break
		}
		if level(t + step/2) { // no start bit in its middle: a glitch
			t += step
			continue
		}
		var c byte
		for i := range 8 {
			if level(t + step*(1.5+float64(i))) {
				c |= 1 << i
			}
		}
		if !level(t + step*9.5) {
			frame++
		}
		out = append(out, c)
		for t += step * 9.5; !level(t) && t < end; { // after a framing error the line must rise first
			t += step / 16
		}
	}
	return out, frame
}

// entropy is in bits a byte.
func entropy(p []byte) (h float64) {
	var n [256]int
	for _, c := range p {
		n[c]++
	}
	for _, k := range n {
		if k > 0 {
			f := float64(k) / float64(len(p))
			h -= f * math.Log2(f)
		}
	}
	return h
}
