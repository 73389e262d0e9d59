package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/parse/letter"
)

// Receive receives by XMODEM, which names no file, or YMODEM. Create makes the file of
// a name, which is the other end's own and may be anything; "" is XMODEM's.
func Receive(w Wire, protocol string, create func(name string) (io.WriteCloser, error), told func(link.Progress)) error {
	m := &modem{wire: w, told: told, Progress: link.Progress{Protocol: protocol, Began: time.Now()}}
	told(m.Progress)
	var err error
	if protocol == "YMODEM" {
		for n, more := 0, true; more && err == nil; n++ {
			if n == mostFiles {
				err = fmt.Errorf("more than %d files in one go were not taken", mostFiles)
				break
			}
			more, err = m.receiveNamed(create)
		}
	} else {
		err = m.into(create, "", func(to io.Writer) error { return m.receiveData(to, -1) })
	}
	if err != nil && !errors.Is(err, ErrCanceled) {
		m.giveUp()
	}
	return err
}

// into receives into a file that is closed in any case.
func (m *modem) into(create func(string) (io.WriteCloser, error), name string, receive func(io.Writer) error) error {
	f, err := create(name)
	if err != nil {
		return err
	}
	err = receive(f)
	return errors.Join(err, f.Close())
}

// A block is what came in one frame.
type block struct {
	n    byte
	data []byte
	end  bool // EOT
}

// next receives a frame, and answers nothing.
func (m *modem) next(wait time.Duration, crc bool) (b block, err error) {
	cans := 0
	for end := time.Now().Add(wait); ; {
		c, err := m.byte(time.Until(end))
		switch {
		case err != nil:
			return b, err
		case c == soh, c == stx:
			return m.frame(blockSize(c), crc)
		case c == eot:
			return block{end: true}, nil
		case c == can:
			if cans++; cans > 1 {
				return b, ErrCanceled
			}
			continue
		}
		cans = 0
		if time.Now().After(end) { // noise without an end
			return b, ErrTimeout
		}
	}
}

// errDamaged is a frame that is not what was sent.
var errDamaged = errors.New("damaged")

func (m *modem) frame(size int, crc bool) (b block, err error) {
	tail := 1
	if crc {
		tail = 2
	}
	p := make([]byte, 2+size+tail)
	for i := range p {
		if p[i], err = m.byte(byteWait); err != nil {
			if errors.Is(err, ErrTimeout) {
				err = errDamaged
			}
			return b, err
		}
	}
	data, sum := p[2:2+size], p[2+size:]
	switch {
	case p[0] != ^p[1],
		crc && crc16(data) != uint16(sum[0])<<8|uint16(sum[1]),
		!crc && checksum(data) != sum[0]:
		return b, errDamaged
	}
	return block{n: p[0], data: data}, nil
}

// receiveData receives a file of a size, -1 when that is not known, up to its end. The
// first EOT is refused: it may have been noise.
func (m *modem) receiveData(to io.Writer, size int64) error {
	crc, asking, refused := true, true, false
	for n, fails := byte(1), 0; ; {
		if asking {
			if err := m.put(map[bool]byte{true: 'C', false: nak}[crc]); err != nil {
				return err
			}
		}
		b, err := m.next(map[bool]time.Duration{true: askEvery, false: blockWait}[asking], crc)
		switch {
		case err == nil && b.end && !refused:
			refused = true
			err = m.put(nak)
			asking = false
		case err == nil && b.end:
			return errors.Join(m.put(ack), m.short(size))
		case err == nil && b.n == n:
			asking, fails, refused = false, 0, false
			if size, err = m.keep(to, b.data, size); err == nil {
				err = m.put(ack)
			}
			n++
		case err == nil && b.n == n-1: // our answer was lost
			err = m.put(ack)
		case err == nil, errors.Is(err, errDamaged), errors.Is(err, ErrTimeout):
			if fails++; fails > 2*retries {
				return fmt.Errorf("block %d: %w", n, ErrRefused)
			}
			if err = m.again(&crc, asking, fails, err); asking {
				continue
			}
		}
		if err != nil {
			return err
		}
	}
}

// short is the error of a file that ends before the size that it was said to have.
func (m *modem) short(left int64) error {
	if left <= 0 {
		return nil
	}
	return fmt.Errorf("%s ends after %d bytes, and was said to have %d", m.Name, m.Done, m.Total)
}

// again asks for the block that did not come, or not whole. A sender that does not
// answer to C knows no CRC.
func (m *modem) again(crc *bool, asking bool, fails int, why error) error {
	if !errors.Is(why, ErrTimeout) || !asking {
		m.failed()
	}
	if asking {
		*crc = *crc && (fails < 4 || m.Protocol == "YMODEM")
		return nil
	}
	m.purge(100 * time.Millisecond)
	return m.put(nak)
}

// keep writes what belongs to the file, and returns what of it is still to come.
func (m *modem) keep(to io.Writer, p []byte, size int64) (int64, error) {
	if size >= 0 {
		p = p[:min(int64(len(p)), size)]
		size -= int64(len(p))
	}
	_, err := to.Write(p)
	m.Done += int64(len(p))
	m.told(m.Progress)
	return size, err
}

// nameMost is how much of a name is shown.
const nameMost = 100

// receiveNamed receives a file of YMODEM; more is false behind the last.
func (m *modem) receiveNamed(create func(string) (io.WriteCloser, error)) (more bool, err error) {
	head, err := m.header()
	if err != nil {
		return false, err
	}
	name, rest, _ := bytes.Cut(head, []byte{0})
	if len(name) == 0 {
		return false, m.put(ack)
	}
	size := int64(-1)
	rest, _, _ = bytes.Cut(rest, []byte{0})
	if _, err := fmt.Sscanf(strings.TrimSpace(string(rest)), "%d", &size); err != nil || size < 0 {
		size = -1
	}
	m.Name, m.Total, m.Done = letter.Clip(letter.Clean(string(name)), nameMost), max(size, 0), 0
	err = m.into(create, string(name), func(to io.Writer) error {
		if err := m.put(ack); err != nil {
			return err
		}
		return m.receiveData(to, size)
	})
	return err == nil, err
}

// header receives block 0.
func (m *modem) header() ([]byte, error) {
	for tries := 0; tries < int(startWait/askEvery); tries++ {
		if err := m.put('C'); err != nil {
			return nil, err
		}
		b, err := m.next(askEvery, true)
		switch {
		case err == nil && b.n == 0 && !b.end:
			return b.data, nil
		case err == nil && b.end: // our answer to the last one was lost
			err = m.put(ack)
		case errors.Is(err, errDamaged):
			m.failed()
			m.purge(100 * time.Millisecond)
			continue
		case errors.Is(err, ErrTimeout):
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("nothing was sent within %v: start the sender on the board first (sb, sx)", startWait)
}
