package port

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"go.bug.st/serial"

	"oopscope/console/near"
)

// advise turns what the system said when a device was opened into what
// happened and what to do.
func advise(name, path string, s Settings, err error) error {
	e := &Error{Port: name, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noSuchPort(Local(), name, err)
	case hasCode(err, serial.PortNotFound): // Windows's word for it
		return noSuchPort(Local(), name, errors.Join(fs.ErrNotExist, err))
	case errors.Is(err, fs.ErrPermission), hasCode(err, serial.PermissionDenied):
		e.What, e.Do = permission(path)
	case errors.Is(err, errHeld), errors.Is(err, syscall.EBUSY), hasCode(err, serial.PortBusy):
		e.What, e.Do = busy(Local(), path)
	case errors.Is(err, syscall.ENOTTY):
		e.What, e.Do = "not a serial port", "oopscope ports lists those there are"
	// The library hides the errno of a refused setting behind "invalid port";
	// that it is one was seen before.
	case hasCode(err, serial.InvalidSpeed), hasCode(err, serial.InvalidSerialPort), errors.Is(err, syscall.EINVAL):
		e.What = "the driver refuses " + s.String()
		e.Do = "try a usual rate: -b 115200, 57600, 9600, 921600, 1500000"
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV):
		e.What, e.Do = "no hardware behind this port", "oopscope ports lists those that work"
	default:
		e.What = "cannot be opened: " + reason(err).Error()
	}
	return e
}

func hasCode(err error, code serial.PortErrorCode) bool {
	var pe *serial.PortError
	return errors.As(err, &pe) && pe.Code() == code
}

// reason takes the path off an error that is printed behind the path anyway.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// permission says which group owns a device and how to get into it.
func permission(path string) (what, do string) {
	what = "permission denied"
	me, group := whoAmI(), owningGroup(path)
	if group == "" || group == "root" {
		return what, "it belongs to root alone: run with sudo, or have an udev rule give it to a group"
	}
	what += fmt.Sprintf(": it belongs to the group %s", group)
	if inGroup(me, group) {
		return what, fmt.Sprintf("%s is in it since after this login: log in again (for this shell only: newgrp %s)", me, group)
	}
	return what, fmt.Sprintf("sudo usermod -aG %s %s, then log in again", group, me)
}

func whoAmI() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "USER"
}

func owningGroup(path string) string {
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm()&0o060 != 0o060 {
		return ""
	}
	gid, ok := groupOf(st)
	if !ok {
		return ""
	}
	if g, err := user.LookupGroupId(gid); err == nil {
		return g.Name
	}
	return gid
}

func inGroup(name, group string) bool {
	u, err := user.Lookup(name)
	if err != nil {
		return false
	}
	g, err := user.LookupGroup(group)
	if err != nil {
		return false
	}
	ids, _ := u.GroupIds()
	return slices.Contains(ids, g.Gid)
}

// modemManager opens each new adapter for some seconds and sends it AT commands. It is
// root's, so that others do not see which files it has open.
const (
	modemManager = "ModemManager"
	notAModem    = "it asks new adapters for some seconds whether they are modems: try again then; an udev rule with ENV{ID_MM_DEVICE_IGNORE}=\"1\" stops it"
)

// busy names who holds a device.
func busy(m System, path string) (what, do string) {
	holders := m.Holders(path)
	prober, probes := m.running(modemManager)
	switch {
	case len(holders) == 1 && holders[0].Comm == modemManager:
		return "in use by " + names(holders), notAModem
	case len(holders) == 0 && probes:
		return "in use by another program, perhaps by " + prober.String(), notAModem + "; sudo fuser -v " + path + " names who else it is"
	case len(holders) == 0:
		return "in use by another program", "sudo fuser -v " + path + " names it; end it and try again"
	}
	return "in use by " + names(holders), fmt.Sprintf("end it (kill %d) and try again", holders[0].PID)
}

// noSuchPort is for a name that nothing stands under.
func noSuchPort(m System, name string, err error) error {
	e := &Error{Port: printable(name), What: "no such port or file", Do: m.instead(name), Err: err}
	if e.Do == "" {
		e.Do = "no serial port is plugged in; oopscope demo works without one"
	}
	return e
}

// instead names the ports that are there, those with a like name first; "" for
// none.
func (m System) instead(name string) string {
	list, _ := m.list()
	var like, all []string
	for _, l := range list {
		short := filepath.Base(l.Device)
		if near.Distance(short, filepath.Base(name)) <= 2 {
			like = append(like, l.Device)
		}
		all = append(all, l.Device)
	}
	switch {
	case len(like) > 0:
		return "did you mean " + strings.Join(like[:min(3, len(like))], " or ") + "?"
	case len(all) > 0:
		return "there is " + strings.Join(all[:min(4, len(all))], ", ") + " (oopscope ports tells more)"
	}
	return ""
}
