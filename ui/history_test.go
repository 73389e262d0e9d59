package ui

import (
	"slices"
	"testing"
)

// kept is a file of texts in memory.
type kept struct{ texts []string }

func (k *kept) Load() []string        { return k.texts }
func (k *kept) Add(text string) error { k.texts = append(k.texts, text); return nil }

// What was looked for comes back in the prompts of searches and filters, also
// from earlier sessions, and what was being written is not lost over it.
func TestSearchHistory(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	k := &kept{texts: []string{" mmc0", "~usb [0-9]", " \x1b[31mred\a"}}
	a.cfg.Past = k
	a.carry(loadPast(k))
	a.receive(lines(1, "usb 1-1: new", "mmc0: card", "eth0 up", "usb 2"))
	a.press("/")
	a.write("eth")
	a.press("enter", "f", "up")
	sees(t, a, "with (!: without): eth ")
	a.press("up")
	sees(t, a, "[31mred") // as plain text
	a.press("up")
	sees(t, a, "regexp only lines", "usb [0-9]", "usb 1-1")
	lacks(t, a, "eth0 up")
	a.press("enter", "esc")
	if want := []string{" eth", "~usb [0-9]"}; !slices.Equal(k.texts[3:], want) {
		t.Errorf("kept %q, want %q", k.texts[3:], want)
	}
	a.press("/")
	a.write("car")
	a.press("up", "up", "down", "down")
	sees(t, a, "/car ")
	a.press("down", "ctrl+p", "esc", "/", "up")
	sees(t, a, "regexp /usb [0-9]")
	for range 20 {
		a.press("up")
	}
	sees(t, a, "/mmc0")
	a.press("esc")
}
