package port

import (
	"cmp"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"oopscope/parse/regex"
)

// Finds are the ways to name a port by what it is, not by its number.
var Finds = []struct{ Form, Means string }{
	{"new", "the next adapter that is plugged in"},
	{"latest", "the adapter that was plugged in last"},
	{"VID:PID", "the USB adapter with these numbers, as 0403:6001; VID:PID:SERIAL where there are several"},
	{"serial:NUMBER", "the USB adapter with this serial number"},
	{"by-id:TEXT", "the port whose name in /dev/serial/by-id has this text"},
}

// numbers are a USB adapter's vendor and product, and its serial number.
var numbers = regex.Of(`^([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?$`)

// finds tells whether a spec names a port by what it is.
func finds(spec string) bool {
	return spec == "new" || spec == "latest" || numbers.Get().MatchString(spec) || strings.HasPrefix(spec, "serial:") || strings.HasPrefix(spec, "by-id:")
}

// Devices are the ports that are there now, for Settings.Before.
func (m System) Devices() *[]string {
	list, _ := m.list()
	devices := make([]string, len(list))
	for i := range list {
		devices[i] = list[i].Device
	}
	return &devices
}

// find returns the device that a spec means. Before are the devices that are not new.
func (m System) find(spec string, before *[]string) (string, error) {
	list, err := m.list()
	if err != nil {
		return "", err
	}
	var fit []Listed
	for _, l := range list {
		if m.fits(l, spec, before) {
			fit = append(fit, l)
		}
	}
	if spec == "latest" && len(fit) > 1 {
		fit = []Listed{slices.MaxFunc(fit, func(a, b Listed) int { return born(a.Device).Compare(born(b.Device)) })}
	}
	switch {
	case len(fit) == 0:
		return "", noSuchPort(m, spec, fs.ErrNotExist)
	case len(fit) > 1 && spec != "new":
		var names []string
		for _, l := range fit {
			names = append(names, l.Device)
		}
		return "", &Error{Port: printable(spec), What: "means several ports: " + strings.Join(names, ", "), Do: "name one of them, or add its serial number (oopscope ports shows it)"}
	}
	return fit[0].Device, nil
}

func (m System) fits(l Listed, spec string, before *[]string) bool {
	kind, rest, _ := strings.Cut(spec, ":")
	n := numbers.Get().FindStringSubmatch(spec)
	switch {
	case spec == "new":
		return before != nil && !slices.Contains(*before, l.Device)
	case spec == "latest":
		return l.USB
	case n != nil:
		return l.USB && strings.EqualFold(cmp.Or(l.Numbers, m.numbersOf(l.Device)), n[1]+":"+n[2]) && (n[3] == "" || n[3] == l.Serial)
	case kind == "serial":
		return rest != "" && l.Serial == rest
	}
	return rest != "" && strings.Contains(filepath.Base(l.ByID), rest)
}

// numbersOf returns an adapter's "0403:6001".
func (m System) numbersOf(device string) string {
	dev, err := filepath.EvalSymlinks(filepath.Join(m.Sys, "class", "tty", filepath.Base(device), "device"))
	if err != nil {
		return ""
	}
	usb := m.parentWith(dev, "idVendor")
	vendor, _ := attribute(usb, "idVendor")
	product, _ := attribute(usb, "idProduct")
	return fmt.Sprintf("%s:%s", vendor, product)
}
