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
	for i := range list {
		if h, ok := m.lockedBy(list[i].Device); ok {
			list[i].Holders = appendNew(list[i].Holders, h)
		}
	}
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
	if holder, ok := m.lockedBy(device); ok {
		found = appendNew(found, holder)
	}
	return found
}

// lockedBy is who left a lock file, as UUCP did: of others' programs we see no open files.
// One whose program is gone means nothing. The file holds the pid in digits, with blanks
// before them (Filesystem Hierarchy Standard, /var/lock).
func (m System) lockedBy(device string) (h Holder, ok bool) {
	if m.Locks == "" {
		return h, false
	}
	text, _ := attribute(m.Locks, "LCK.."+filepath.Base(device))
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ") // minicom writes its name and user behind it
	pid, err := strconv.Atoi(first)
	if err != nil || pid <= 0 || pid == os.Getpid() {
		return h, false
	}
	h = m.holder(pid)
	return h, h.Comm != ""
}

// running is a program of that name, no matter whose.
func (m System) running(comm string) (h Holder, ok bool) {
	dirs, _ := os.ReadDir(m.Proc)
	for _, d := range dirs {
		if pid, err := strconv.Atoi(d.Name()); err == nil {
			if h = m.holder(pid); h.Comm == comm {
				return h, true
			}
		}
	}
	return Holder{}, false
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

// Taken says which other programs have a terminal open, "" when there are none.
func Taken(device string) string {
	holders := Local().Holders(device)
	if len(holders) == 0 {
		return ""
	}
	return "its number is now that of a terminal of " + names(holders)
}

func names(holders []Holder) string {
	words := make([]string, len(holders))
	for i, h := range holders {
		words[i] = h.String()
	}
	return strings.Join(words, ", ")
}
