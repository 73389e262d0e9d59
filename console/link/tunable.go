package link

import "context"

// A Tunable is a line that can be set up while it is open. SendRaw and StopTransfer never
// wait; all else asks a driver, or a server, and may.
type Tunable interface {
	// Lines tells how the line is set up and how its modem lines are.
	Lines() Lines
	// Tune sets the line up anew.
	Tune(l Line) error
	// SetTerminal changes what is done with bytes from here on.
	SetTerminal(t Terminal) error
	// Assert drives DTR or RTS, and Pulse both, step by step.
	Assert(name string, on bool) error
	Pulse(ctx context.Context, p Pulse) error
	// Transfer sends or receives files, and says what came of it; StopTransfer ends that.
	Transfer(ctx context.Context, t Transfer) (words string, err error)
	StopTransfer() bool
	// FindSpeed listens at one speed after the other until it reads text.
	FindSpeed(ctx context.Context) (baud int, err error)
	// SendRaw is Send without maps, pauses and echo.
	SendRaw(p []byte) error
}
