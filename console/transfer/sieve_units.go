package transfer

import (
	"hash/crc32"
	"slices"
	"strings"
)

// blocks are what a sender of XMODEM or YMODEM says.
type blocks struct{ proof proof }

// A proof is what stands behind each block of a transfer. A checksum of one byte fits one piece
// of anything in 256, the kernel's words in a block among it, so it proves nothing before a block
// was followed by what may follow one.
type proof int

const (
	unproven proof = iota
	byCRC
	byChecksum
)

// reset: behind the first block a receiver may take its time.
func (b *blocks) reset(p []byte) int {
	if size := blockSize(p[0]); size > 0 && len(p) == 3+size+1 && checksum(p[3:3+size]) == p[3+size] {
		return len(p)
	}
	return 0
}

func (b *blocks) unit(p []byte, at int) (int, verdict) {
	size := blockSize(p[at])
	switch {
	case single(p, at, eot, can):
		return 1, whole
	case size == 0:
		return 1, foreign
	}
	return b.block(p[at:], size)
}

// blockSize is how much of a file is in a block that begins with this, 0 for no block.
func blockSize(first byte) int {
	switch first {
	case soh:
		return 128
	case stx:
		return 1024
	}
	return 0
}

// block reads a block of so many bytes, with a checksum or a CRC behind it.
func (b *blocks) block(p []byte, size int) (int, verdict) {
	switch {
	case len(p) > 2 && p[1] != ^p[2]:
		return 1, foreign
	case len(p) < 3+size+1:
		return 0, begun
	}
	data, sum := p[3:3+size], p[3+size:]
	fits := checksum(data) == sum[0]
	switch {
	case fits && b.proof == byChecksum:
		return 3 + size + 1, whole
	case len(sum) < 2:
		return 0, begun
	case crc16(data) == uint16(sum[0])<<8|uint16(sum[1]):
		b.proof = byCRC
		return 3 + size + 2, whole
	case fits && b.proof == unproven && slices.Contains([]byte{soh, stx, eot, can}, sum[1]):
		b.proof = byChecksum
		return 3 + size + 1, whole
	}
	return 1, damaged
}

// answers are what a receiver of XMODEM or YMODEM says: single controls, which are told from
// text as they are, and the C that it asks with.
type answers struct{}

// reset: who asks for a file with C waits for its first block, for seconds.
func (answers) reset(p []byte) int { return len(p) }

func (answers) unit(p []byte, at int) (int, verdict) {
	if single(p, at, ack, nak, can) {
		return 1, whole
	}
	if p[at] != 'C' || inWords(p, at) && p[at-1] != 'C' {
		return 1, foreign
	}
	n := 1
	for at+n < len(p) && p[at+n] == 'C' {
		n++
	}
	switch {
	case at+n == len(p):
		return 0, begun
	case n == 1 && isLetter(p[at+n]): // a word
		return 1, foreign
	}
	return n, whole
}

// single tells that one of these stands there, and not within a line of text: that is left
// whole.
func single(p []byte, at int, signs ...byte) bool {
	return slices.Contains(signs, p[at]) && !inWords(p, at)
}

func inWords(p []byte, at int) bool { return at > 0 && p[at-1] >= ' ' && p[at-1] < 0x7f }

func isLetter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' || c == ' ' }

// zUnits are ZMODEM's headers, and the pieces of a file behind some of them.
type zUnits struct {
	sieve *Sieve
	data  int     // how long the CRC of the pieces is that come now, 0 for none
	ends  lineEnd // of a header
	over  int     // how much of "over and out" may come now
	asked bool    // a place in the file was asked for since the receiver said that it is ready
}

// What ZMODEM's bytes mean.
const (
	zPad   = '*'
	zdle   = can
	zHex   = 'B'
	zBin16 = 'A'
	zBin32 = 'C'

	zRqinit = 0
	zRinit  = 1
	zSinit  = 2
	zFile   = 4
	zFin    = 8
	zRpos   = 9
	zData   = 10

	zCalls = "rz\r**" // what a sender types to a shell, and then says to the receiver

	zPieceMost = 2*8192 + 64 // lrzsz sends 8 KiB at most, and may escape each byte
)

func (z *zUnits) reset([]byte) int { z.data, z.ends = 0, ""; return 0 }

func (z *zUnits) unit(p []byte, at int) (int, verdict) {
	if z.ends.takes(p[at]) {
		return 1, whole
	}
	if z.data > 0 {
		return z.piece(p[at:])
	}
	if p[at] == 'O' && z.over > 0 {
		z.over--
		return 1, whole
	}
	z.over = 0
	if !inWords(p, at) {
		if n, v := call(p[at:]); v != foreign {
			return n, v
		}
	}
	return z.header(p[at:])
}

// call reads what a sender types to a shell in front of its first header.
func call(p []byte) (int, verdict) {
	switch n := min(len(p), len(zCalls)); {
	case string(p[:n]) != zCalls[:n]:
		return 1, foreign
	case n < len(zCalls):
		return 0, begun
	}
	return len("rz\r"), whole
}

// header reads a header, with the padding in front of it.
func (z *zUnits) header(p []byte) (int, verdict) {
	pads := 0
	for pads < len(p) && p[pads] == zPad {
		pads++
	}
	switch {
	case pads == 0, pads > 2:
		return 1, foreign
	case len(p) == pads, len(p) == pads+1 && p[pads] == zdle:
		return 0, begun
	case p[pads] != zdle:
		return pads, foreign
	}
	form := p[pads+1]
	read := map[byte]func([]byte) (int, byte, verdict){
		zHex:   hexHeader,
		zBin16: func(p []byte) (int, byte, verdict) { return binHeader(p, 2) },
		zBin32: func(p []byte) (int, byte, verdict) { return binHeader(p, 4) },
	}[form]
	if read == nil {
		return pads, foreign
	}
	n, kind, v := read(p[pads+2:])
	switch v {
	case begun:
		return 0, begun
	case damaged:
		return pads, damaged
	}
	if z.follow(kind, form); form == zHex {
		z.ends = hexEnds
	}
	return pads + 2 + n, whole
}

// follow takes note of a header.
func (z *zUnits) follow(kind, form byte) {
	switch kind {
	case zFin:
		z.over = len("OO")
	case zSinit, zFile, zData:
		if z.data = 2; form == zBin32 {
			z.data = 4
		}
	case zRinit:
		z.asked = false
	case zRpos: // the first one is where the file begins
		if z.asked {
			z.sieve.Errors++
		}
		z.asked = true
	}
}

const hexDigits = 14 // of a kind, four bytes and a CRC

// hexHeader reads a header in hexadecimal digits.
func hexHeader(p []byte) (n int, kind byte, v verdict) {
	var b [hexDigits / 2]byte
	for i := range min(len(p), hexDigits) {
		d := hexDigit(p[i])
		if d > 15 {
			return 0, 0, damaged
		}
		b[i/2] = b[i/2]<<4 | d
	}
	if len(p) < hexDigits {
		return 0, 0, begun
	}
	if crc16(b[:5]) != uint16(b[5])<<8|uint16(b[6]) {
		return 0, 0, damaged
	}
	return hexDigits, b[0], whole
}

// A lineEnd is what may still come of the line end behind a header in hexadecimal digits.
type lineEnd string

// hexEnds is the whole of it; some senders leave one or another out, and most set the eighth bit
// of the line feed.
const hexEnds lineEnd = "\r\n\x11"

// takes tells that a byte goes on with the line end, which is over when one does not.
func (e *lineEnd) takes(c byte) bool {
	i := strings.IndexByte(string(*e), c&0x7f)
	*e = (*e)[i+1:]
	if i < 0 {
		*e = ""
	}
	return i >= 0
}

func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

// binHeader reads a header of five bytes with its CRC.
func binHeader(p []byte, crc int) (n int, kind byte, v verdict) {
	var b []byte
	for len(b) < 5+crc {
		c, k, end := unescape(p[n:])
		switch {
		case k == 0:
			return 0, 0, begun
		case end:
			return 0, 0, damaged
		}
		b, n = append(b, c), n+k
	}
	if !proven(b[:5], b[5:]) {
		return 0, 0, damaged
	}
	return n, b[0], whole
}

// piece reads a piece of a file, up to its end and CRC.
func (z *zUnits) piece(p []byte) (int, verdict) {
	var b []byte
	for n := 0; ; {
		c, k, end := unescape(p[n:])
		if k == 0 && len(p) < zPieceMost {
			return 0, begun
		}
		if k == 0 || n > zPieceMost || end && (c < 'h' || c > 'k') { // given up, or no file at all
			z.data = 0
			return 1, damaged
		}
		b, n = append(b, c), n+k
		if !end {
			continue
		}
		m, v := z.sum(p[n:], b)
		if v != begun && (c == 'h' || c == 'k') { // a header is next
			z.data = 0
		}
		return n + m, v
	}
}

// sum reads the CRC behind a piece.
func (z *zUnits) sum(p, of []byte) (n int, v verdict) {
	var sum []byte
	for len(sum) < z.data {
		c, k, _ := unescape(p[n:])
		if k == 0 {
			return 0, begun
		}
		sum, n = append(sum, c), n+k
	}
	if !proven(of, sum) {
		return n, damaged
	}
	return n, whole
}

// unescape reads a byte, k bytes long, 0 when they have not come; end is one that ends a
// piece.
func unescape(p []byte) (c byte, k int, end bool) {
	switch {
	case len(p) == 0, p[0] == zdle && len(p) == 1:
		return 0, 0, false
	case p[0] != zdle:
		return p[0], 1, false
	case p[1] >= 'h' && p[1] <= 'k', p[1] == zdle:
		return p[1], 2, true
	case p[1] == 'l':
		return 0x7f, 2, false
	case p[1] == 'm':
		return 0xff, 2, false
	}
	return p[1] ^ 0x40, 2, false
}

// proven tells that a CRC is that of bytes.
func proven(p, sum []byte) bool {
	if len(sum) == 2 {
		return crc16(p) == uint16(sum[0])<<8|uint16(sum[1])
	}
	c := crc32.ChecksumIEEE(p)
	return byte(c) == sum[0] && byte(c>>8) == sum[1] && byte(c>>16) == sum[2] && byte(c>>24) == sum[3]
}
