package headless

import (
	"context"

	"oopscope/console/link"
	"oopscope/parse"
)

// A Source is a console being read: what package console's session is.
type Source interface {
	// Next blocks until there is something new and returns all of it; io.EOF
	// when the input is over, ctx.Err() when ctx is.
	Next(ctx context.Context) (parse.Batch, error)
	// Send queues bytes for the board.
	Send(p []byte) error
	// Ready waits until there is a port, when it is not there from the
	// beginning.
	Ready(ctx context.Context) error
	// Link tells the state of the line now.
	Link() link.Link
}

// An Opener opens the console to follow, and gives up with ctx.Err() when ctx
// ends first.
type Opener func(ctx context.Context) (Source, error)
