//go:build unix

package protocol

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A socket's path has a limit: where its folder takes most of it, the name of the port is cut, and
// two ports of which the same is left have a socket each.
func TestSocketsInALongFolder(t *testing.T) {
	short, err := os.MkdirTemp("/tmp", "o") // that of the test may be as long as it likes
	if err != nil {
		t.Skip(err)
	}
	defer os.RemoveAll(short)
	dir := filepath.Join(short, strings.Repeat("x", 60))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_RUNTIME_DIR", dir)
	for _, port := range []string{"/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_FT9S6E2J-if00-port0", "telnet://lab.example:2001/if00-port0"} {
		l, err := Listen(port)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	if all := Sockets(); len(all) != 2 || !strings.Contains(all[0], "0-port0") {
		t.Errorf("the sockets are %v", all)
	}
}
