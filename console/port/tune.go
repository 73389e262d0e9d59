package port

import (
	"errors"

	"go.bug.st/serial"

	"oopscope/console/link"
)

var errNoRS485 = errors.New("the driver has no RS-485")

// modeOf is a line as the library takes it, without flow control, for which it has no
// call.
func modeOf(l link.Line) *serial.Mode {
	m := &serial.Mode{BaudRate: l.Baud, DataBits: l.DataBits, StopBits: serial.OneStopBit}
	if l.StopBits == 2 {
		m.StopBits = serial.TwoStopBits
	}
	m.Parity = map[string]serial.Parity{
		"none": serial.NoParity, "odd": serial.OddParity, "even": serial.EvenParity,
		"mark": serial.MarkParity, "space": serial.SpaceParity,
	}[l.Parity]
	return m
}

// Tune sets the line up anew. What the driver refuses leaves the line as it was.
func (p *serialPort) Tune(l link.Line) error {
	if err := l.Check(); err != nil {
		return err
	}
	p.breaks.Lock()
	defer p.breaks.Unlock()
	if p.closing.Load() {
		return ErrClosed
	}
	p.control.drain()
	was := p.asked
	err := p.set(l, was.RS485 != "")
	if err != nil {
		_ = p.set(was, l.RS485 != "" && was.RS485 != "")
		return &Error{Port: p.info.Name, What: "the driver refuses " + l.String() + ": " + reason(err).Error(),
			Do: "the line has " + was.String() + " as before", Err: err}
	}
	p.asked = l
	text := l.Beside(p.control.held(l))
	p.tuned.Store(&text)
	return nil
}

func (p *serialPort) set(l link.Line, turned bool) error {
	if err := p.line.SetMode(modeOf(l)); err != nil {
		return err
	}
	return p.control.beyond(l, turned)
}

// Held reads back what the driver holds.
func (p *serialPort) Held() (link.Line, error) {
	p.breaks.Lock()
	defer p.breaks.Unlock()
	if p.closing.Load() {
		return link.Line{}, ErrClosed
	}
	return p.control.held(p.asked), nil
}

// Signals tells how the modem lines are.
func (p *serialPort) Signals() (s link.Signals, err error) {
	p.breaks.Lock()
	defer p.breaks.Unlock()
	if p.closing.Load() {
		return s, ErrClosed
	}
	bits, err := p.line.GetModemStatusBits()
	if err != nil {
		return s, noSignals(err)
	}
	s = link.Signals{CTS: bits.CTS, DSR: bits.DSR, DCD: bits.DCD, RNG: bits.RI}
	s.DTR, s.RTS = p.control.driven()
	return s, nil
}

// Assert drives DTR or RTS.
func (p *serialPort) Assert(name string, on bool) error {
	p.breaks.Lock()
	defer p.breaks.Unlock()
	if p.closing.Load() {
		return ErrClosed
	}
	drive := p.line.SetDTR
	if name == link.RTS {
		drive = p.line.SetRTS
	}
	return noSignals(drive(on))
}
