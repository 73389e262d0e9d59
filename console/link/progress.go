package link

import (
	"fmt"
	"time"
)

// A Progress tells how far a file is on its way over the line.
type Progress struct {
	Sending  bool
	Protocol string // "YMODEM"
	Name     string // of the file, as it is called here; "" while nobody said
	Done     int64  // bytes
	Total    int64  // 0 when nobody said
	Errors   int    // blocks that came damaged, or not at all, and were sent again
	Began    time.Time
	For      string // who sends or receives it, when that is another screen; else ""
}

// Words tell how far it is.
func (p *Progress) Words() string {
	words := p.Direction() + " by " + p.Protocol
	switch {
	case p.Done == 0:
		words += ": waiting for the board"
	case p.Total > 0:
		words += fmt.Sprintf(": %d %% of %d bytes", p.Done*100/p.Total, p.Total)
	default:
		words += fmt.Sprintf(": %d bytes", p.Done)
	}
	if p.Errors > 0 {
		words += fmt.Sprintf(", %d errors", p.Errors)
	}
	return words
}

// Direction tells what goes where, and for whom.
func (p *Progress) Direction() string {
	words := map[bool]string{true: "sending", false: "receiving"}[p.Sending]
	if p.Name != "" {
		words += " " + p.Name
	}
	if p.For != "" {
		words += " for " + p.For
	}
	return words
}

// A Transfer is files to be sent or received.
type Transfer struct {
	Protocol string // one of Protocols
	Receive  bool
	Files    string // to send: one path, or several, separated by blanks, where the protocol takes them
	Dir      string // to receive into, "" for the working directory
}

// Protocols are those that files go by: bytes as they are, and what boot loaders and
// shells speak. Raw has no way back.
var Protocols = []string{"raw", "XMODEM", "XMODEM-1K", "YMODEM", "ZMODEM"}
