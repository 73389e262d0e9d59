//go:build !linux && !windows

package port

import (
	"os"
	"runtime"
)

// native is how this system's ports are listed.
func native() func() ([]Listed, error) {
	return func() ([]Listed, error) {
		entries, err := os.ReadDir("/dev")
		if err != nil {
			return nil, &Error{Port: "ports", What: "cannot read /dev", Do: "give the port by name", Err: err}
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return fromNodes(runtime.GOOS, "/dev", names), nil
	}
}
