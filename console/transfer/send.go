package transfer

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"oopscope/console/link"
)

// A File is one to be sent.
type File struct {
	Path string
	Size int64
	Time time.Time
	io.Reader
}

// Send sends files by XMODEM, XMODEM-1K, which take one, or YMODEM. Told hears of
// every block.
func Send(w Wire, protocol string, files []File, told func(link.Progress)) error {
	m := &modem{wire: w, told: told, Progress: link.Progress{Sending: true, Protocol: protocol, Began: time.Now()}}
	var err error
	if protocol == "YMODEM" {
		err = m.sendBatch(files)
	} else {
		err = m.sendFile(files[0], protocol == "XMODEM-1K")
	}
	if err != nil && !errors.Is(err, ErrCanceled) {
		m.giveUp()
	}
	return err
}

// sendFile is XMODEM.
func (m *modem) sendFile(f File, large bool) error {
	m.begin(f)
	crc, err := m.asked()
	if err != nil {
		return err
	}
	return m.sendData(f, large, crc)
}

func (m *modem) begin(f File) {
	m.Name, m.Total, m.Done = filepath.Base(f.Path), f.Size, 0
	m.told(m.Progress)
}

// asked waits for the other end to ask for the first block, with a CRC or without.
func (m *modem) asked() (crc bool, err error) {
	cans := 0
	for end := time.Now().Add(startWait); time.Now().Before(end); {
		c, err := m.byte(askEvery)
		switch {
		case errors.Is(err, ErrTimeout):
			continue
		case err != nil:
			return false, err
		case c == 'C', c == nak:
			time.Sleep(turnaround)
			return c == 'C', nil
		case c == can:
			if cans++; cans > 1 {
				return false, ErrCanceled
			}
			continue
		}
		cans = 0
	}
	return false, fmt.Errorf("the other end did not ask for the file within %v: start its receiver first (loady, loadx, rb, rx)", startWait)
}

// sendData sends the blocks of a file, from number 1 on, and its end.
func (m *modem) sendData(r io.Reader, large, crc bool) error {
	buf := make([]byte, 128)
	if large && crc {
		buf = make([]byte, 1024)
	}
	for n := byte(1); ; n++ {
		k, err := io.ReadFull(r, buf)
		if k == 0 && errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		block := buf
		if k <= 128 { // the end of a file is not filled up to a whole KiB
			block = buf[:128]
		}
		for i := k; i < len(block); i++ {
			block[i] = sub
		}
		if err := m.sendBlock(n, block, crc); err != nil {
			return err
		}
		m.Done += int64(k)
		m.told(m.Progress)
	}
	return m.sendEnd()
}

// sendBlock sends a block until it is taken.
func (m *modem) sendBlock(n byte, p []byte, crc bool) error {
	head := byte(soh)
	if len(p) == 1024 {
		head = stx
	}
	frame := append([]byte{head, n, ^n}, p...)
	if crc {
		c := crc16(p)
		frame = append(frame, byte(c>>8), byte(c))
	} else {
		frame = append(frame, checksum(p))
	}
	for range retries {
		m.buf = nil
		if _, err := m.wire.Write(frame); err != nil {
			return err
		}
		if a, err := m.answer(blockWait); a == taken || err != nil {
			return err
		}
		m.failed()
	}
	return fmt.Errorf("block %d: %w", n, ErrRefused)
}

// An answer is what a receiver says of a block.
type answer int

const (
	silence answer = iota
	taken
	refused
)

// answer waits for the answer to a block; noise is none.
func (m *modem) answer(wait time.Duration) (answer, error) {
	cans := 0
	for end := time.Now().Add(wait); time.Now().Before(end); {
		c, err := m.byte(time.Until(end))
		switch {
		case errors.Is(err, ErrTimeout):
			return silence, nil
		case err != nil:
			return silence, err
		case c == ack:
			time.Sleep(ackTurnaround)
			return taken, nil
		case c == nak, c == 'C' && m.Done == 0: // who heard nothing as yet asks as at first
			time.Sleep(turnaround)
			return refused, nil
		case c == can:
			if cans++; cans > 1 {
				return silence, ErrCanceled
			}
			continue
		}
		cans = 0
	}
	return silence, nil
}

// sendEnd sends EOT, and again when it is refused: YMODEM's receiver refuses the first.
// A receiver that missed it says so after a while. One that says nothing has taken it and
// ended, with its answer lost, and a shell would take a second EOT for ctrl-d.
func (m *modem) sendEnd() error {
	for range retries {
		m.buf = nil
		if err := m.put(eot); err != nil {
			return err
		}
		if a, err := m.answer(endWait); a != refused || err != nil {
			return err
		}
	}
	return fmt.Errorf("the end of the file: %w", ErrRefused)
}

// sendBatch is YMODEM: a block 0 with name and size before each file, and an empty one
// behind the last.
func (m *modem) sendBatch(files []File) error {
	for _, f := range files {
		m.begin(f)
		if _, err := m.asked(); err != nil {
			return err
		}
		head := fmt.Appendf(nil, "%s\x00%d %o", filepath.Base(f.Path), f.Size, f.Time.Unix())
		if err := m.sendBlock(0, padded(head), true); err != nil {
			return err
		}
		crc, err := m.asked()
		if err != nil {
			return err
		}
		if err := m.sendData(f, true, crc); err != nil {
			return err
		}
	}
	if _, err := m.asked(); err != nil {
		return err
	}
	return m.sendLast()
}

// sendLast sends the empty block 0 behind the last file. All files were taken by then, so
// nobody minds when the answer is lost: some receivers end with the block.
func (m *modem) sendLast() error {
	last := padded(nil)
	m.buf = nil
	_, err := m.wire.Write(append(append([]byte{soh, 0, 0xff}, last...), 0, 0))
	if err == nil {
		_, _ = m.byte(lastWait)
	}
	return err
}

// padded fills a header up with zeros.
func padded(head []byte) []byte {
	size := 128
	if len(head) > size {
		size = 1024
	}
	return append(head, make([]byte, max(size-len(head), 0))...)[:size]
}

// SendRaw sends a file as it is, so many bytes at a time with a pause behind each.
func SendRaw(w Wire, f File, chunk int, pause time.Duration, told func(link.Progress)) error {
	m := &modem{wire: w, told: told, Progress: link.Progress{Sending: true, Protocol: "raw", Began: time.Now()}}
	m.begin(f)
	buf := make([]byte, chunk)
	for {
		n, err := io.ReadFull(f, buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
			m.Done += int64(n)
			told(m.Progress)
			time.Sleep(pause)
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}
