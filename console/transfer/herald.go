package transfer

import (
	"bytes"
	"time"
)

// A Herald hears ZMODEM's headers in what a board says while no file is on its way: sz on the
// board offers one, rz waits for one, before anybody here answers. They are the protocol's, not
// text.
type Herald struct {
	held  []byte // what may be the beginning of one
	ends  lineEnd
	since time.Time // when something was held back, or a header heard, last
	last  byte      // in front of what is held; 0 for nothing
}

// How long the rest of a header may take: of what no text has, and of what is text in all
// likelihood. A star that somebody typed is echoed so much later.
const (
	heraldWait = time.Second
	starWait   = 30 * time.Millisecond
)

// heralding is how a header in hexadecimal digits begins, and firstHeader the first one of a
// sender, with what it types to a shell.
var (
	heralding   = []byte("**\x18B")
	firstHeader = append([]byte("rz\r"), heralding...)
)

// An Offer is what a board's program says that it would do.
type Offer int

// What there is of offers.
const (
	NoOffer Offer = iota
	OffersFiles
	AwaitsFiles
)

// Words say it to a person, "" for none.
func (o Offer) Words() string {
	return [...]string{
		OffersFiles: "the board offers files by ZMODEM, which can be received now",
		AwaitsFiles: "the board waits for files by ZMODEM, which can be sent now",
	}[o]
}

// Hear takes what came. When ok is false it is text as it stands; else it was parted, as far
// as nothing is held back of it.
func (h *Herald) Hear(p []byte, now time.Time) (parted []Piece, offer Offer, ok bool) {
	end := h.lineEnd(p, now)
	if end == 0 && len(h.held) == 0 && !bytes.Contains(p, heralding) && h.begun(p) == len(p) {
		h.note(p)
		return nil, NoOffer, false
	}
	parted = hide(parted, p[:end])
	p = append(h.held, p[end:]...)
	h.held = nil
	for at := 0; at < len(p); {
		i := bytes.Index(p[at:], heralding)
		if i < 0 {
			return h.hold(parted, p[at:], h.begun(p[at:]), now), offer, true
		}
		n, kind, v := hexHeader(p[at+i+len(heralding):])
		switch text := h.called(p[at:][:i]); {
		case v == begun:
			return h.hold(parted, p[at:], text, now), offer, true
		case v == whole:
			parted = h.give(parted, p[at:][:text])
			end := at + i + len(heralding) + n
			h.note(p[at:end])
			h.ends, h.since = hexEnds, now
			end += h.lineEnd(p[end:], now)
			parted = hide(parted, p[at+text:end])
			at, offer = end, max(offer, offers[kind])
		default:
			parted = h.give(parted, p[at:][:i+1])
			at += i + 1
		}
	}
	return parted, offer, true
}

// lineEnd is how much of what came belongs to the header in front of it.
func (h *Herald) lineEnd(p []byte, now time.Time) (n int) {
	if now.Sub(h.since) >= heraldWait {
		h.ends = ""
	}
	for n < len(p) && h.ends.takes(p[n]) {
		n++
	}
	h.note(p[:n])
	return n
}

// offers are the headers that begin something.
var offers = map[byte]Offer{zRqinit: OffersFiles, zRinit: AwaitsFiles}

// Late gives out what was held back in vain.
func (h *Herald) Late(now time.Time) []Piece {
	if wait := h.Wait(); wait == 0 || now.Sub(h.since) < wait {
		return nil
	}
	return h.give(nil, h.Held())
}

// Wait is how long to wait before Late is asked, 0 when it need not be.
func (h *Herald) Wait() time.Duration {
	switch {
	case len(h.held) == 0:
		return 0
	case bytes.IndexByte(h.held, zdle) >= 0, bytes.HasPrefix(h.held, []byte("rz\r")):
		return heraldWait
	}
	return starWait
}

// Held takes back what is held.
func (h *Herald) Held() []byte {
	p := h.held
	h.held = nil
	return p
}

// hold gives out text, and holds the rest back.
func (h *Herald) hold(parted []Piece, p []byte, text int, now time.Time) []Piece {
	parted = h.give(parted, p[:text])
	h.held, h.since = bytes.Clone(p[text:]), now
	return parted
}

func (h *Herald) give(parted []Piece, text []byte) []Piece {
	if len(text) == 0 {
		return parted
	}
	h.note(text)
	return append(parted, Piece{Text: bytes.Clone(text)})
}

func (h *Herald) note(p []byte) {
	if len(p) > 0 {
		h.last = p[len(p)-1]
	}
}

// called is where what a sender types to a shell in front of its first header begins, at the
// end of a text; the end itself without one.
func (h *Herald) called(text []byte) int {
	const words = "rz\r"
	if at := len(text) - len(words); bytes.HasSuffix(text, []byte(words)) && h.atStart(text, at) {
		return at
	}
	return len(text)
}

// atStart tells that a line begins at a place.
func (h *Herald) atStart(p []byte, at int) bool {
	before := h.last
	if at > 0 {
		before = p[at-1]
	}
	return before == 0 || before == '\n' || before == '\r'
}

// begun is where the beginning of a header may begin, at the end of a text; the end itself where
// none does.
func (h *Herald) begun(p []byte) int {
	for at := max(0, len(p)-len(firstHeader)+1); at < len(p); at++ {
		if rest := p[at:]; bytes.HasPrefix(heralding, rest) || bytes.HasPrefix(firstHeader, rest) && h.atStart(p, at) {
			return at
		}
	}
	return len(p)
}
