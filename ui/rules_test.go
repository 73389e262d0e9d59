package ui

import (
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/ui/cell"
)

func ruled(t *testing.T) (*app, *bench) {
	a, b := testApp(t, 100, 24)
	usb, _ := link.ParseFilter("usb", "/^usb/")
	noise, _ := link.ParseFilter("noise", "!noise")
	mmc, _ := link.ParseHighlight("cards", "cyan /mmc[0-9]/")
	a.rules = rules{[]link.Rule{usb, noise}, []link.Rule{mmc}}
	a.applyRules()
	a.receive(lines(1, "usb 1-1 new", "mmc0 card", "usb noise", "other"))
	return a, b
}

// Named filters are turned on and off in their list, together, and esc ends them.
func TestNamedFiltersAreTurnedOnTogether(t *testing.T) {
	a, _ := ruled(t)
	a.press("&")
	sees(t, a, "[ ] noise", "!noise", "[ ] usb", "/^usb/", "FILTERS")
	a.press("enter", "j", "enter", "esc")
	sees(t, a, "only usb, without noise", "usb 1-1 new")
	lacks(t, a, "mmc0 card", "usb noise", "other")
	a.press("f")
	a.write("1-1")
	a.press("enter")
	sees(t, a, "usb, without noise", "usb 1-1 new")
	a.press("esc") // the text first
	sees(t, a, "only usb, without noise")
	a.press("esc")
	sees(t, a, "mmc0 card", "usb noise", "other")
	a.press("&")
	sees(t, a, "[ ] noise", "[ ] usb")
}

// Who types sees the board's answers whatever filter shows only some lines; what is
// hidden by name stays hidden.
func TestNamedFiltersWhileTyping(t *testing.T) {
	a, _ := ruled(t)
	a.press("&", "enter", "j", "enter", "esc", "i")
	sees(t, a, "mmc0 card", "other", "only without noise")
	lacks(t, a, "usb noise")
	a.press("ctrl+t", "esc")
	sees(t, a, "only usb, without noise")
	lacks(t, a, "mmc0 card")
}

// Rules are added on the screen, with what is wrong said, changed, dropped, and copied as
// the configuration has them.
func TestRulesAreWrittenOnTheScreen(t *testing.T) {
	a, b := ruled(t)
	a.press("*", "n")
	a.write("irq = purple irq")
	a.press("enter")
	sees(t, a, `"purple" is no colour`)
	a.press("n")
	a.write("irq = red /[/")
	a.press("enter")
	sees(t, a, "missing closing ]")
	a.press("n")
	a.write("cards = red x")
	a.press("enter")
	sees(t, a, "there is a cards already")
	a.press("n")
	a.write(`irq = red "other"`)
	a.press("enter")
	sees(t, a, "[x] irq", `red "other"`)
	a.press("e", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
	a.write("other")
	a.press("enter", "y")
	if want := "[default.highlight]\n\"cards\" = \"cyan /mmc[0-9]/\"\n\"irq\" = \"red other\"\n"; b.copied != want {
		t.Errorf("copied %q, want %q", b.copied, want)
	}
	a.press("esc")
	for text, colour := range map[string]string{"mmc0": "cyan", "other": "red"} {
		if got, ok := a.inkOn(text); !ok || got != cell.InkOf(a.th.Highlight(colour)) {
			t.Errorf("%s is drawn in %+v, %v", text, got, ok)
		}
	}
	a.press("*", "d")
	sees(t, a, "cards is gone: cyan /mmc[0-9]/")
	a.press("esc", "&", "n")
	a.write("!other") // the name is the text's
	a.press("enter", "esc")
	sees(t, a, "only without other")
	lacks(t, a, "3 other")
}

// inkOn returns the ink of a text on the screen.
func (a *app) inkOn(text string) (ink cell.Ink, ok bool) {
	for _, row := range a.screen() {
		var l cell.Line
		l.Play(row)
		s, places := cell.Index(l.Row)
		if at := strings.Index(s, text); at >= 0 {
			return l.Row[places[at]].Ink, true
		}
	}
	return ink, false
}

// The rules of a session are there again when it is taken up.
func TestRulesAreTakenUpAgain(t *testing.T) {
	a, _ := ruled(t)
	a.press("&", "enter", "n")
	a.write("mine = other")
	a.press("enter", "esc")
	v := a.view()
	b, line := testApp(t, 100, 24)
	usb, _ := link.ParseFilter("usb", "changed meanwhile")
	extra, _ := link.ParseFilter("extra", "new in the configuration")
	cfg := b.cfg
	cfg.Filters, cfg.View, cfg.Now = []link.Rule{usb, extra}, &v, time.Now
	cfg.Console = line
	again := newApp(t.Context(), cfg, b.keys)
	var names []string
	for _, r := range again.rules.filters {
		names = append(names, r.Name+" "+r.String())
	}
	if got, want := strings.Join(names, ","), "usb /^usb/,extra new in the configuration,noise !noise,mine other"; got != want {
		t.Errorf("the filters are %s, want %s", got, want)
	}
	if got := again.log.Filter().Words(); got != "usb, mine" {
		t.Errorf("on are %q", got)
	}
}
