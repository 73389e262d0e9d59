// Package transfer sends and receives files over a console by the protocols that boot
// loaders and shells speak: XMODEM with checksum or CRC, in blocks of 128 bytes or of
// 1 KiB, and YMODEM, as Chuck Forsberg's "XMODEM/YMODEM Protocol Reference" has them, and
// ZMODEM by the programs sz and rz where they are installed. The other end is as hostile
// as any board: what it calls its files is a name in one folder, and no file is replaced.
package transfer

import (
	"errors"
	"time"

	"oopscope/console/link"
)

// A Wire is the line while a transfer has it.
type Wire interface {
	// Read returns bytes that came, and ErrTimeout when none come for so long.
	Read(p []byte, wait time.Duration) (int, error)
	// Write sends bytes, and returns when they left.
	Write(p []byte) (int, error)
}

// What ends a transfer.
var (
	ErrTimeout  = errors.New("nothing comes")
	ErrCanceled = errors.New("the other end gave up")
	ErrRefused  = errors.New("too many blocks were refused")
)

// The bytes of the protocols.
const (
	soh = 0x01 // a block of 128 bytes
	stx = 0x02 // a block of 1024 bytes
	eot = 0x04
	ack = 0x06
	nak = 0x15
	can = 0x18
	sub = 0x1a // what a last block is filled up with
)

// Patience, after which a block is sent again, and how often it is.
const (
	retries   = 10
	startWait = time.Minute // for the other end to be ready: somebody types its command
	byteWait  = 2 * time.Second
	askEvery  = 3 * time.Second

	// turnaround is what a receiver has behind its NAK, or its ACK, to throw away what
	// it heard: lrzsz's does, and what comes at once goes with that.
	turnaround = 40 * time.Millisecond
)

// Times that the tests change, whose line takes none.
var (
	ackTurnaround = 2 * time.Millisecond
	blockWait     = 10 * time.Second
	endWait       = 12 * time.Second // in which a receiver misses the end of a file
	lastWait      = 2 * time.Second  // for the answer to the last block, which some do not give
	purgeMost     = 3 * time.Second
)

// A modem is one transfer in progress.
type modem struct {
	wire Wire
	told func(link.Progress)
	link.Progress

	buf  []byte // of what came, not read yet
	room [4096]byte
}

// byte returns the next byte.
func (m *modem) byte(wait time.Duration) (byte, error) {
	if len(m.buf) == 0 {
		n, err := m.wire.Read(m.room[:], wait)
		if err != nil {
			return 0, err
		}
		m.buf = m.room[:n]
	}
	c := m.buf[0]
	m.buf = m.buf[1:]
	return c, nil
}

// purge drops what comes until the line is quiet, which one that only brings noise never
// is.
func (m *modem) purge(quiet time.Duration) {
	m.buf = nil
	for end := time.Now().Add(purgeMost); time.Now().Before(end); {
		if _, err := m.wire.Read(m.room[:], quiet); err != nil {
			return
		}
	}
}

func (m *modem) put(c ...byte) error {
	_, err := m.wire.Write(c)
	return err
}

// giveUp tells the other end that it is over. It may be a shell by now, which is not to
// be left with eight odd bytes.
func (m *modem) giveUp() {
	_ = m.put(can, can, can, can, can, '\b', '\b', '\b', '\b', '\b')
}

func (m *modem) failed() {
	m.Errors++
	m.told(m.Progress)
}

// crc16 is the CRC of XMODEM: polynomial 0x1021, begun with 0.
func crc16(p []byte) (crc uint16) {
	for _, c := range p {
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

func checksum(p []byte) (sum byte) {
	for _, c := range p {
		sum += c
	}
	return sum
}
