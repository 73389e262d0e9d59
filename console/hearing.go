package console

import (
	"fmt"
	"sync"

	"oopscope/console/port"
	"oopscope/parse/noise"
)

// hearing tells whether the line is read at the speed that it is sent with.
type hearing struct {
	mu      sync.Mutex
	meter   noise.Meter
	counted int64 // by the driver so far
	deaf    bool  // what comes is no text by intent: a file
}

func (h *hearing) add(p []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.deaf {
		h.meter.Add(p)
	}
}

// count takes what the driver counted: a byte without a stop bit, or a break, which is
// what zeros read too fast are called.
func (h *hearing) count(c port.Counters) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := c.Frame + c.Breaks
	h.meter.Errors(max(now-h.counted, 0))
	h.counted = now
}

// reset forgets what was heard; deaf ends the listening for now.
func (h *hearing) reset(deaf bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.meter.Reset()
	h.deaf = deaf
}

func (h *hearing) verdict() noise.Verdict {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.meter.Verdict()
}

// words are for a person, "" when there is nothing to say.
func (h *hearing) words(settings string) string {
	v := h.verdict()
	if !v.Noise {
		return ""
	}
	than := "faster"
	if v.Slower {
		than = "slower"
	}
	return fmt.Sprintf("this is noise, %d %% of it reads as text: the board seems to be %s than %s", v.Percent, than, settings)
}
