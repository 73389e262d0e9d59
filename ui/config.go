package ui

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/ability"
	"oopscope/ui/picker"
	"oopscope/ui/theme"
)

// Config is what main hands the screen. Console is needed where Boards names none, all
// else may be nil or empty.
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
	Lender     Lender                // nil when the port is not ours to lend
	Lending    func(told func(Lent)) // begins to lend at signals, of which the screen is told; nil for none
	Sources    Sources
	Editor     string       // the person's, as in $EDITOR; "" for vi
	Theme      string       // "dark", "light", "mono", "" to follow the terminal
	Keymap     string       // preset of package keymap, "" for tio's
	Pulses     []link.Pulse // on the modem lines, of the profile
	Hooks      Hooks        // commands of the bench; nil for none
	After      After        // what is done behind a crash; nil for nothing
	Filters    []link.Rule  // named, of the configuration
	Highlights []link.Rule
	Mouse      bool // the wheel scrolls from the start
	Alert      Alert
	Terminal   ability.Terminal
	Links      string                  // pattern of the addresses of source files, "" for no links
	Host       string                  // name of this machine, for those
	Typing     bool                    // begin with the keys going to the board, if the line takes any
	Title      string                  // of the terminal's window
	Name       string                  // of the board, as its profile calls it; "" for that of its port
	Close      func() (words []string) // gives the port back when its tab alone is closed, and says how that went
	Front      func()                  // is told when the tab comes to be seen; must not wait
	Ended      func()                  // is told when the terminal is as it was before; nil for nothing
	Boards     *Boards                 // how others are opened beside it; nil when there is only this one
	Input      *os.File
	Output     *os.File
	Now        func() time.Time // the clock; nil for the real one
}

// Alert is how a person who looks elsewhere is told of a crash.
type Alert struct {
	Bell   bool
	Title  bool   // of the window
	Notify string // one of link.Notifications
}

// Boards is how more boards are opened beside the first.
type Boards struct {
	// Names are to be opened from the start, a tab each: ports, profiles, captures.
	Names []string
	// Open opens a session. It may wait until ctx ends.
	Open func(ctx context.Context, name string) (Config, error)
	// Ports lists what there is to choose from.
	Ports func() []picker.Port
}

// Check says what is wrong with a person's choice of colours and keys.
func Check(colours, preset string) error {
	if !slices.Contains(theme.Names, colours) {
		return fmt.Errorf("no theme %q; there are: %s", colours, strings.Join(theme.Names[1:], ", "))
	}
	_, err := keymap.New(preset)
	return err
}
