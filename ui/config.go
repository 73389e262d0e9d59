package ui

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/theme"
)

// Config is what main hands the screen. Console is needed, all else may be nil
// or empty.
type Config struct {
	Console    Console
	Views      Views      // keeps how the session is looked at, to be taken up again
	View       *link.View // how it was left; nil for a new one
	Scroll     Scroll     // nil when only the newest lines are to be seen
	Ledger     Ledger
	Boots      Boots // of other sessions
	Repro      Repro // nil where nothing can be typed
	Clipboard  Clipboard
	Past       Past
	Symbolizer Symbolizer
	Lender     Lender // nil when the port is not ours to lend
	Sources    Sources
	Editor     string       // the person's, as in $EDITOR; "" for vi
	Theme      string       // "dark", "light", "mono", "" to follow the terminal
	Keymap     string       // preset of package keymap, "" for tio's
	Pulses     []link.Pulse // on the modem lines, of the profile
	Hooks      Hooks        // commands of the bench; nil for none
	Recipe     link.Recipe  // what is done behind a crash
	Typing     bool         // begin with the keys going to the board, if the line takes any
	Title      string       // of the terminal's window
	Input      *os.File
	Output     *os.File
	Now        func() time.Time // the clock; nil for the real one
}

// Check says what is wrong with a person's choice of colours and keys.
func Check(colours, preset string) error {
	if !slices.Contains(theme.Names, colours) {
		return fmt.Errorf("no theme %q; there are: %s", colours, strings.Join(theme.Names[1:], ", "))
	}
	_, err := keymap.New(preset)
	return err
}
