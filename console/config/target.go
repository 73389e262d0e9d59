package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Kind is what the person wants to look at.
type Kind int

// The kinds of target.
const (
	Port  Kind = iota // a device or a network console
	File              // a capture
	Stdin             // a capture on standard input
)

// Target finds out what a name on the command line is. The profile's port
// stands for the profile's name.
func Target(name string, s Settings) (Kind, string, error) {
	if name == s.Profile || name == "" {
		if s.Port == "" {
			return Port, "", fmt.Errorf("profile %q names no port", s.Profile)
		}
		name = s.Port
	}
	if name == "-" {
		return Stdin, name, nil
	}
	if isAddress(name) {
		return Port, name, nil
	}
	if !strings.Contains(name, "/") && !exists(name) && exists(filepath.Join("/dev", name)) {
		name = filepath.Join("/dev", name)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return Port, name, missing(name, err)
	case info.IsDir():
		return File, name, fmt.Errorf("%s is a directory; name a port or a capture", name)
	case info.Mode()&fs.ModeCharDevice != 0:
		return Port, name, nil
	}
	return File, name, nil
}

func isAddress(name string) bool {
	for _, scheme := range []string{"tcp:", "telnet:", "rfc2217:", "unix:", "udp:"} {
		if strings.HasPrefix(name, scheme) {
			return true
		}
	}
	return false
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func missing(name string, err error) error {
	if !os.IsNotExist(err) {
		return fmt.Errorf("cannot open %s: %w", name, err)
	}
	if strings.HasPrefix(name, "/dev/") || strings.HasPrefix(name, "tty") {
		return fmt.Errorf("no port %s: is the adapter plugged in? `oopscope ports` lists what is there", name)
	}
	return fmt.Errorf("%s is no port, no profile and no file", name)
}
