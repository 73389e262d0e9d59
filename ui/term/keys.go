// Package term is bytes of terminals, both ways. What the person types goes
// through a Tap, which gives the board its bytes exactly as the terminal sent
// them; what we draw goes through an Output, which mends it for terminals that
// count cells otherwise. And a Pane is the terminal that a program on the board
// believes to have: its bytes are strained, so that the emulator below sees
// nothing that it does not survive, and drawn from cells.
package term

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
)

// The last part of the sequences of keys without a byte, as xterm sends them.
var (
	cursorKeys = map[rune]string{
		tea.KeyUp: "A", tea.KeyDown: "B", tea.KeyRight: "C", tea.KeyLeft: "D", tea.KeyEnd: "F", tea.KeyHome: "H",
	}
	tildeKeys = map[rune]int{
		tea.KeyInsert: 2, tea.KeyDelete: 3, tea.KeyPgUp: 5, tea.KeyPgDown: 6,
		tea.KeyF1: 11, tea.KeyF2: 12, tea.KeyF3: 13, tea.KeyF4: 14, tea.KeyF5: 15, tea.KeyF6: 17,
		tea.KeyF7: 18, tea.KeyF8: 19, tea.KeyF9: 20, tea.KeyF10: 21, tea.KeyF11: 23, tea.KeyF12: 24,
	}
)

// KeyBytes is what a plain terminal sends for a key that the screen got
// although it was meant for the board; nil for keys that such a terminal has
// not. Cursor keys may be wanted in the form for applications.
func KeyBytes(k tea.KeyPressMsg, application bool) []byte {
	if k.Text != "" {
		return []byte(k.Text)
	}
	var lead []byte
	if k.Mod&tea.ModAlt != 0 {
		lead = []byte{0x1b}
		k.Mod &^= tea.ModAlt
	}
	last, number := cursorKeys[k.Code], tildeKeys[k.Code]
	switch c := keymap.Byte(k.String()); {
	case last != "":
		return append(lead, arrowForm([]byte("\x1b["+last), application && lead == nil)...)
	case number != 0:
		return append(lead, "\x1b["+strconv.Itoa(number)+"~"...)
	case c != 0:
		return append(lead, c)
	}
	return nil
}

// arrowForm returns a key in the form that the board asked for: ESC [ A as
// ESC O A, and the same for the other arrows, Home and End, without modifiers.
func arrowForm(key []byte, application bool) []byte {
	if application && len(key) == 3 && key[0] == 0x1b && key[1] == '[' && strings.IndexByte("ABCDFH", key[2]) >= 0 {
		return []byte{0x1b, 'O', key[2]}
	}
	return key
}
