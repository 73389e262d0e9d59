package port

import (
	"go.bug.st/serial"
	"go.bug.st/serial/enumerator"
)

// native is how this system's ports are listed.
func native() func() ([]Listed, error) {
	return func() ([]Listed, error) {
		var known []comPort
		details, _ := enumerator.GetDetailedPortsList() // without it there are the names
		for _, d := range details {
			known = append(known, comPort{d.Name, d.Product, d.VID, d.PID, d.SerialNumber, d.IsUSB})
		}
		names, err := serial.GetPortsList()
		if err != nil && len(known) == 0 {
			return nil, &Error{Port: "ports", What: "the registry does not tell: " + err.Error(), Do: "give the port by name, COM3 for example", Err: err}
		}
		return fromCOM(names, known), nil
	}
}
