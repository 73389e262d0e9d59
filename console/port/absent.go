package port

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"

	"oopscope/parse/regex"
)

// pluggable are the names of adapters and gadgets as people write them without
// /dev/ before: drivers usb-serial and cdc-acm.
var pluggable = regex.Of(`^tty(USB|ACM)[0-9]+$`)

// MayCome tells whether an error of Open is only that a device is not plugged
// in yet, and by what name to wait for it. A name below /dev is a device's, and
// so is one that a person called a port (named); any other may be a capture's
// that was mistyped.
func MayCome(spec string, named bool, err error) (device string, ok bool) {
	if !errors.Is(err, fs.ErrNotExist) || IsAddress(spec) {
		return "", false
	}
	if finds(spec) {
		return spec, true
	}
	if com := comDevice(runtime.GOOS, spec); com != "" {
		return com, true
	}
	if pluggable.Get().MatchString(spec) {
		return "/dev/" + spec, true
	}
	return spec, named || strings.HasPrefix(filepath.Clean(spec), "/dev/")
}

// hostPort is a host and the number of a TCP port, which means tcp:// unless a file, or an
// adapter's numbers, are written so.
var hostPort = regex.Of(`^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.%a-z]+\]):[0-9]{1,5}$`)

// IsAddress tells whether a spec is an address of the network, or of a socket.
func IsAddress(spec string) bool {
	return strings.Contains(spec, "://") || strings.HasPrefix(spec, "unix:") || hostPort.Get().MatchString(spec) && !finds(spec)
}

// absentPort is a device that was not plugged in yet: a line that is gone.
type absentPort struct{ info Info }

// Absent returns a port that is gone from the beginning, for a device that is
// not there yet: Read says ErrGone at once.
func Absent(device string, s Settings) Port {
	return absentPort{Info{Name: printable(device), Kind: KindSerial, Settings: s.String(), Identity: device, Writable: true, Live: true}}
}

// NotThere says of a device that it is not there, and which others are.
func NotThere(device string) string {
	words := "not there yet; plug it in"
	if others := Local().instead(device); others != "" {
		words += "; " + others
	}
	return words
}

// Read has nothing to read.
func (absentPort) Read([]byte) (int, error) { return 0, gone("not there yet") }

// Write has nothing to write to.
func (absentPort) Write([]byte) (int, error) { return 0, gone("not there yet") }

// Break has nothing to break.
func (absentPort) Break() error { return gone("not there yet") }

// Close has nothing to close.
func (absentPort) Close() error { return nil }

// Info tells what is waited for.
func (p absentPort) Info() Info { return p.info }

// Counters are not known.
func (absentPort) Counters() Counters { return Counters{} }
