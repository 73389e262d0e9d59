package port

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode"

	"oopscope/parse/letter"
)

// A Listed is one serial port of this machine.
type Listed struct {
	Device      string // "/dev/ttyUSB0"
	Driver      string // "ftdi_sio", "cdc_acm", "serial8250"
	Description string // what the adapter calls itself, cleaned for printing
	ByID        string // "/dev/serial/by-id/…": the name that survives replugging, "" when none
	ByPath      string // "/dev/serial/by-path/…": the socket that it is plugged into
	USB         bool
	Serial      string   // the adapter's serial number
	Numbers     string   // of a USB adapter, "0403:6001", where sysfs does not tell them
	Holders     []Holder // the programs that have it open, as far as we may see
}

// A System is where a machine's ports are read from. Tests give it a tree of
// their own.
type System struct {
	Sys, Dev, Proc string
	Locks          string // where minicom, cu and their like leave a file LCK..ttyUSB0 with their pid

	Native func() ([]Listed, error) // lists them where there is no sysfs; else nil
}

// Local returns the System of this machine.
func Local() System {
	return System{Sys: "/sys", Dev: "/dev", Proc: "/proc", Locks: "/var/lock", Native: native()}
}

// List returns the serial ports of this machine, adapters first. It reads
// sysfs and opens no port: opening one drops bytes of whoever is reading it,
// moves DTR, and resets some boards.
func (m System) List() ([]Listed, error) {
	list, err := m.list()
	m.addHolders(list)
	return list, err
}

// list is List without the holders, which takes a look at all processes.
func (m System) list() (list []Listed, err error) {
	if m.Native != nil {
		list, err = m.Native()
		return inOrder(list), err
	}
	class := filepath.Join(m.Sys, "class", "tty")
	names, err := os.ReadDir(class)
	if err != nil {
		return nil, &Error{Port: "ports", What: "cannot read " + class, Do: "give the port by name, /dev/ttyUSB0 for example", Err: err}
	}
	ids := m.links("by-id")
	paths := m.links("by-path")
	for _, n := range names {
		l, ok := m.look(filepath.Join(class, n.Name()))
		if !ok {
			continue
		}
		l.Device = filepath.Join(m.Dev, n.Name())
		l.ByID, l.ByPath = ids[l.Device], paths[l.Device]
		list = append(list, l)
	}
	return inOrder(list), nil
}

// inOrder puts adapters first.
func inOrder(list []Listed) []Listed {
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].USB != list[j].USB {
			return list[i].USB
		}
		return natural(list[i].Device, list[j].Device)
	})
	return list
}

// look reads one tty of sysfs. Consoles and pseudo-terminals have no device;
// placeholders, which the 8250 driver makes for ports that might exist, have
// type 0 (PORT_UNKNOWN of linux/serial_core.h).
func (m System) look(tty string) (Listed, bool) {
	dev, err := filepath.EvalSymlinks(filepath.Join(tty, "device"))
	if err != nil {
		return Listed{}, false
	}
	if kind, ok := attribute(tty, "type"); ok && kind == "0" {
		return Listed{}, false
	}
	l := Listed{Driver: m.driver(dev)}
	if usb := m.parentWith(dev, "idVendor"); usb != "" {
		l.USB = true
		l.Serial, _ = attribute(usb, "serial")
		l.Description = describeUSB(usb)
	} else {
		l.Description = describeFixed(tty, dev)
	}
	return l, true
}

// driver finds the driver of a device or of the nearest parent that has a
// telling one: since 6.5 the serial core puts "port" and "ctrl" in between.
func (m System) driver(dev string) string {
	for d := dev; m.inside(d); d = filepath.Dir(d) {
		link, err := os.Readlink(filepath.Join(d, "driver"))
		if err != nil {
			continue
		}
		if name := filepath.Base(link); name != "port" && name != "ctrl" {
			return printable(name)
		}
	}
	return ""
}

// parentWith climbs from a device to the one that has an attribute.
func (m System) parentWith(dev, attr string) string {
	for d := dev; m.inside(d); d = filepath.Dir(d) {
		if _, ok := attribute(d, attr); ok {
			return d
		}
	}
	return ""
}

func (m System) inside(dir string) bool {
	root, err := filepath.EvalSymlinks(m.Sys)
	return err == nil && strings.HasPrefix(dir, root+string(filepath.Separator)) && dir != filepath.Join(root, "devices")
}

func describeUSB(usb string) string {
	var words []string
	for _, a := range []string{"manufacturer", "product"} {
		// Many products repeat their maker's name.
		if w, ok := attribute(usb, a); ok && w != "" && (len(words) == 0 || !strings.HasPrefix(w, words[0])) {
			words = append(words, w)
		} else if ok && len(words) == 1 && w != "" {
			words[0] = w
		}
	}
	if len(words) == 0 {
		vid, _ := attribute(usb, "idVendor")
		pid, _ := attribute(usb, "idProduct")
		words = append(words, "USB "+vid+":"+pid)
	}
	if s, ok := attribute(usb, "serial"); ok && s != "" {
		words = append(words, "serial "+s)
	}
	return strings.Join(words, " ")
}

// describeFixed names a port that is soldered on: by its device tree node or
// its address.
func describeFixed(tty, dev string) string {
	if node, err := os.ReadFile(filepath.Join(dev, "of_node", "compatible")); err == nil {
		first, _, _ := strings.Cut(string(node), "\x00")
		return printable(first)
	}
	if at, ok := attribute(tty, "port"); ok && at != "0x0" {
		return "UART at I/O port " + at
	}
	if at, ok := attribute(tty, "iomem_base"); ok && at != "0x0" {
		return "UART at " + at
	}
	return printable(filepath.Base(dev))
}

// links maps devices to their stable names.
func (m System) links(kind string) map[string]string {
	dir := filepath.Join(m.Dev, "serial", kind)
	names, _ := os.ReadDir(dir)
	found := make(map[string]string, len(names))
	for _, n := range names {
		link := filepath.Join(dir, n.Name())
		if to, err := os.Readlink(link); err == nil {
			if !filepath.IsAbs(to) {
				to = filepath.Join(dir, to)
			}
			found[filepath.Clean(to)] = link
		}
	}
	return found
}

// attribute reads a file of sysfs, cleaned: an adapter may call itself
// anything, escape sequences included.
func attribute(dir, name string) (string, bool) {
	b, err := os.ReadFile(filepath.Join(dir, name))
	return printable(string(b)), err == nil
}

func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	return letter.Cut(s, 200)
}

// natural orders ttyUSB2 before ttyUSB10.
func natural(a, b string) bool {
	ta, tb := strings.TrimRight(a, "0123456789"), strings.TrimRight(b, "0123456789")
	if ta == tb && len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
