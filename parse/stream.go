package parse

import "time"

// Options sets a decoder up.
type Options struct {
	// Lines asks for every line of the input in the batches. Without it (a
	// scan) only crashes, boots and gaps come back and quiet stretches are
	// skipped at memory speed.
	Lines bool
	// Live says that time passes between the calls: crashes may then close by
	// silence, and Line and Crash carry host times.
	Live bool
}

// A Decoder reads one input. It is not safe for concurrent use.
type Decoder struct {
	opt Options
}

// New returns a decoder at the beginning of an input.
func New(o Options) *Decoder { return &Decoder{opt: o} }

// Feed takes the next bytes of the input, however they are cut. The time is
// when they were received; it may be zero for a file.
func (d *Decoder) Feed(p []byte, now time.Time) Batch { return Batch{} }

// Idle tells the decoder that nothing came until now: what is complete by
// silence is closed. Call it a few times a second on a live line.
func (d *Decoder) Idle(now time.Time) Batch { return Batch{} }

// Gap tells the decoder that input was lost: the port was away for so long.
func (d *Decoder) Gap(length time.Duration, reason string, now time.Time) Batch { return Batch{} }

// Close tells the decoder that the input is over and returns what was open.
func (d *Decoder) Close() Batch { return Batch{} }
