package console

import (
	"io"
	"testing"
	"time"

	"oopscope/parse"
)

// holding is a decoder that holds a snapshot back whenever something comes, and notes how
// soon it is asked for it.
type holding struct {
	Decoder
	fed   time.Time
	asked chan time.Duration
}

func (h *holding) Feed(p []byte, now time.Time) parse.Batch {
	b := h.Decoder.Feed(p, now)
	h.fed, b.Later = now, time.Millisecond
	return b
}

func (h *holding) Idle(now time.Time) parse.Batch {
	select {
	case h.asked <- now.Sub(h.fed):
	default:
	}
	return h.Decoder.Idle(now)
}

// TestWhatIsHeldBackIsAskedFor: the last lines of a crash are not shown by the next tick
// but as soon as the decoder has them. Ticks ask it no earlier than tickEvery.
func TestWhatIsHeldBackIsAskedFor(t *testing.T) {
	w := newWire(t)
	h := &holding{asked: make(chan time.Duration, 1)}
	openSession(t, Options{Spec: w.link, Decode: func(o parse.Options) Decoder { h.Decoder = parse.New(o); return h }})
	for range 40 { // a loaded machine may be late each time
		io.WriteString(w.master, "words\r\n")
		select {
		case after := <-h.asked:
			if after > 0 && after < tickEvery {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the decoder is not asked at all")
		}
	}
	t.Error("the decoder is asked by ticks only")
}
