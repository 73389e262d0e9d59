package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
)

// Keys as a plain terminal sends them.

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

// keyBytes is what a plain terminal sends for a key that the screen got
// although it was meant for the board; nil for keys that such a terminal has
// not.
func keyBytes(k tea.KeyPressMsg) []byte {
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
		return append(lead, "\x1b["+last...)
	case number != 0:
		return append(lead, "\x1b["+strconv.Itoa(number)+"~"...)
	case c != 0:
		return append(lead, c)
	}
	return nil
}
