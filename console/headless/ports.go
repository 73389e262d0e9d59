package headless

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/parse/letter"
)

// Ports prints the serial ports of a machine, none of which is opened.
func Ports(m port.System, to, errs io.Writer) int {
	list, err := m.List()
	if err != nil {
		out.Complain(errs, err)
		return Failed
	}
	if len(list) == 0 {
		out.Line(errs, "oopscope: no serial port here; `oopscope demo` needs none")
		return Done
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
		return outputStatus(fmt.Errorf("%w: %w", errOutput, err), errs)
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
