// Package sysrq is the pane in which a key is chosen that the kernel takes behind a BREAK.
package sysrq

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/console/link/menus"
	"oopscope/keymap"
	"oopscope/ui/menu"
	"oopscope/ui/theme"
)

// New returns the palette. Fire sends a key behind a BREAK; what says what it does.
// Closing is the binding that is told of for leaving: any other key does.
func New(th *theme.Theme, closing keymap.Binding, fire func(key byte, what string) tea.Cmd) *menu.Pane {
	var rows []menu.Entry
	for _, s := range menus.SysRq() {
		rows = append(rows, menu.Entry{Key: s.Key, Text: s.Text, Danger: s.Danger, Do: func(int) tea.Cmd { return fire(s.SysRq, s.Text) }})
	}
	return menu.New(th, menu.Menu{
		Mode: "SYSRQ", Title: "SysRq: BREAK and a key (kernel.sysrq decides what is allowed)", Hint: "sends it", Closing: closing,
		Rows: func() []menu.Entry { return rows },
	})
}
