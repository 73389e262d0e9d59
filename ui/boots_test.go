package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/compare"
	"oopscope/ui/uitest"
)

// A bookcase gives lines back in pages of ten.
type bookcase []parse.Line

func (s bookcase) Page(line int) (page, first, end int) {
	page = max(line-1, 0) / 10
	return page, page*10 + 1, min((page+1)*10, len(s)) + 1
}
func (s bookcase) At(int64) int                   { return 0 }
func (s bookcase) Raw([]byte, int) ([]byte, bool) { return nil, false }
func (s bookcase) Read(page int) ([]parse.Line, error) {
	return s[page*10 : min((page+1)*10, len(s))], nil
}

// Boot is one of another session: the lines of the bookcase that its number says.
func (s bookcase) Boot(_ context.Context, of link.Life, most int, looked func(int)) (list []compare.Line, cut bool, err error) {
	looked(50)
	if of.Source == "" {
		return nil, false, errors.New("no such file\x1b[2J")
	}
	for i := range s {
		if s[i].Boot == of.Boot && len(list) < most {
			list = append(list, compare.Line{N: s[i].N, Micro: s[i].Micro, Text: s[i].Said()})
		}
	}
	return list, false, nil
}

// threeBoots are boots of which the second has a driver that fails, and the third comes late.
func threeBoots() *parse.Batch {
	b := &parse.Batch{}
	for boot := 1; boot <= 3; boot++ {
		b.Boots = append(b.Boots, parse.Boot{N: boot, First: len(b.Lines) + 1, Kernel: "6.1." + fmt.Sprint(boot)})
		say := func(micro int64, text string) {
			stamp := fmt.Sprintf("[%5d.%06d] ", micro/1e6, micro%1e6)
			b.Lines = append(b.Lines, parse.Line{N: len(b.Lines) + 1, Boot: boot, Raw: []byte(stamp + text), Text: len(stamp), Micro: micro, Level: -1})
		}
		say(0, fmt.Sprintf("Linux version 6.1.%d (b@c) (gcc 12) #1 SMP today", boot))
		for i := range 12 {
			say(int64(1e5*(i+1)), "driver "+string(rune('a'+i))+" is ready at 0x"+fmt.Sprint(boot*7777)+", which is said at some length in every boot")
		}
		switch boot {
		case 2:
			say(1.3e6, "mmc0: error -110 whilst\x1b[2J initialising SD card")
		case 3:
			say(1.35e6, "waiting for the root device")
		}
		late := int64(boot / 3 * 2e6)
		say(1.4e6+late, "systemd[1]: Started it all.")
		say(1.5e6+late, "login:")
	}
	return b
}

func boots(t *testing.T, w, h int) (*app, *bench) {
	t.Helper()
	a, b := testApp(t, w, h)
	batch := threeBoots()
	a.cfg.Scroll, a.cfg.Boots = bookcase(batch.Lines), bookcase(batch.Lines)
	a.log.ReadFrom(a.cfg.Scroll)
	a.receive(batch)
	return a, b
}

// TestTwoBootsOnTheScreen: this boot beside the one before, in one column or two, with
// the first line that is of one only under the cursor.
func TestTwoBootsOnTheScreen(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}, {40, 10}} {
		a, _ := boots(t, size[0], size[1])
		a.press("B")
		exact(t, a)
		sees(t, a, "BOOTS", "1 new · 1 gone · 1 said otherwise", "alike", "+2.000 s", "»")
		uitest.Golden(t, fmt.Sprintf("boots-%dx%d", size[0], size[1]), a.text())
		a.press("o")
		exact(t, a)
		if s := a.text(); strings.Contains(s, "alike") {
			t.Errorf("lines are folded after all are asked for:\n%s", s)
		}
	}
	a, _ := boots(t, 120, 40)
	a.press("B", "h")
	sees(t, a, "boot 1, 6.1.1", "against boot 2", "mmc0: error -110 whilst initialising SD card")
	a.press("n", "n", "enter")
	if line, _ := a.log.Line(); a.overlay != nil || !strings.Contains(line.Text, "mmc0") {
		t.Errorf("the line in the log is %q", line.Text)
	}
	a.press("B") // of the boot that the cursor is in
	sees(t, a, "against boot 2")
	a.press("l", "l", "l")
	sees(t, a, "against boot 3")
	a.press("esc")
	sees(t, a, "NORMAL")
}

// TestBootsThatCannotBeCompared: what is in the way is said.
func TestBootsThatCannotBeCompared(t *testing.T) {
	a, _ := testApp(t, 100, 30)
	a.press("B")
	sees(t, a, "cannot be read back")
	a.cfg.Scroll = bookcase{}
	a.press("B")
	sees(t, a, "0 boots so far, and two are needed · H lists")
	a.receive(&parse.Batch{Boots: []parse.Boot{{N: 1, First: 1, Sender: "10.0.0.7"}}})
	a.press("B")
	sees(t, a, "several boards send here")
}

// TestBootsOfOtherSessions are chosen in the ledger: one, with the one before it, or any
// two.
func TestBootsOfOtherSessions(t *testing.T) {
	a, b := boots(t, 120, 40)
	at := time.Unix(1e9, 0)
	for i, source := range []string{"/x/one.log", "/x/one.log", "/x/two.log"} {
		b.all.Lives = append(b.all.Lives, link.Life{Source: source, Boot: i + 1, Kernel: "6.1", At: at.Add(time.Duration(i) * time.Hour), Crashes: []link.Death{{Key: fmt.Sprint(i)}}})
	}
	b.all.Lives[2].Board = "elsewhere"
	a.press("H", "tab", "tab")
	sees(t, a, "boots of all sessions", "▸")
	a.press("enter")
	sees(t, a, "no boot before this one is known of elsewhere · m holds a boot")
	a.press("k", "enter")
	sees(t, a, "boot 1, 6.1", "against boot 2", "mmc0: error -110")
	a.press("esc")
	sees(t, a, "boots of all sessions")
	a.press("j", "m", "k", "enter")
	sees(t, a, "boot 2, 6.1", "against boot 3", "waiting for the root device")
	b.all.Lives[0].Source = ""
	a.press("esc", "esc", "H", "tab", "tab", "k", "enter")
	b.all.Lives[0].Source = "/x/one.log"
	a.press("esc", "k", "m", "j", "enter")
	exact(t, a)
}

// TestBootsAreReadBesideTheScreen: how far it is stands there, and leaving stops it.
func TestBootsAreReadBesideTheScreen(t *testing.T) {
	a, _ := boots(t, 100, 30)
	cmd := a.showBoots()
	a.reading.at.Store(42)
	a.Update(tickMsg{})
	sees(t, a, "reading both boots: 42 % · esc stops")
	a.press("esc")
	if msg := cmd().(bootsMsg); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("it went on: %v", msg.err)
	}
	if a.reading != nil || a.overlay != nil {
		t.Error("it is still there")
	}
	cmd = a.showBoots()
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	a.Update(bootsMsg{of: a.reading, err: errors.New("input/output error\x1b[31m")})
	sees(t, a, `input/output error`)
	exact(t, a)
	_ = cmd
}

// TestWhatIsUnusualBeforeACrash stands in its pane, and in what is copied and saved.
func TestWhatIsUnusualBeforeACrash(t *testing.T) {
	a, b := testApp(t, 120, 120)
	batch := threeBoots()
	crash := uitest.SeedCrash(t)
	crash.Boot, crash.First, crash.Last, crash.Body = 2, 30, 30, nil
	a.cfg.Scroll = bookcase(batch.Lines)
	a.log.ReadFrom(a.cfg.Scroll)
	batch.Crashes = []*parse.Crash{crash}
	a.carry(a.receive(batch))
	sees(t, a, "Unusual before it  1 line", "line 29  mmc0: error -110 whilst initialising SD card", "new: in none of 2 boots without this crash")
	exact(t, a)
	a.press("Y")
	if !strings.Contains(b.copied, "line 29: mmc0: error -110 whilst initialising SD card\n      new: in none of 2 boots") {
		t.Errorf("copied:\n%s", b.copied)
	}
	a.press("s")
	if len(b.saved) != 1 || len(b.saved[0].Before) != 1 {
		t.Errorf("saved %+v", b.saved)
	}
}
