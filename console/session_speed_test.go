//go:build linux && !ppc64 && !ppc64le && !sparc64

package console

import (
	"errors"
	"math/rand"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A talker is a board that prints a log at one speed: what its line makes of that at
// another speed is noise.
func talker(t *testing.T, w *wire, speed int) (quiet *atomic.Bool) {
	quiet = &atomic.Bool{}
	rnd := rand.New(rand.NewSource(1))
	fd := int(w.master.Fd())
	go func() {
		for {
			line := []byte("[    1.234567] usb 1-1: new high-speed USB device number 2 using xhci_hcd\r\n")
			termios, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
			if err != nil {
				return
			}
			if int(termios.Ospeed) != speed {
				for i := range line { // as a receiver twice too slow: half of it as text, a third with the high bit
					if rnd.Intn(2) == 0 {
						line[i] = 0x80 | byte(rnd.Intn(60))
					}
				}
			}
			if !quiet.Load() {
				if _, err := w.master.Write(line); err != nil {
					return
				}
			}
			time.Sleep(3 * time.Millisecond)
		}
	}()
	return quiet
}

// Noise is said to be noise, its speed is found by listening, and all of it is recorded.
func TestAWrongSpeedIsFoundByListening(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	quiet := talker(t, w, 921600)
	until(t, "the noise being told", func() bool { return s.Link().Noise != "" })
	if words := s.Link().Noise; !strings.Contains(words, "noise") || !strings.Contains(words, "115200 8N1") {
		t.Errorf("it is told as %q", words)
	}
	n, err := s.FindSpeed(t.Context())
	if err != nil || n != 921600 {
		t.Fatalf("found %d, %v", n, err)
	}
	if l := s.Link(); l.Settings != "921600 8N1" || l.Noise != "" || l.Busy != "" {
		t.Errorf("now the line is %+v", l)
	}
	quiet.Store(true)
	time.Sleep(50 * time.Millisecond)
	all := consoleSpeeds
	consoleSpeeds = []int{9600}
	defer func() { consoleSpeeds = all }()
	if _, err := s.FindSpeed(t.Context()); !errors.Is(err, ErrQuiet) || s.Link().Settings != "921600 8N1" {
		t.Errorf("of a board that says nothing: %v, the line has %s", err, s.Link().Settings)
	}
}

func TestTheLikelierSpeedsAreTriedFirst(t *testing.T) {
	if got := candidates(115200, true); got[0] != 115200 || got[1] != 74880 || got[2] != 57600 || got[len(got)-1] != 3000000 {
		t.Errorf("slower: %v", got)
	}
	if got := candidates(115200, false); got[1] != 230400 || len(got) != len(consoleSpeeds) {
		t.Errorf("faster: %v", got)
	}
}
