//go:build !linux

package port

import (
	"errors"

	"go.bug.st/serial"

	"oopscope/console/link"
)

// control does nothing here: the library's own means have to do.
type control struct{}

var errHeld = errors.New("in use by another program")

func takeControl(string) (*control, error) { return nil, nil }

func (c *control) beyond(l link.Line, _ bool) error {
	switch {
	case l.Flow != "none":
		return errors.New("flow control is only available on Linux")
	case l.RS485 != "":
		return errNoRS485
	}
	return nil
}
func (c *control) held(asked link.Line) link.Line { return asked }
func (c *control) drain() int                     { return 0 }
func (c *control) counters() Counters             { return Counters{} }
func (c *control) Close() error                   { return nil }
func (c *control) isPty() bool                    { return false }

// wire is the library here: a blocked Write outlives Close.
func (p *serialPort) wire() serial.Port { return p.line }
