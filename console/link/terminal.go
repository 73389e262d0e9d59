package link

import "time"

// A Terminal is what is done with bytes between a person and the line.
type Terminal struct {
	Echo      bool          // what is sent is shown as if the board had said it
	Maps      string        // names of changes, as package bytemap has them
	CharDelay time.Duration // behind each byte that is sent
	LineDelay time.Duration // behind each line that is sent
}

// Lines are a line and its modem lines as they are at a moment.
type Lines struct {
	Held      Line     // what the driver holds, as far as it tells
	NoTune    error    // why it cannot be set up from here, nil when it can
	Signals   Signals  // how the modem lines are
	NoSignals error    // why that is not known
	Terminal  Terminal // what is done with the bytes
}
