package link

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Line is how bytes are put on a serial line.
type Line struct {
	Baud     int
	DataBits int    // 5 to 8
	StopBits int    // 1 or 2
	Parity   string // one of Parities
	Flow     string // one of Flows
	RS485    string // "" for none, else as ParseRS485 takes it
}

// What a line's parity and flow control may be, the usual one first.
var (
	Parities = []string{"none", "odd", "even", "mark", "space"}
	Flows    = []string{"none", "hard", "soft"}
)

// The slowest and the fastest rate: B50 of termbits.h, and more than any adapter on
// the market does.
const (
	LeastBaud = 50
	MostBaud  = 20_000_000
)

// ParseBaud takes a rate as it is written in data sheets, too: 1500000, 1.5M, 1M5, 921k6.
func ParseBaud(text string) (int, error) {
	whole, fraction, zeros := text, "", 0
	if at := strings.IndexAny(text, "kKmM"); at >= 0 {
		whole, fraction = text[:at], text[at+1:]
		if zeros = 6; text[at] == 'k' || text[at] == 'K' {
			zeros = 3
		}
		if fraction == "" {
			whole, fraction, _ = strings.Cut(whole, ".")
		}
	}
	pad := zeros - len(fraction)
	digits := whole + fraction + strings.Repeat("0", max(pad, 0))
	n, err := strconv.Atoi(digits)
	if err != nil || pad < 0 || whole == "" || strings.Trim(digits, "0123456789") != "" || n < LeastBaud || n > MostBaud {
		return 0, fmt.Errorf("%q is no speed from %d to %d: 115200 is one, and 1500000, which may be written 1M5", text, LeastBaud, MostBaud)
	}
	return n, nil
}

// Check tells what is wrong with a line, in words for a person.
func (l Line) Check() error {
	switch {
	case l.Baud < LeastBaud || l.Baud > MostBaud:
		return fmt.Errorf("baud %d is out of range: give %d to %d, 115200 for most boards", l.Baud, LeastBaud, MostBaud)
	case l.DataBits < 5 || l.DataBits > 8:
		return fmt.Errorf("databits %d: give 5, 6, 7 or 8", l.DataBits)
	case l.StopBits != 1 && l.StopBits != 2:
		return fmt.Errorf("stopbits %d: give 1 or 2", l.StopBits)
	case !slices.Contains(Parities, l.Parity):
		return fmt.Errorf("parity %q: give none, odd, even, mark or space", l.Parity)
	case !slices.Contains(Flows, l.Flow):
		return fmt.Errorf("flow %q: give none, hard or soft", l.Flow)
	}
	_, err := ParseRS485(l.RS485)
	return err
}

// String returns the line as it is written on a bench: "115200 8N1".
func (l Line) String() string {
	text := strconv.Itoa(l.Baud) + " " + l.frame()
	switch l.Flow {
	case "hard":
		text += " RTS/CTS"
	case "soft":
		text += " XON/XOFF"
	}
	if l.RS485 != "" {
		text += " RS-485"
	}
	return text
}

// Beside returns what was asked for, and behind it what the driver really holds where
// that is something else: "115200 7E1 (really 8N1)".
func (l Line) Beside(held Line) string {
	var other []string
	if off := l.Baud - held.Baud; max(off, -off)*50 > l.Baud { // a UART still reads well at 2 % off
		other = append(other, strconv.Itoa(held.Baud))
	}
	if l.frame() != held.frame() {
		other = append(other, held.frame())
	}
	if l.Flow != held.Flow {
		other = append(other, map[string]string{"none": "no flow control", "hard": "RTS/CTS", "soft": "XON/XOFF"}[held.Flow])
	}
	if len(other) == 0 {
		return l.String()
	}
	return l.String() + " (really " + strings.Join(other, " ") + ")"
}

// frame is "8N1".
func (l Line) frame() string {
	return fmt.Sprintf("%d%s%d", l.DataBits, strings.ToUpper(l.Parity[:min(1, len(l.Parity))]), l.StopBits)
}

// The modem lines that a terminal drives.
const (
	DTR = "DTR"
	RTS = "RTS"
)

// Signals are the modem lines, as RS-232 names them; true is asserted, which is the
// low level on the wires of a TTL adapter.
type Signals struct {
	DTR, RTS           bool // what we drive
	CTS, DSR, DCD, RNG bool // what the other end drives
}

// An RS485 is how a driver turns the line round: struct serial_rs485 of linux/serial.h.
type RS485 struct {
	On           bool
	RTSOnSend    bool // RTS is asserted while sending
	RTSAfterSend bool // and when it is over
	RxDuringTx   bool // what we send is received, too
	Before       uint32
	After        uint32 // milliseconds that RTS stands before and behind what is sent
}

// ParseRS485 reads what a person says of RS-485: "" for none, "on", or a list of what
// differs from the usual: rts-on-send=0|1 (1), rts-after-send=0|1 (0),
// rx-during-tx=0|1 (0), before=MS, after=MS (0).
func ParseRS485(s string) (r RS485, err error) {
	if s == "" {
		return r, nil
	}
	r = RS485{On: true, RTSOnSend: true}
	if s == "on" {
		return r, nil
	}
	for word := range strings.SplitSeq(s, ",") {
		name, value, _ := strings.Cut(word, "=")
		var n uint32
		if _, err := fmt.Sscanf(value, "%d", &n); err != nil || fmt.Sprint(n) != value || n > 1000 {
			return RS485{}, errRS485(word)
		}
		flag, delay := map[string]*bool{"rts-on-send": &r.RTSOnSend, "rts-after-send": &r.RTSAfterSend, "rx-during-tx": &r.RxDuringTx}[name],
			map[string]*uint32{"before": &r.Before, "after": &r.After}[name]
		switch {
		case flag != nil && n <= 1:
			*flag = n == 1
		case delay != nil:
			*delay = n
		default:
			return RS485{}, errRS485(word)
		}
	}
	return r, nil
}

func errRS485(word string) error {
	return fmt.Errorf("rs485 %q: give on, off, or a list like rts-on-send=1,rts-after-send=0,rx-during-tx=0,before=1,after=1 (milliseconds)", word)
}
