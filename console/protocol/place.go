package protocol

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"oopscope/console/files"
	"oopscope/console/record"
)

// Where the sockets are: $XDG_RUNTIME_DIR/oopscope, or where there is none, a folder in
// that of temporary files that belongs to the user alone.

// Dir returns the folder of the sockets, which is made when it is missing. Nobody else
// can look into it.
func Dir() (string, error) {
	dir := os.Getenv("XDG_RUNTIME_DIR") // the specification says to ignore a relative path
	if filepath.IsAbs(dir) {
		dir = filepath.Join(dir, "oopscope")
	} else {
		name := "oopscope"
		if id := os.Getuid(); id >= 0 { // where it is less, the folder of temporary files is a person's own
			name += "-" + strconv.Itoa(id)
		}
		dir = filepath.Join(os.TempDir(), name)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("no place for the socket: %w", err)
	}
	if err := files.Private(dir); err != nil {
		return "", fmt.Errorf("no place for the socket: %w; make it yours alone (chmod 700), or set XDG_RUNTIME_DIR", err)
	}
	return dir, nil
}

const (
	socketEnd = ".sock"
	nameMost  = 40  // letters of a socket's name, where there is room
	nameLeast = 8   // of them, those that still tell a port
	pathMost  = 103 // of the whole path: sun_path of macOS and the BSDs, the shortest
)

// Listen makes the socket of a port. One that a process left which was killed is taken
// away; another that has the same name stays, and this one gets a number.
func Listen(port string) (*net.UnixListener, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	held, unlock := files.Lock(filepath.Join(dir, ".lock"), 2*time.Second) // or two would take the same one away
	defer unlock()
	if !held {
		return nil, fmt.Errorf("no socket in %s: another session has the lock there for too long", dir)
	}
	stem := record.Sanitize(port)
	room := pathMost - len(filepath.Join(dir, "-99"+socketEnd))
	stem = strings.Trim(stem[max(0, len(stem)-max(min(nameMost, room), nameLeast)):], "-.")
	for try := 1; try < 100; try++ {
		name := stem + socketEnd
		if try > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, try, socketEnd)
		}
		path := filepath.Join(dir, name)
		if len(path) > pathMost {
			return nil, fmt.Errorf("no socket: the path %s is too long for one; set XDG_RUNTIME_DIR to a shorter folder", path)
		}
		if inUse(path) {
			continue
		}
		return listen(path)
	}
	return nil, fmt.Errorf("no socket: there are too many of %s in %s", stem, dir)
}

// inUse tells whether somebody listens at a path, and takes away what nobody does.
func inUse(path string) bool {
	if _, err := os.Lstat(path); err != nil {
		return false
	}
	c, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		c.Close()
		return true
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return true // it may be alive
	}
	return os.Remove(path) != nil
}

func listen(path string) (*net.UnixListener, error) {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("no socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("no socket: %w", err)
	}
	return l, nil
}

// Sockets are the paths of all sockets there are.
func Sockets() (paths []string) {
	dir, err := Dir()
	if err != nil {
		return nil
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), socketEnd) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths
}
