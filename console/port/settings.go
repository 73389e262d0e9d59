package port

import (
	"fmt"
	"strings"
)

// Settings are how the bytes are put on the line.
type Settings struct {
	Baud     int
	DataBits int    // 5 to 8
	StopBits int    // 1 or 2
	Parity   string // "none", "odd", "even", "mark", "space"
	Flow     string // "none", "hard", "soft"

	UnpackLimit int64 // bytes that a packed capture may unpack to, 0 for the usual bound

	DemoSpeed float64 // of the simulated board: 1 is real, 0 as fast as possible
	DemoQuiet bool    // the simulated board boots to its prompt and waits
}

// Defaults returns what nearly every console of a Linux board uses.
func Defaults() Settings {
	return Settings{Baud: 115200, DataBits: 8, StopBits: 1, Parity: "none", Flow: "none", DemoSpeed: 1}
}

// maxBaud is more than any adapter on the market does.
const maxBaud = 20_000_000

// Check tells what is wrong with the settings, in words for a person.
func (s Settings) Check() error {
	switch {
	case s.Baud < 50 || s.Baud > maxBaud:
		return fmt.Errorf("baud %d is out of range: give 50 to %d, 115200 for most boards", s.Baud, maxBaud)
	case s.DataBits < 5 || s.DataBits > 8:
		return fmt.Errorf("databits %d: give 5, 6, 7 or 8", s.DataBits)
	case s.StopBits != 1 && s.StopBits != 2:
		return fmt.Errorf("stopbits %d: give 1 or 2", s.StopBits)
	case !oneOf(s.Parity, "none", "odd", "even", "mark", "space"):
		return fmt.Errorf("parity %q: give none, odd, even, mark or space", s.Parity)
	case !oneOf(s.Flow, "none", "hard", "soft"):
		return fmt.Errorf("flow %q: give none, hard or soft", s.Flow)
	case s.DemoSpeed < 0:
		return fmt.Errorf("speed %g: give 0 (as fast as possible) or more", s.DemoSpeed)
	}
	return nil
}

// String returns the settings as they are written on a bench: "115200 8N1".
func (s Settings) String() string {
	text := fmt.Sprintf("%d %d%s%d", s.Baud, s.DataBits, strings.ToUpper(s.Parity[:min(1, len(s.Parity))]), s.StopBits)
	switch s.Flow {
	case "hard":
		text += " RTS/CTS"
	case "soft":
		text += " XON/XOFF"
	}
	return text
}

func oneOf(s string, words ...string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}
