package picker

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/ui/uitest"
)

func TestPickerChooses(t *testing.T) {
	p := newPicker([]Port{
		{Device: "/dev/ttyUSB0", Driver: "ftdi_sio", Description: "FT232R\x1b[31m", ID: "usb-FTDI_FT232R_A1-if00"},
		{Device: "/dev/ttyACM0", Holder: "minicom (412)"},
	}, "")
	p.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, r := range strings.Split(p.View().Content, "\n") {
		if ansi.StringWidthWc(r) != 80 {
			t.Errorf("%q", r)
		}
		uitest.Harmless(t, r)
	}
	uitest.Golden(t, "picker-80x24", ansi.Strip(p.View().Content))
	p.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	p.Update(portsMsg{{Device: "/dev/ttyAMA0"}, {Device: "/dev/ttyUSB0"}, {Device: "/dev/ttyACM0"}}) // one was plugged in
	p.trouble = "/dev/ttyACM0: permission denied; \x1b[31madd yourself to the group dialout, then log in again: sudo usermod -aG dialout me"
	shown := strings.Join(strings.Fields(ansi.Strip(p.View().Content)), " ")
	if !strings.Contains(shown, "permission denied; ") || !strings.Contains(shown, "-aG dialout me") || !strings.Contains(shown, "▸ /dev/ttyACM0") {
		t.Errorf("shown: %s", shown)
	}
	for h := range 60 {
		p.Update(tea.WindowSizeMsg{Width: 40 + h, Height: h + 1})
		if rows := strings.Count(p.View().Content, "\n") + 1; rows != h+1 {
			t.Errorf("%d rows of %d", rows, h+1)
		}
	}
	p.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if p.choice != "/dev/ttyACM0" {
		t.Errorf("chose %q", p.choice)
	}
}

// The port that is selected keeps its row when it is unplugged in the moment in which Enter is
// pressed: that opens no other board. It goes when another one is selected.
func TestTheSelectedPortIsUnplugged(t *testing.T) {
	p := newPicker([]Port{{Device: "/dev/ttyUSB0"}, {Device: "/dev/ttyUSB1", Driver: "ftdi_sio"}, {Device: "bbb", Left: true}}, "")
	p.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	p.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	for range 2 {
		p.Update(portsMsg{{Device: "/dev/ttyUSB0"}, {Device: "bbb", Left: true}})
	}
	if shown := strings.Join(strings.Fields(ansi.Strip(p.View().Content)), " "); !strings.Contains(shown, "▸ /dev/ttyUSB1 unplugged, to be waited for bbb") {
		t.Errorf("shown: %s", shown)
	}
	p.Update(tea.KeyPressMsg{Code: 'k', Text: "k"})
	p.Update(portsMsg{{Device: "/dev/ttyUSB0"}})
	if shown := ansi.Strip(p.View().Content); strings.Contains(shown, "ttyUSB1") || !strings.Contains(shown, "▸  /dev/ttyUSB0") {
		t.Errorf("shown: %s", shown)
	}
	p.Update(portsMsg{})
	p.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if p.choice != "/dev/ttyUSB0" {
		t.Errorf("chose %q", p.choice)
	}
}
