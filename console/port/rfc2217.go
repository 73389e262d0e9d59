package port

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"oopscope/console/link"
)

// The commands of RFC 2217; the server answers with serverSays added.
const (
	comSetBaud      = 1
	comSetDataSize  = 2
	comSetParity    = 3
	comSetStopSize  = 4
	comSetControl   = 5
	comLineState    = 6
	comModemState   = 7
	comLineMask     = 10
	comModemMask    = 11
	serverSays      = 100
	controlNoFlow   = 1
	controlSoft     = 2
	controlHard     = 3
	controlBreakOn  = 5
	controlBreakOff = 6
	controlAskDTR   = 7
	controlDTROn    = 8
	controlDTROff   = 9
	controlAskRTS   = 10
	controlRTSOn    = 11
	controlRTSOff   = 12

	lineOverrun = 1 << 1
	lineParity  = 1 << 2
	lineFrame   = 1 << 3
	lineBreak   = 1 << 4

	modemCTS = 1 << 4
	modemDSR = 1 << 5
	modemRNG = 1 << 6
	modemDCD = 1 << 7
)

// rfc2217Port is a serial port at a network server that lets its rate be set,
// sends real breaks and tells of line errors.
type rfc2217Port struct {
	*telnetPort
	counters Counters // guarded by telnetPort.mu, as info is and what follows
	asked    link.Line
	held     link.Line // what the server said so far
	signals  link.Signals
}

// openRFC2217 connects to a server such as ser2net and sets its port up.
func openRFC2217(ctx context.Context, spec, address string, s Settings) (Port, error) {
	conn, err := dial(ctx, spec, "tcp", address)
	if err != nil {
		return nil, err
	}
	p := &rfc2217Port{telnetPort: newTelnet(spec, KindRFC2217, conn), asked: s.Line, held: s.Line}
	p.info.Settings = s.String()
	p.onSub, p.onAgreed, p.onRefused = p.told, p.agreedOn, p.refused
	p.start(optComPort)
	return p, nil
}

// agreedOn sets the port up, once the server said that it can. The reader
// calls it with mu held.
func (p *rfc2217Port) agreedOn(option byte) {
	if option != optComPort {
		return
	}
	p.setUp()
	p.com(comLineMask, lineOverrun|lineParity|lineFrame|lineBreak)
	p.com(comModemMask, 0xff)
	p.com(comSetControl, controlAskDTR)
	p.com(comSetControl, controlAskRTS)
	p.counters.Known = true
}

// setUp asks for the line that was asked for; mu is held.
func (p *rfc2217Port) setUp() {
	var baud [4]byte
	binary.BigEndian.PutUint32(baud[:], uint32(p.asked.Baud))
	p.com(comSetBaud, baud[:]...)
	p.com(comSetDataSize, byte(p.asked.DataBits))
	p.com(comSetParity, byte(slices.Index(comParities, p.asked.Parity)))
	p.com(comSetStopSize, byte(p.asked.StopBits))
	p.com(comSetControl, byte(slices.Index(comFlows, p.asked.Flow)))
}

// The parities and kinds of flow control by their numbers in RFC 2217.
var (
	comParities = []string{"", "none", "odd", "even", "mark", "space"}
	comFlows    = []string{"", "none", "soft", "hard"}
)

func (p *rfc2217Port) refused(option byte) {
	if option == optComPort {
		p.info.Settings = ""
		p.info.Warning = "the server does not speak RFC 2217: the line has the speed that is set there"
	}
}

// com queues a command; its bytes are escaped like all others.
func (p *rfc2217Port) com(command byte, args ...byte) { p.reply(comFrame(command, args...)...) }

func comFrame(command byte, args ...byte) []byte {
	f := []byte{telIAC, telSB, optComPort, command}
	f = append(f, escapeTelnet(args, true)...)
	return append(f, telIAC, telSE)
}

// told takes what the server says of its port.
func (p *rfc2217Port) told(option byte, data []byte) {
	if option != optComPort {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	args := data[1:]
	switch {
	case data[0] == serverSays+comSetBaud && len(args) == 4:
		p.held.Baud = int(binary.BigEndian.Uint32(args))
	case len(args) != 1:
		return
	case data[0] == serverSays+comLineState:
		p.countLine(args[0])
	default:
		p.toldOne(data[0], args[0])
	}
	p.info.Settings = p.asked.Beside(p.held)
}

// toldOne takes what the server says in one byte of its line and its modem lines.
func (p *rfc2217Port) toldOne(command, arg byte) {
	n := int(arg)
	switch command {
	case serverSays + comSetDataSize:
		p.held.DataBits = n
	case serverSays + comSetStopSize:
		p.held.StopBits = n
	case serverSays + comSetParity:
		if n > 0 && n < len(comParities) {
			p.held.Parity = comParities[n]
		}
	case serverSays + comModemState:
		p.signals.CTS, p.signals.DSR = arg&modemCTS != 0, arg&modemDSR != 0
		p.signals.RNG, p.signals.DCD = arg&modemRNG != 0, arg&modemDCD != 0
	case serverSays + comSetControl:
		p.toldControl(n)
	}
}

func (p *rfc2217Port) toldControl(n int) {
	switch {
	case n > 0 && n < len(comFlows):
		p.held.Flow = comFlows[n]
	case n == controlDTROn, n == controlDTROff:
		p.signals.DTR = n == controlDTROn
	case n == controlRTSOn, n == controlRTSOff:
		p.signals.RTS = n == controlRTSOn
	}
}

func (p *rfc2217Port) countLine(state byte) {
	for bit, n := range map[byte]*int64{
		lineOverrun: &p.counters.Overrun, lineParity: &p.counters.Parity,
		lineFrame: &p.counters.Frame, lineBreak: &p.counters.Breaks,
	} {
		if state&bit != 0 {
			*n++
		}
	}
}

// Break sends a break of a quarter of a second, or telnet's where the server
// does not know the finer command.
func (p *rfc2217Port) Break() error {
	p.mu.Lock()
	able := p.able()
	p.mu.Unlock()
	if !able {
		return p.telnetPort.Break()
	}
	if err := p.frame(comFrame(comSetControl, controlBreakOn)); err != nil {
		return err
	}
	time.Sleep(breakTime)
	return p.frame(comFrame(comSetControl, controlBreakOff))
}

// able tells whether the server sets its port up for us; mu is held.
func (p *rfc2217Port) able() bool { return p.agreed[optComPort] }

// Tune asks the server to set its port up anew; what it made of that is in Held and
// Info when it has answered.
func (p *rfc2217Port) Tune(l link.Line) error {
	if err := l.Check(); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.able():
		return ErrNoTune
	case l.RS485 != "":
		return errors.New("RFC 2217 knows no RS-485: it is set at the server")
	}
	p.asked, p.held = l, l
	p.info.Settings = l.String()
	p.setUp()
	return nil
}

// Held tells what the server said that it has.
func (p *rfc2217Port) Held() (link.Line, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.able() {
		return p.held, ErrNoTune
	}
	return p.held, nil
}

// Signals tells what the server said of the modem lines.
func (p *rfc2217Port) Signals() (link.Signals, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.able() {
		return p.signals, ErrNoSignals
	}
	return p.signals, nil
}

// Assert has the server drive a modem line.
func (p *rfc2217Port) Assert(name string, on bool) error {
	p.mu.Lock()
	able := p.able()
	p.mu.Unlock()
	if !able {
		return ErrNoSignals
	}
	control := map[string]byte{link.DTR: controlDTROff, link.RTS: controlRTSOff}[name]
	if on {
		control--
	}
	return p.frame(comFrame(comSetControl, control))
}

// Info tells what the port is; the settings are those that the server really
// has, once it said so.
func (p *rfc2217Port) Info() Info {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.info
}

// Counters tells the line errors that the server reported.
func (p *rfc2217Port) Counters() Counters {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counters
}
