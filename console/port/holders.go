package port

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A Holder is a program that has a port open.
type Holder struct {
	PID  int
	Comm string // its name, cleaned for printing
}

// String returns "minicom (pid 812)".
func (h Holder) String() string { return fmt.Sprintf("%s (pid %d)", h.Comm, h.PID) }

// addHolders looks once through the open files of all processes that we may
// look at: without root these are our own.
func (m System) addHolders(list []Listed) {
	byDevice := make(map[string]*Listed, len(list))
	for i := range list {
		byDevice[list[i].Device] = &list[i]
	}
	m.eachOpen(func(h func() Holder, file string) {
		if l := byDevice[file]; l != nil {
			l.Holders = appendNew(l.Holders, h())
		}
	})
}

// Holders returns the programs that have a device open, ourselves left out.
func (m System) Holders(device string) []Holder {
	if to, err := filepath.EvalSymlinks(device); err == nil {
		device = to
	}
	var found []Holder
	m.eachOpen(func(h func() Holder, file string) {
		if file != device {
			return
		}
		if holder := h(); holder.PID != os.Getpid() {
			found = appendNew(found, holder)
		}
	})
	return found
}

func (m System) eachOpen(visit func(h func() Holder, file string)) {
	dirs, _ := os.ReadDir(m.Proc)
	for _, d := range dirs {
		pid, err := strconv.Atoi(d.Name())
		if err != nil {
			continue
		}
		fds := filepath.Join(m.Proc, d.Name(), "fd")
		names, _ := os.ReadDir(fds)
		for _, n := range names {
			file, err := os.Readlink(filepath.Join(fds, n.Name()))
			if err == nil && strings.HasPrefix(file, m.Dev) {
				visit(func() Holder { return m.holder(pid) }, file)
			}
		}
	}
}

func (m System) holder(pid int) Holder {
	comm, _ := attribute(filepath.Join(m.Proc, strconv.Itoa(pid)), "comm")
	return Holder{PID: pid, Comm: comm}
}

func appendNew(list []Holder, h Holder) []Holder {
	for _, old := range list {
		if old == h {
			return list
		}
	}
	return append(list, h)
}

// alsoHeld warns of a program that reads the same port: Linux gives every
// byte to one of the readers only.
func (m System) alsoHeld(device string) string {
	if holders := m.Holders(device); len(holders) > 0 {
		return names(holders) + " has this port open as well and takes bytes away; stop it"
	}
	return ""
}

func names(holders []Holder) string {
	words := make([]string, len(holders))
	for i, h := range holders {
		words[i] = h.String()
	}
	return strings.Join(words, ", ")
}
