package port

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/regex"
)

// Ports of systems without sysfs. What each calls a serial port is told here, as text, so
// that all of it is tried on every system; only who asks the system differs.

// A node is how the serial ports of a system's /dev are called.
type node struct {
	name   *regex.Lazy // its groups: what the adapter is called, and a serial number
	driver string
	usb    bool
}

// nodes are those of the systems: for dialling out, which does not wait for a carrier.
// macOS has a cu and a tty of each; the BSDs have them as sio(4), uart(4), com(4) and
// ucom(4) say. FreeBSD's .init and .lock are settings, no ports.
var nodes = map[string][]node{
	"darwin": {
		{regex.Of(`^cu\.(usbserial)-?(.*)$`), "", true},
		{regex.Of(`^cu\.(usbmodem)(.*)$`), "", true},
		{regex.Of(`^cu\.(SLAB_USBtoUART|wchusbserial|PL2303G?)[-.]?(.*)$`), "", true},
		{regex.Of(`^cu\.(.+)$`), "", false},
	},
	"freebsd": {{regex.Of(`^cuaU[0-9]+(\.[0-9]+)?$`), "ucom", true}, {regex.Of(`^cuau[0-9]+$`), "uart", false}},
	"openbsd": {{regex.Of(`^cuaU[0-9]+$`), "ucom", true}, {regex.Of(`^cua[0-9][0-9]$`), "com", false}},
}

// notBoards are ports that macOS makes for itself.
var notBoards = []string{"cu.Bluetooth-Incoming-Port", "cu.debug-console", "cu.wlan-debug"}

// makers are the adapters behind the names that their drivers for macOS give.
var makers = map[string]string{
	"usbserial": "USB serial adapter", "usbmodem": "USB CDC ACM device", "SLAB_USBtoUART": "Silicon Labs CP210x",
	"wchusbserial": "WCH CH34x", "PL2303": "Prolific PL2303", "PL2303G": "Prolific PL2303G",
}

// fromNodes are the ports among the names of a system's /dev.
func fromNodes(system, dev string, names []string) (list []Listed) {
	for _, name := range names {
		if slices.Contains(notBoards, name) {
			continue
		}
		for _, n := range nodes[system] {
			m := n.name.Get().FindStringSubmatch(name)
			if m == nil {
				continue
			}
			l := Listed{Device: dev + "/" + printable(name), Driver: n.driver, USB: n.usb}
			if system == "darwin" {
				l.Description = makers[m[1]]
			}
			if n.usb && len(m) > 2 {
				l.Serial = printable(m[2])
			}
			list = append(list, l)
			break
		}
	}
	return list
}

// A comPort is what Windows tells of a port: its device manager of adapters, its registry
// of all, also of those that a program makes.
type comPort struct {
	name, product, vid, pid, serial string
	usb                             bool
}

// fromCOM are Windows's ports: all names, with what is known of some.
func fromCOM(names []string, known []comPort) (list []Listed) {
	for _, k := range known {
		l := Listed{Device: printable(k.name), Description: printable(k.product), USB: k.usb, Serial: printable(k.serial)}
		if k.usb {
			l.Numbers = strings.ToLower(fmt.Sprintf("%s:%s", k.vid, k.pid))
			l.Driver = "usb"
		}
		list = append(list, l)
	}
	for _, name := range names {
		if !slices.ContainsFunc(list, func(l Listed) bool { return strings.EqualFold(l.Device, name) }) {
			list = append(list, Listed{Device: printable(name)})
		}
	}
	return list
}

// comName is a port as Windows calls it: COM3, or \\.\COM12.
var comName = regex.Of(`(?i)^(?:\\\\\.\\)?(COM[1-9][0-9]{0,2})$`)

// comDevice returns the name of a COM port, "" for what is none on this system.
func comDevice(system, spec string) string {
	m := comName.Get().FindStringSubmatch(spec)
	if system != "windows" || m == nil {
		return ""
	}
	return strings.ToUpper(m[1])
}
