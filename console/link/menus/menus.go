// Package menus is what can be done with a line and its board from a keyboard: its settings,
// modem lines, files and SysRq, each with a key. The screen draws these tables, and the console
// without a screen prints them.
package menus

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"oopscope/console/link"
)

// A Row is one of the things to do, or, without a key, only words. One of what follows its
// value says what it does.
type Row struct {
	Key    byte
	Text   string
	Value  string // how it stands now
	Danger bool   // it destroys something: it wants a second thought

	Wire   func(l *link.Line, dir int)     // how bytes are put on the line: the next of its values, or the one before
	Treat  func(t *link.Terminal, dir int) // what is done with bytes
	Ask    *Ask                            // a value that is written
	Assert string                          // a modem line that is ours, to be
	On     bool                            // so
	Pulse  *link.Pulse
	File   *link.Transfer
	SysRq  byte
	Hook   string
}

// An Ask asks for a value.
type Ask struct {
	Label, Now string
	Wire       func(l *link.Line, text string) error // one of the two
	Treat      func(t *link.Terminal, text string)
}

// speeds are those of consoles, as boards have them.
var speeds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 74880, 115200, 230400, 250000, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000, 3000000, 4000000}

var (
	charDelays = []time.Duration{0, time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond}
	lineDelays = []time.Duration{0, 10 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second}
)

// Line is how the line is set up: as it is wanted, where the driver holds something else with
// that, and what is done with its bytes. While it is being set nothing is held against it.
func Line(l link.Lines, want link.Line, setting bool) (rows []Row) {
	if err := l.NoTune; err != nil {
		rows = append(rows, Row{Text: "not to be set: " + err.Error()})
	} else {
		held := l.Held
		if setting {
			held = want
		}
		rows = append(rows, wires(want, held)...)
		rows[0].Text += want.Beside(l.Held)
	}
	return append(rows, treats(l.Terminal)...)
}

// wires are how bytes are put on the line.
func wires(want, held link.Line) []Row {
	real := func(want, held string) string {
		if want != held {
			return want + "  (the driver holds " + held + ")"
		}
		return want
	}
	return []Row{
		{Text: "on the wire: "},
		{Key: 'b', Text: "speed (enter: any)", Value: real(strconv.Itoa(want.Baud), strconv.Itoa(held.Baud)), Wire: nextSpeed,
			Ask: &Ask{Label: "speed in baud: ", Wire: writtenSpeed}},
		{Key: 'd', Text: "data bits", Value: real(strconv.Itoa(want.DataBits), strconv.Itoa(held.DataBits)),
			Wire: func(l *link.Line, dir int) { l.DataBits = step([]int{5, 6, 7, 8}, l.DataBits, dir) }},
		{Key: 'p', Text: "parity", Value: real(want.Parity, held.Parity),
			Wire: func(l *link.Line, dir int) { l.Parity = step(link.Parities, l.Parity, dir) }},
		{Key: 's', Text: "stop bits", Value: real(strconv.Itoa(want.StopBits), strconv.Itoa(held.StopBits)),
			Wire: func(l *link.Line, dir int) { l.StopBits = step([]int{1, 2}, l.StopBits, dir) }},
		{Key: 'f', Text: "flow control", Value: real(want.Flow, held.Flow),
			Wire: func(l *link.Line, dir int) { l.Flow = step(link.Flows, l.Flow, dir) }},
		{Key: '4', Text: "RS-485", Value: orNone(want.RS485),
			Wire: func(l *link.Line, dir int) { l.RS485 = step([]string{"", "on"}, l.RS485, dir) }},
	}
}

// nextSpeed goes to the next usual speed.
func nextSpeed(l *link.Line, dir int) {
	near := slices.IndexFunc(speeds, func(s int) bool { return s >= l.Baud })
	switch {
	case near < 0:
		l.Baud = speeds[len(speeds)-1]
	case dir > 0 && speeds[near] > l.Baud:
		l.Baud = speeds[near]
	default:
		l.Baud = speeds[max(0, min(near+dir, len(speeds)-1))]
	}
}

func writtenSpeed(l *link.Line, text string) error {
	n, err := link.ParseBaud(text)
	if err == nil {
		l.Baud = n
	}
	return err
}

// treats are what is done with bytes.
func treats(t link.Terminal) []Row {
	return []Row{
		{Text: "bytes on their way (the record has them as they came)"},
		{Key: 'e', Text: "local echo", Value: OnOff(t.Echo), Treat: func(t *link.Terminal, _ int) { t.Echo = !t.Echo }},
		{Key: 'm', Text: "maps, in and out", Value: orNone(t.Maps),
			Ask: &Ask{Label: "maps (ICRNL, OCRNL, ODELBS ..., none): ", Now: t.Maps, Treat: func(t *link.Terminal, text string) { t.Maps = text }}},
		{Key: 'o', Text: "pause behind each byte sent", Value: pauseWords(t.CharDelay),
			Treat: func(t *link.Terminal, dir int) { t.CharDelay = step(charDelays, t.CharDelay, dir) }},
		{Key: 'O', Text: "pause behind each line sent", Value: pauseWords(t.LineDelay),
			Treat: func(t *link.Terminal, dir int) { t.LineDelay = step(lineDelays, t.LineDelay, dir) }},
	}
}

// Board are the modem lines and the pulses; those of the profile have the digits.
func Board(l link.Lines, pulses []link.Pulse) (rows []Row) {
	if err := l.NoSignals; err != nil {
		return []Row{{Text: err.Error()}}
	}
	s := l.Signals
	rows = append(rows,
		Row{Text: fmt.Sprintf("from the board: CTS %s · DSR %s · DCD %s · RI %s", OnOff(s.CTS), OnOff(s.DSR), OnOff(s.DCD), OnOff(s.RNG))},
		Row{Key: 'd', Text: "DTR", Value: OnOff(s.DTR), Assert: link.DTR, On: !s.DTR},
		Row{Key: 'r', Text: "RTS", Value: OnOff(s.RTS), Assert: link.RTS, On: !s.RTS},
		Row{Key: 'D', Text: "pulse DTR", Value: "turned round for 100ms", Pulse: turned(link.DTR, s.DTR)},
		Row{Key: 'R', Text: "pulse RTS", Value: "turned round for 100ms", Pulse: turned(link.RTS, s.RTS)})
	for i := range pulses[:min(len(pulses), 9)] {
		rows = append(rows, Row{Key: byte('1' + i), Text: pulses[i].Name, Value: pulses[i].Text, Pulse: &pulses[i]})
	}
	rows = append(rows, Row{Text: "as makers wire it (a profile's [pulse] names its own)"})
	for i := range link.KnownPulses {
		p := &link.KnownPulses[i]
		rows = append(rows, Row{Key: "eEsSbB"[i], Text: p.Does, Value: p.Text, Pulse: p})
	}
	return rows
}

// hookKeys are the letters that the modem lines leave, without those that walk.
const hookKeys = "acfhilmnopqtuvwxyz"

// Hooks are the commands of the bench, none for no name.
func Hooks(names []string) (rows []Row) {
	for i, name := range names[:min(len(names), len(hookKeys))] {
		if i == 0 {
			rows = append(rows, Row{Text: "commands of the bench"})
		}
		cuts := name == "reset" || strings.HasPrefix(name, "power-") && name != "power-on"
		rows = append(rows, Row{Key: hookKeys[i], Text: name, Danger: cuts, Hook: name})
	}
	return rows
}

// turned is a pulse that turns a line round and back.
func turned(line string, now bool) *link.Pulse {
	return &link.Pulse{Name: "pulse " + line, Steps: []link.Step{{Line: line, On: !now}, {Wait: 100 * time.Millisecond}, {Line: line, On: now}}}
}

// What the board is told, or does, for each protocol: U-Boot's commands, and lrzsz's.
var atTheBoard = map[string][2]string{
	"raw":       {"cat > FILE, or a prompt", ""},
	"XMODEM":    {"loadx, rx FILE", "sx FILE"},
	"XMODEM-1K": {"loadx, rx -c FILE", ""},
	"YMODEM":    {"loady, rb", "sb FILE ..."},
	"ZMODEM":    {"rz", "sz FILE ..."},
}

// Files are the ways that files go.
func Files() (rows []Row) {
	for way, word := range []string{"send", "receive"} {
		rows = append(rows, Row{Text: word})
		for i, protocol := range link.Protocols {
			at := atTheBoard[protocol][way]
			if at == "" {
				continue
			}
			key := "rx1yz"[i] // not k, which walks
			if way == 1 {
				key -= 'a' - 'A'
			}
			rows = append(rows, Row{Key: key, Text: word + " by " + protocol, Value: "at the board: " + at,
				File: &link.Transfer{Protocol: protocol, Receive: way == 1}})
		}
	}
	return rows
}

// FileAsked is what is asked for before a file goes, and what it is when nothing is said.
func FileAsked(t link.Transfer) (label, now string) {
	if t.Receive {
		return "folder to receive into: ", "."
	}
	return "file to send by " + t.Protocol + ": ", ""
}

// step is the next of several values, round and round.
func step[T comparable](all []T, now T, dir int) T {
	if dir == 0 {
		dir = 1
	}
	at := slices.Index(all, now)
	return all[(max(at, 0)+dir+len(all))%len(all)]
}

// OnOff is how a switch stands.
func OnOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func pauseWords(d time.Duration) string {
	if d == 0 {
		return "none"
	}
	return d.String()
}
