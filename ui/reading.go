package ui

import (
	"context"
	"sync/atomic"

	"oopscope/ui/bootdiff"
)

// A bootReading is two boots on their way to the screen.
type bootReading struct {
	pane *bootdiff.Pane
	stop context.CancelFunc
	at   atomic.Int32 // percent of what is to be read
}
