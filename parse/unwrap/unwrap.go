// Package unwrap takes the text of a log out of what a file may wrap it in: the
// records of the journal, Docker, LAVA, Loki and others, terminal recordings,
// HTML, the steps of CI services, other encodings and line ends. What a wrapping
// is, its first bytes say; from then on it is taken off as the bytes come. Plain
// text is handed back as it is. Wrappings nest.
package unwrap

import "bytes"

// maxNesting bounds wrappings in wrappings.
const maxNesting = 4

// An Unwrapper takes the text out of one input. The zero value is ready.
type Unwrapper struct {
	decided bool
	head    []byte // what came before it was decided
	tried   int    // how much of it was there when it was looked at last
	nesting int
	outer   string // the wrapping that this one is in

	name  string // of the wrapping, "" for none
	stage stage  // nil for plain text
	next  *Unwrapper
	out   []byte
}

// wrappings are all that are known, in the order in which they are asked. Over
// says that no more bytes will be shown.
var wrappings = []struct {
	name string
	tell func(head []byte, over bool) verdict
	make func() stage
	once bool // never in itself: what tells it is not taken off with it
}{
	{"UTF-32", tellUTF32, newUTF32, false},
	{"UTF-16", tellUTF16, newUTF16, false},
	{"byte order mark", tellMark, newMark, false},
	{"lone carriage returns", tellReturns, newReturns, false},
	{"overstrike", tellOverstrike, newOverstrike, true},
	{"RTF", tellRich, newRich, false},
	{"records", tellRecords, newRecords, false},
	{"journal export", tellExport, newExport, false},
	{"CI steps", tellSteps, newSteps, false},
	{"TeamCity's messages", tellTeamCity, newTeamCity, true},
	{"events", tellEvents, newEvents, false},
	{"CSV", tellTable, newTable, false},
	{"quoted-printable", tellMail, newMail, true},
	{"HTML", tellMarkup, newMarkup, false},
	{"XML", tellElements, newElements, true},
	{"bytes in numbers", tellDump, newDump, false},
	{"bytes with sums", tellSums, newSums, false},
	{"bytes in rows", tellOctets, newOctets, false},
	{"mail in base64", tellAttached, newAttached, true},
	{"strings", tellStrings, newStrings, false},
	{"part of an address", tellAddress, newAddress, false},
	{"cat -A", tellVisible, newVisible, false},
	{"escaped line ends", tellEscaped, newEscaped, false},
	{"uuencode", tellUU, newUU, true},
	{"records of several lines", tellPayload, newPayload, true},
	{"logcat's long form", tellLogcat, newLogcat, true},
	{"table of pipes", tellPipes, newPipes, false},
	{"typesetting", tellTypeset, newTypeset, false},
	{"base64", tellBase64, newBase64, false},
	{"grep's context", tellGrep, newGrep, true},
	{"UTF-7", tellUTF7, newUTF7, true},
	{"no-break spaces", tellNoBreaks, newNoBreaks, false},
	{"wide marks", tellWide, newWide, true},
	{"letters apart", tellApart, newApart, true},
	{"doubled blanks", tellDoubled, newDoubled, true},
	{"Markdown", tellMarkdown, newMarkdown, true},
	{"marks behind lines", tellClosed, newClosed, true},
	{"fields behind lines", tellTail, newTail, true},
	{"numbers behind lines", tellNumbered, newNumbered, true},
	{"two columns", tellSides, newSides, true},
	{"a pane beside", tellBorder, newBorder, true},
	{"tabs for blanks", tellTabbed, newTabbed, true},
	{"a broken log in a reply", tellReply, newReply, true},
	{"broken at a column", tellColumns, newColumns, true},
	{"the newest line first", tellNewest, newNewest, true},
	{"joined lines", tellJoined, newJoined, true},
}

// Feed takes the next bytes of the input and returns the text in them, which is
// valid until the next call. It may hold bytes back until more come.
func (u *Unwrapper) Feed(p []byte) []byte {
	if !u.decided {
		if u.head = append(u.head, p...); !u.worthATry(p) || !u.decide(len(u.head) >= window) {
			return nil
		}
		p, u.head = u.head, nil
	}
	if u.stage == nil {
		return p
	}
	u.out = u.stage.feed(u.out[:0], p)
	return u.next.Feed(u.out)
}

// Close returns the text that was held back. The input is over.
func (u *Unwrapper) Close() []byte {
	var rest []byte
	if !u.decided {
		u.decide(true)
		if u.stage == nil {
			return u.head
		}
		rest = bytes.Clone(u.next.Feed(u.stage.feed(nil, u.head)))
	}
	if u.stage == nil {
		return nil
	}
	rest = append(rest, u.next.Feed(u.stage.close(nil))...)
	return append(rest, u.next.Close()...)
}

// Wrappings names what was taken off, outermost first.
func (u *Unwrapper) Wrappings() (names []string) {
	for ; u != nil && u.stage != nil; u = u.next {
		names = append(names, u.name)
	}
	return names
}

// Wrapped reports whether an input that begins so is wrapped in anything, or may
// be: whoever has only plain text to read needs no Unwrapper.
func Wrapped(head []byte) bool {
	u := Unwrapper{head: head}
	return !u.worthATry(head) || !u.decide(len(head) >= window) || u.stage != nil
}

// worthATry tells whether what came since the last look may tell more. Bytes that
// drop in one by one must not be looked at again and again.
func (u *Unwrapper) worthATry(p []byte) bool {
	const often = 4 << 10
	grown := len(u.head) >= 2*u.tried || len(u.head) >= window
	if !grown && (u.tried > often || bytes.IndexByte(p, '\n') < 0) {
		return false
	}
	u.tried = len(u.head)
	return true
}

// decide looks for the input's wrapping, and tells whether it is known now.
func (u *Unwrapper) decide(over bool) bool {
	head := u.head[:min(len(u.head), window)]
	if len(head) == 0 && !over {
		return false
	}
	if u.nesting < maxNesting && len(head) > 0 {
		for _, w := range wrappings {
			if w.once && w.name == u.outer {
				continue
			}
			switch w.tell(head, over) {
			case more:
				return false
			case yes:
				u.name, u.stage, u.next = w.name, w.make(), &Unwrapper{nesting: u.nesting + 1, outer: w.name}
				u.decided = true
				return true
			}
		}
	}
	u.decided = true
	return true
}
