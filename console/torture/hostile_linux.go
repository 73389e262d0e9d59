package torture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"syscall"

	"golang.org/x/sys/unix"
)

// evil is what a board may print to command the terminal of whoever looks at it.
var evil = []string{
	"\x1b]0;owned\a", "\x1b]2;owned\x1b\\", "\x1b]52;c;b3duZWQ=\a", "\x9d52;c;b3duZWQ=\x9c", "\xc2\x9d0;owned\xc2\x9c", "\x1b[6n\x1b[c\x1b[21t", "\x1bP$qm\x1b\\",
	"\x1b[?1049l\x1b[2J\x1bc", "\x1b[8m\x1b[5mhidden", "\x1b_Gowned\x1b\\", "\x0e\x1b(0", "\u202e\u2066abc", "\xff\xfe\xc3\x28", "\x1b[99999999999A", "$S05#b8", "rz\r**\x18B00000000000000\r\x8a\x11",
	"[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000\r\n", "[    1.000001] Call Trace:\r\n[    1.000002]  owned\x1b]0;owned\a+0x1/0x2 [\x1b]52;c;b3duZWQ=\a]\r\n",
	"[    0.000000] Linux version 6.1.0 (owned\x1b]0;owned\a)\r\n", "\r\n", "\n", "\r", "\t",
}

// commands are what must not be drawn: each is evil's, as it was sent.
const commands = "\x1b\\](0|2|52);[^\a\x1b]*(owned|b3duZWQ=)|\u009d|\x1bP\\$qm|\x1b_G|\x1b\\[21t|\x1bc"

// plain brings a terminal back from the alternate screen, from the letters that draw lines
// and from colours: in a terminal that obeyed what came before, words are words again.
const plain = "\x1b[?1049l\x1b(B\x0f\x1b[m"

// hostility is some 100 KB of a hostile board, another each time.
func hostility(seed uint64) []byte {
	rnd := rand.New(rand.NewPCG(seed, 1))
	var b bytes.Buffer
	for b.Len() < 100<<10 {
		switch rnd.IntN(12) {
		case 0:
			for range rnd.IntN(2000) {
				b.WriteByte(byte(rnd.IntN(256)))
			}
		case 1:
			b.Write(bytes.Repeat([]byte(evil[rnd.IntN(len(evil))]), rnd.IntN(200)))
		case 2:
			b.Write(bytes.Repeat([]byte{'x'}, rnd.IntN(30_000)))
		default:
			b.WriteString(evil[rnd.IntN(len(evil))])
		}
	}
	return b.Bytes()
}

func hostileRound(r *round) error {
	b, s, record, err := r.begun()
	if err != nil {
		return err
	}
	go io.Copy(io.Discard, b.master)                                       // what it answers, and what we type
	err = errors.Join(b.prints(hostility(uint64(r.n))), b.isWhole(record)) // what comes now comes by itself, and is drawn at once
	err = errors.Join(err, b.prints([]byte(plain+"\r\n\r\nthat was all\r\n")), b.isWhole(record), s.shows("that was all"))
	if err != nil {
		return err
	}
	if err := s.quits(); err != nil {
		return err
	}
	if at := regexp.MustCompile(commands).FindStringIndex(s.Text()); at != nil {
		return fmt.Errorf("the terminal was commanded: %.80q", s.Text()[max(0, at[0]-20):])
	}
	return nil
}

// diskRound lets a disk stand still: a pipe that is not read.
func diskRound(r *round) error {
	path := filepath.Join(r.dir, "hose")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		return err
	}
	hose, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer hose.Close()
	b, err := r.newBoard("board")
	if err != nil {
		return err
	}
	s, err := r.sit(true, "--record", path, b.link)
	if err != nil {
		return err
	}
	if err := s.shows("nothing received yet"); err != nil {
		return err
	}
	for n := range 8000 { // more than a pipe and all that is before it hold
		if err := b.prints(fmt.Appendf(nil, "[%5d.000000] the disk does not answer, line %d\r\n", n, n)); err != nil {
			return err
		}
	}
	err = errors.Join(b.prints([]byte("that was all\r\n")), s.shows("that was all"), s.shows("takes nothing since"), s.Types("\x14/"), s.Types("line 77\r"), s.shows("line 77"))
	if err != nil {
		return err
	}
	kept, err := os.Create(filepath.Join(r.dir, "kept"))
	if err != nil {
		return err
	}
	defer kept.Close()
	go io.Copy(kept, hose) // it answers again
	return errors.Join(b.isWhole(kept.Name()), s.quits())
}

func replugRound(r *round) error {
	b, s, record, err := r.begun()
	if err != nil {
		return err
	}
	for n := range 20 {
		if err := b.prints(fmt.Appendf(nil, "plugged in for the %dth time\r\nin the middle of a li", n+1)); err != nil {
			return err
		}
		if err := b.isWhole(record); err != nil { // what a dead adapter still had is nobody's
			return err
		}
		b.unplug()
		if err := b.plug(); err != nil {
			return err
		}
	}
	return errors.Join(b.prints([]byte("that was all\r\n")), b.isWhole(record), s.shows("that was all"), s.quits())
}
