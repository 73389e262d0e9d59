package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/console/link"
)

// remembering is a screen with a ledger of some signatures.
func remembering(t *testing.T, w, h int) (*app, *bench) {
	t.Helper()
	a, b := testApp(t, w, h)
	at := time.Unix(1e9, 0).Add(-20 * time.Hour)
	for i, title := range []string{"NULL pointer dereference in pru0_comm_receive_msg [shepherd]", "general protection fault in usb_submit_urb", "WARNING in f\x1b[2Jg"} {
		s := link.Sighting{Kind: link.ACrash, Source: "/x/monday.log", At: at, Kernel: "4.19.94-ti-r73", Boot: i + 1, Line: 10 * i}
		b.all.Crashes = append(b.all.Crashes, link.Group{
			Kind: link.ACrash, Key: fmt.Sprintf("%d%d", i, i), Class: "c", Title: title, Times: 12 + i, Sessions: 2, First: s, Last: s,
			Kernels: []string{"4.19.94-ti-r73"}, Verdict: link.Verdict{Status: link.New},
		})
		b.all.Lives = append(b.all.Lives, link.Life{Source: "/x/monday.log", Boot: i + 1, At: at, Crashes: []link.Death{{Key: fmt.Sprintf("%d%d", i, i), Uptime: float64(100 * i)}}})
	}
	b.all.Crashes[1].Verdict = link.Verdict{Status: link.Fixed, Fixed: "5.10", Tags: []string{"usb"}, Notes: []link.Note{{Text: "with the camera", At: at}}}
	b.all.Trouble = []link.Group{{Kind: link.ATrouble, Key: "ab", Title: "cma: cma_alloc: alloc failed, req-size: 2 pages, ret: -16", Errno: "EBUSY", Times: 7, New: true, Last: link.Sighting{At: at}, Verdict: link.Verdict{Status: link.New}}}
	return a, b
}

// TestTheLedgerOnTheScreen: its views are walked, filtered, opened, and what is
// said of a signature goes to the disk.
func TestTheLedgerOnTheScreen(t *testing.T) {
	a, b := remembering(t, 120, 30)
	a.press("H")
	sees(t, a, "LEDGER", "crashes of all sessions · 3", "12 yesterday", "pru0_comm_receive_msg", "fixed", "#usb note")
	for i, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		a.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		for range 4 { // each view, and around
			for _, row := range strings.Split(a.View().Content, "\n") {
				if w := ansi.StringWidthWc(row); w != size[0] {
					t.Errorf("%dx%d, %d: %q has %d cells", size[0], size[1], i, row, w)
				}
			}
			a.press("tab")
		}
		a.press("tab", "tab")
	}
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 30})
	a.press("tab")
	sees(t, a, "trouble of all sessions · 1", "new EBUSY", "cma_alloc")
	a.press("tab")
	sees(t, a, "boots of all sessions", "boot 3", "C\n", "A  12 times")
	a.press("tab", "j", "enter")
	sees(t, a, "general protection fault", "fixed in 5.10", "with the camera", "line 7 of /x/monday.log")
	a.press("t")
	a.write(" camera")
	a.press("enter")
	sees(t, a, "tags kept")
	a.press("esc", "s")
	a.press(slices.Repeat([]string{"backspace"}, 20)...)
	a.write("known")
	a.press("enter", "a")
	a.write("again")
	a.press("enter")
	want := []string{"11 tags usb camera", "11 status known", "11 note again"}
	if !slices.Equal(b.told, want) {
		t.Errorf("told %q, want %q", b.told, want)
	}
	a.press("f")
	a.write("kernel:4.19 usb")
	a.press("enter")
	sees(t, a, "crashes of all sessions · 1 · only kernel:4.19 usb")
	a.press("f")
	a.write(" since:soon")
	a.press("enter")
	sees(t, a, "give a day like")
	a.press("esc")
	sees(t, a, "NORMAL")
}

// TestWhatIsSaidIsNotLost: a disk that does not take it is tried again, also when
// the program ends.
func TestWhatIsSaidIsNotLost(t *testing.T) {
	a, b := remembering(t, 100, 30)
	a.press("H", "a")
	a.write("seen twice")
	b.full = errors.New("no space left on device")
	a.press("enter")
	sees(t, a, "not kept yet: no space left")
	if a.unkept() != 1 || a.rescue() == nil {
		t.Error("it is taken for kept")
	}
	b.full = nil
	if err := a.rescue(); err != nil || !slices.Contains(b.told, "00 note seen twice") {
		t.Errorf("%v, told %q", err, b.told)
	}
	a, b = remembering(t, 100, 30)
	a.press("H", "a")
	a.write("in the middle of wri")
	if err := a.rescue(); err != nil || !slices.Contains(b.told, "00 note in the middle of wri") {
		t.Errorf("%v, told %q", err, b.told)
	}
}
