package port

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// bench makes a machine: two USB adapters, a UART of the 8250 kind behind the
// serial core's own devices (6.5 and newer), a placeholder, a UART of a device
// tree, a console without a device; minicom holds one of them.
func bench(t *testing.T) System {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := System{Sys: root + "/sys", Dev: root + "/dev", Proc: root + "/proc"}
	file := func(path, text string) {
		t.Helper()
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(path, to string) {
		t.Helper()
		os.MkdirAll(filepath.Dir(path), 0o755)
		os.MkdirAll(to, 0o755)
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
	}
	usb := func(tty, node, driver, maker, product, serial string) {
		base := m.Sys + "/devices/pci0/usb1/" + node
		file(base+"/idVendor", "0403\n")
		file(base+"/idProduct", "6001\n")
		file(base+"/manufacturer", maker+"\n")
		file(base+"/product", product+"\n")
		if serial != "" {
			file(base+"/serial", serial+"\n")
		}
		link(base+"/driver", m.Sys+"/bus/usb/drivers/usb")
		link(base+"/"+node+":1.0/"+tty+"/driver", m.Sys+"/bus/usb-serial/drivers/"+driver)
		link(m.Sys+"/class/tty/"+tty+"/device", base+"/"+node+":1.0/"+tty)
		file(m.Dev+"/"+tty, "")
	}
	usb("ttyUSB10", "1-2", "ftdi_sio", "FTDI", "FT232R USB UART", "A5XK3RJT")
	usb("ttyUSB2", "1-3", "ch341-uart", "QinHeng\x1b[31m", "USB\nSerial", "")
	link(m.Dev+"/serial/by-id/usb-FTDI_FT232R-if00-port0", m.Dev+"/ttyUSB10")
	link(m.Dev+"/serial/by-path/pci-0-usb-0:3", m.Dev+"/ttyUSB2")

	core := m.Sys + "/devices/platform/serial8250/serial8250:0/serial8250:0.0"
	link(core+"/driver", m.Sys+"/bus/serial-base/drivers/port")
	link(filepath.Dir(core)+"/driver", m.Sys+"/bus/serial-base/drivers/ctrl")
	link(m.Sys+"/devices/platform/serial8250/driver", m.Sys+"/bus/platform/drivers/serial8250")
	link(m.Sys+"/class/tty/ttyS0/device", core)
	file(m.Sys+"/class/tty/ttyS0/type", "4\n")
	file(m.Sys+"/class/tty/ttyS0/port", "0x3F8\n")
	link(m.Sys+"/class/tty/ttyS1/device", core)
	file(m.Sys+"/class/tty/ttyS1/type", "0\n")

	amba := m.Sys + "/devices/platform/fe201000.serial"
	file(amba+"/of_node/compatible", "arm,pl011\x00arm,primecell\x00")
	link(amba+"/driver", m.Sys+"/bus/amba/drivers/uart-pl011")
	link(m.Sys+"/class/tty/ttyAMA0/device", amba)
	file(m.Sys+"/class/tty/tty0/active", "")

	file(m.Proc+"/812/comm", "minicom\n")
	link(m.Proc+"/812/fd/5", m.Dev+"/ttyUSB10")
	link(m.Proc+"/812/fd/6", m.Dev+"/ttyUSB10")
	file(m.Proc+"/uptime", "1")
	return m
}

func TestListReadsTheMachine(t *testing.T) {
	m := bench(t)
	list, err := m.List()
	if err != nil {
		t.Fatal(err)
	}
	want := []Listed{
		{Device: m.Dev + "/ttyUSB2", Driver: "ch341-uart", Description: "QinHeng[31m USBSerial", ByPath: m.Dev + "/serial/by-path/pci-0-usb-0:3", USB: true},
		{Device: m.Dev + "/ttyUSB10", Driver: "ftdi_sio", Description: "FTDI FT232R USB UART serial A5XK3RJT", ByID: m.Dev + "/serial/by-id/usb-FTDI_FT232R-if00-port0",
			USB: true, Serial: "A5XK3RJT", Holders: []Holder{{812, "minicom"}}},
		{Device: m.Dev + "/ttyAMA0", Driver: "uart-pl011", Description: "arm,pl011"},
		{Device: m.Dev + "/ttyS0", Driver: "serial8250", Description: "UART at I/O port 0x3F8"},
	}
	for i := range max(len(list), len(want)) {
		switch {
		case i >= len(list):
			t.Errorf("missing %+v", want[i])
		case i >= len(want):
			t.Errorf("unexpected %+v", list[i])
		case !reflect.DeepEqual(list[i], want[i]):
			t.Errorf("got  %+v\nwant %+v", list[i], want[i])
		}
	}
}

func TestAPortIsKnownAgain(t *testing.T) {
	m := bench(t)
	for device, want := range map[string]string{
		"ttyUSB10":                     m.Dev + "/serial/by-id/usb-FTDI_FT232R-if00-port0",
		"ttyUSB2":                      m.Dev + "/serial/by-path/pci-0-usb-0:3", // no serial number: the socket
		"ttyAMA0":                      m.Dev + "/ttyAMA0",
		"serial/by-path/pci-0-usb-0:3": m.Dev + "/serial/by-path/pci-0-usb-0:3",
	} {
		if got := m.identity(m.Dev + "/" + device); got != want {
			t.Errorf("%s is known as %s, want %s", device, got, want)
		}
	}
}

func TestABusyPortNamesItsHolder(t *testing.T) {
	m := bench(t)
	what, do := busy(m, m.Dev+"/serial/by-id/usb-FTDI_FT232R-if00-port0")
	if what != "in use by minicom (pid 812)" || !strings.Contains(do, "812") {
		t.Errorf("%q, %q", what, do)
	}
	if got := m.alsoHeld(m.Dev + "/ttyUSB10"); !strings.Contains(got, "minicom (pid 812)") {
		t.Errorf("warning %q", got)
	}
	if got := m.alsoHeld(m.Dev + "/ttyUSB2"); got != "" {
		t.Errorf("warning %q", got)
	}
}

// What another user's program has open is not seen: its lock file is, and ModemManager is
// known by what it does.
func TestAPortOfAnotherUsersProgram(t *testing.T) {
	m := bench(t)
	m.Locks = t.TempDir()
	lock := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(m.Locks, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	runs := func(pid, comm string) {
		t.Helper()
		os.MkdirAll(m.Proc+"/"+pid, 0o755)
		if err := os.WriteFile(m.Proc+"/"+pid+"/comm", []byte(comm+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lock("LCK..ttyUSB2", "      4711 minicom root\n")
	if got := m.alsoHeld(m.Dev + "/ttyUSB2"); got != "" {
		t.Errorf("a lock of a program that is gone: %q", got)
	}
	runs("4711", "cu")
	if got := m.alsoHeld(m.Dev + "/ttyUSB2"); !strings.HasPrefix(got, "cu (pid 4711) has this port open as well") {
		t.Errorf("a lock: %q", got)
	}
	lock("LCK..ttyAMA0", "\x67\x12\x00\x00") // some wrote it in binary
	if what, do := busy(m, m.Dev+"/ttyAMA0"); what != "in use by another program" || !strings.Contains(do, "fuser") {
		t.Errorf("%q, %q", what, do)
	}
	runs("99", "ModemManager")
	if what, do := busy(m, m.Dev+"/ttyAMA0"); !strings.Contains(what, "perhaps by ModemManager (pid 99)") || !strings.Contains(do, "ID_MM_DEVICE_IGNORE") || !strings.Contains(do, "fuser") {
		t.Errorf("%q, %q", what, do)
	}
	lock("LCK..ttyAMA0", "99\n")
	if what, do := busy(m, m.Dev+"/ttyAMA0"); what != "in use by ModemManager (pid 99)" || strings.Contains(do, "kill") {
		t.Errorf("%q, %q", what, do)
	}
	if what, do := busy(m, m.Dev+"/ttyUSB2"); what != "in use by cu (pid 4711)" || !strings.Contains(do, "kill 4711") {
		t.Errorf("%q, %q", what, do)
	}
}

func TestAMissingPortSuggests(t *testing.T) {
	m := bench(t)
	for name, want := range map[string]string{
		"/dev/ttyUSB1": "did you mean " + m.Dev + "/ttyUSB2",
		"ttyACM0":      "did you mean " + m.Dev + "/ttyAMA0",
		"console":      "there is " + m.Dev + "/ttyUSB2",
	} {
		if got := noSuchPort(m, name, os.ErrNotExist).Error(); !strings.Contains(got, want) {
			t.Errorf("%s: %q lacks %q", name, got, want)
		}
	}
	empty := System{Sys: t.TempDir()}
	if got := noSuchPort(empty, "ttyUSB0", os.ErrNotExist).Error(); !strings.Contains(got, "oopscope demo") {
		t.Errorf("%q", got)
	}
}

func TestAForbiddenPortNamesTheGroup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ttyUSB0")
	os.WriteFile(path, nil, 0o660)
	os.Chmod(path, 0o660)
	gid := 20 // dialout on Debian; any group does
	if err := os.Chown(path, -1, gid); err != nil {
		t.Skip("only root may give files away")
	}
	what, do := permission(path)
	group := owningGroup(path)
	if group == "" || !strings.Contains(what, group) || !strings.Contains(do, "log in again") || !strings.Contains(do, group) {
		t.Errorf("%q, %q", what, do)
	}
	os.Chmod(path, 0o600)
	if _, do := permission(path); !strings.Contains(do, "udev") {
		t.Errorf("a node without a group: %q", do)
	}
}
