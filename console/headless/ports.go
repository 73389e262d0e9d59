package headless

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/parse/letter"
)

// Ports prints the serial ports of a machine, none of which is opened: as a table,
// or for programs as one JSON object a line.
func Ports(m port.System, asJSON bool, to, errs io.Writer) int {
	list, err := m.List()
	switch {
	case err != nil:
		out.Complain(errs, err)
		return Failed
	case len(list) == 0:
		out.Line(errs, "oopscope: no serial port here; `oopscope demo` needs none")
		return Done
	case asJSON:
		return portsJSON(list, to, errs)
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "DEVICE\tDRIVER\tDESCRIPTION\tSTABLE ID\tHELD BY")
	for _, l := range list {
		cells := []string{l.Device, l.Driver, l.Description, StableID(l), HeldBy(l)}
		for i := range cells {
			if cells[i] = letter.Clean(cells[i]); cells[i] == "" {
				cells[i] = "-"
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return outputStatus(unwritten(err), errs)
	}
	return Done
}

// A portLine is a port as JSON. A key without a value is left out.
type portLine struct {
	V           int          `json:"v"`
	Device      string       `json:"device"`
	Driver      string       `json:"driver,omitempty"`
	Description string       `json:"description,omitempty"`
	ID          string       `json:"id,omitempty"` // survives unplugging
	USB         bool         `json:"usb,omitempty"`
	Serial      string       `json:"serial,omitempty"` // number of the adapter
	Holders     []portHolder `json:"holders,omitempty"`
}

type portHolder struct {
	PID  int    `json:"pid"`
	Comm string `json:"comm,omitempty"`
}

func portsJSON(list []port.Listed, to, errs io.Writer) int {
	w := json.NewEncoder(to)
	for _, l := range list {
		line := portLine{V: 1, Device: l.Device, Driver: l.Driver, Description: l.Description, ID: StableID(l), USB: l.USB, Serial: l.Serial}
		for _, h := range l.Holders {
			line.Holders = append(line.Holders, portHolder(h))
		}
		if err := w.Encode(line); err != nil {
			return outputStatus(unwritten(err), errs)
		}
	}
	return Done
}

// StableID is the name of a port that survives unplugging, the adapter's own
// where it has one.
func StableID(l port.Listed) string {
	if l.ByID != "" {
		return l.ByID
	}
	return l.ByPath
}

// HeldBy names the programs that have a port open, "" when none has.
func HeldBy(l port.Listed) string {
	names := make([]string, len(l.Holders))
	for i, h := range l.Holders {
		names[i] = h.String()
	}
	return strings.Join(names, ", ")
}
