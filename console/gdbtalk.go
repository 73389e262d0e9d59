package console

import (
	"bytes"
	"sync"
	"time"

	"oopscope/console/transfer"
	"oopscope/parse/kgdb"
)

// While gdb speaks to a kernel over the line, the packets of the two are in the record, as
// everything is, but in no line: a memory dump in hexadecimal digits between the kernel's last
// words and its next helps nobody.

// debugging is gdb's talk with the kernel. Its lock is taken behind all others.
type debugging struct {
	mu    sync.Mutex
	who   Typist
	split *kgdb.Splitter // nil while there is no gdb
	since time.Time      // something is held back that may be a packet's; zero for nothing
	told  bool           // the lines tell that there are packets
}

// packetTime is how long the rest of a packet may take.
const packetTime = 500 * time.Millisecond

// over ends the talk, and gives out what was held back.
func (d *debugging) over(split *kgdb.Splitter) (rest []transfer.Piece, ours bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.split != split {
		return nil, false
	}
	rest = piecesOf(split.Rest())
	d.split = nil
	return rest, true
}

// sent tells what somebody is about to send: the kernel owes an answer to each packet in it.
func (d *debugging) sent(who Typist, b []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(b) > 0 && d.split != nil && d.who.ID == who.ID {
		n, stop := d.split.Sent(b)
		if b = b[n:]; stop {
			b = b[1:]
		}
	}
}

// part parts what came, in its order; ok is false while no gdb is there.
func (d *debugging) part(b []byte, now time.Time) (parted []transfer.Piece, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.split == nil {
		return nil, false
	}
	for len(b) > 0 {
		n := 1 // a byte at a time, so that text and packets keep their order
		if !d.split.Holds() {
			n = max(1, len(b)-len(bytes.TrimLeftFunc(b, unlikePacket)))
		}
		parted = append(parted, piecesOf(d.split.Split(b[:n]))...)
		b = b[n:]
	}
	d.since = time.Time{}
	if d.split.Holds() {
		d.since = now
	}
	return transfer.Joined(parted), true
}

// unlikePacket tells letters that begin neither a packet nor an answer to one.
func unlikePacket(r rune) bool { return r != '$' && r != '+' && r != '-' }

// late gives out what waited in vain for the rest of a packet.
func (d *debugging) late(now time.Time) []transfer.Piece {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.split == nil || d.since.IsZero() || now.Sub(d.since) < packetTime {
		return nil
	}
	d.since = time.Time{}
	return piecesOf(d.split.Rest())
}

// piecesOf are text and packets, of which a splitter gives text first.
func piecesOf(text, packets []byte) (parted []transfer.Piece) {
	if len(text) > 0 {
		parted = append(parted, transfer.Piece{Text: append([]byte(nil), text...)})
	}
	return transfer.Hide(parted, packets)
}
