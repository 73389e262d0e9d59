package port

import (
	"fmt"

	"oopscope/console/link"
)

// Settings are how a port is opened.
type Settings struct {
	link.Line

	AtOpen string // how DTR and RTS are driven once the line is open, a pulse as link.ParsePulse takes it; "" for not at all

	Before *[]string // the devices that were there before, of which "new" is none

	UnpackLimit int64 // bytes that a packed capture may unpack to, 0 for the usual bound

	DemoSpeed float64 // of the simulated board: 1 is real, 0 as fast as possible
	DemoQuiet bool    // the simulated board boots to its prompt and waits
}

// Defaults returns what nearly every console of a Linux board uses.
func Defaults() Settings {
	return Settings{Line: link.Line{Baud: 115200, DataBits: 8, StopBits: 1, Parity: "none", Flow: "none"}, DemoSpeed: 1}
}

// Check tells what is wrong with the settings, in words for a person.
func (s Settings) Check() error {
	if s.DemoSpeed < 0 {
		return fmt.Errorf("speed %g: give 0 (as fast as possible) or more", s.DemoSpeed)
	}
	return s.Line.Check()
}
