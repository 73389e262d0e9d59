package ui

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/hexview"
	"oopscope/ui/menu"
)

// The modem lines, pulses on them, and the bytes of the line one by one.

// showSignals opens the modem lines.
func (a *app) showSignals() tea.Cmd {
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	a.overlay = menu.New(a.th, menu.Menu{
		Mode: "BOARD", Title: "the board: modem lines, and what resets it", Hint: "does it",
		Closing: a.keys.Normal.Cancel, Rows: func() []menu.Entry { return a.signalRows(c) },
	})
	return readLines(c)
}

// signalRows are the modem lines and the pulses; those of the profile have the digits.
func (a *app) signalRows(c LineConsole) (rows []menu.Entry) {
	switch {
	case !a.lines.known:
		return []menu.Entry{{Text: "the driver is being asked"}}
	case a.lines.NoSignals != nil:
		return append([]menu.Entry{{Text: cell.Clean(a.lines.NoSignals.Error())}}, a.hookRows()...)
	}
	s := a.lines.Signals
	rows = append(rows,
		menu.Entry{Text: fmt.Sprintf("from the board: CTS %s · DSR %s · DCD %s · RI %s", onOff(s.CTS), onOff(s.DSR), onOff(s.DCD), onOff(s.RNG))},
		menu.Entry{Key: 'd', Text: "DTR", Value: onOff(s.DTR), Stays: true, Do: func(int) tea.Cmd { return assert(c, link.DTR, !s.DTR) }},
		menu.Entry{Key: 'r', Text: "RTS", Value: onOff(s.RTS), Stays: true, Do: func(int) tea.Cmd { return assert(c, link.RTS, !s.RTS) }},
		menu.Entry{Key: 'D', Text: "pulse DTR", Value: "turned round for 100ms", Do: func(int) tea.Cmd { return a.pulse(c, turned(link.DTR, s.DTR)) }},
		menu.Entry{Key: 'R', Text: "pulse RTS", Value: "turned round for 100ms", Do: func(int) tea.Cmd { return a.pulse(c, turned(link.RTS, s.RTS)) }})
	for i, p := range a.cfg.Pulses[:min(len(a.cfg.Pulses), 9)] {
		rows = append(rows, menu.Entry{Key: byte('1' + i), Text: p.Name, Value: p.Text, Do: func(int) tea.Cmd { return a.pulse(c, p) }})
	}
	rows = append(rows, menu.Entry{Text: "as makers wire it (a profile's [pulse] names its own)"})
	for i, p := range link.KnownPulses {
		rows = append(rows, menu.Entry{Key: "eEsSbB"[i], Text: p.Does, Value: p.Text, Do: func(int) tea.Cmd { return a.pulse(c, p) }})
	}
	return append(rows, a.hookRows()...)
}

// turned is a pulse that turns a line round and back.
func turned(line string, now bool) link.Pulse {
	return link.Pulse{Name: "pulse " + line, Steps: []link.Step{{Line: line, On: !now}, {Wait: 100 * time.Millisecond}, {Line: line, On: now}}}
}

func assert(c LineConsole, name string, on bool) tea.Cmd {
	return func() tea.Msg {
		err := c.Assert(name, on)
		return linesMsg{lines: c.Lines(), err: err, words: name + " " + onOff(on)}
	}
}

func (a *app) pulse(c LineConsole, p link.Pulse) tea.Cmd {
	ctx := a.ctx
	return func() tea.Msg {
		err := c.Pulse(ctx, p)
		return linesMsg{lines: c.Lines(), err: err, words: cell.Clean(p.Name) + " done"}
	}
}

// hexShown is what the view of bytes asks for.
const hexShown = 64 << 10

// showHex opens the bytes as they came.
func (a *app) showHex() tea.Cmd {
	c, ok := a.cfg.Console.(LineConsole)
	if !ok {
		a.complain("no bytes to be seen: this console gives lines only")
		return nil
	}
	a.overlay = hexview.New(a.th, &a.keys.Normal, func() ([]byte, int64) { return c.Recent(hexShown) })
	return nil
}

// askHex sends bytes that are written as hexadecimal digits.
func (a *app) askHex() tea.Cmd {
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	a.line = edit.Ask("", edit.Prompt{Mode: "HEX", Label: "send bytes, as 1b 5b 41: ", Done: func(p *edit.Prompt) tea.Cmd {
		b, err := parseHex(p.Text())
		if err != nil {
			a.complain(cell.Clean(err.Error()))
			return nil
		}
		if err := c.SendRaw(b); err != nil {
			a.sent(sentMsg{err: err})
			return nil
		}
		a.say(fmt.Sprintf("sent % x", b))
		return nil
	}})
	return nil
}

// parseHex reads bytes: "1b5b41", "1b 5b 41", "0x1b,0x5b".
func parseHex(text string) (b []byte, err error) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == ',' || r == ':' }) {
		digits := strings.TrimPrefix(strings.ToLower(word), "0x")
		if len(digits) == 1 {
			digits = "0" + digits
		}
		some, err := hex.DecodeString(digits)
		if err != nil {
			return nil, fmt.Errorf("nothing sent: %q is not bytes in hexadecimal digits, as 1b 5b 41", word)
		}
		b = append(b, some...)
	}
	if len(b) == 0 {
		return nil, fmt.Errorf("nothing sent: no bytes were written")
	}
	return b, nil
}
