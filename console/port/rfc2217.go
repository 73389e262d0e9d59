package port

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"
)

// The commands of RFC 2217; the server answers with serverSays added.
const (
	comSetBaud      = 1
	comSetDataSize  = 2
	comSetParity    = 3
	comSetStopSize  = 4
	comSetControl   = 5
	comLineState    = 6
	comLineMask     = 10
	serverSays      = 100
	controlNoFlow   = 1
	controlSoft     = 2
	controlHard     = 3
	controlBreakOn  = 5
	controlBreakOff = 6

	lineOverrun = 1 << 1
	lineParity  = 1 << 2
	lineFrame   = 1 << 3
	lineBreak   = 1 << 4
)

// rfc2217Port is a serial port at a network server that lets its rate be set,
// sends real breaks and tells of line errors.
type rfc2217Port struct {
	*telnetPort
	settings Settings
	counters Counters // guarded by telnetPort.mu, as info is
}

// openRFC2217 connects to a server such as ser2net and sets its port up.
func openRFC2217(ctx context.Context, spec, address string, s Settings) (Port, error) {
	conn, err := dial(ctx, spec, "tcp", address)
	if err != nil {
		return nil, err
	}
	p := &rfc2217Port{telnetPort: newTelnet(spec, KindRFC2217, conn), settings: s}
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
	var baud [4]byte
	binary.BigEndian.PutUint32(baud[:], uint32(p.settings.Baud))
	p.com(comSetBaud, baud[:]...)
	p.com(comSetDataSize, byte(p.settings.DataBits))
	p.com(comSetParity, map[string]byte{"none": 1, "odd": 2, "even": 3, "mark": 4, "space": 5}[p.settings.Parity])
	p.com(comSetStopSize, byte(p.settings.StopBits))
	p.com(comSetControl, map[string]byte{"none": controlNoFlow, "soft": controlSoft, "hard": controlHard}[p.settings.Flow])
	p.com(comLineMask, lineOverrun|lineParity|lineFrame|lineBreak)
	p.counters.Known = true
}

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
	switch args := data[1:]; {
	case data[0] == serverSays+comSetBaud && len(args) == 4:
		real := int(binary.BigEndian.Uint32(args))
		p.info.Settings = p.settings.String()
		if real != p.settings.Baud {
			p.info.Settings += fmt.Sprintf(" (really %d)", real)
		}
	case data[0] == serverSays+comLineState && len(args) == 1:
		p.countLine(args[0])
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
	able := p.agreed[optComPort]
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
