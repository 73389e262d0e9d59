package parse

import (
	"bytes"
	"encoding/binary"
)

// prefix is what stands before the text of a console line: the printk time
// stamp, level and caller, and whatever loggers put in front of them.
type prefix struct {
	text   int    // offset of the text
	micro  int64  // printk time, microseconds; -1 none
	level  int8   // -1 none
	caller caller // 0 none
	seen   bool   // some prefix of the kernel's own was there: a time or a level
}

// caller is the context CONFIG_PRINTK_CALLER prints: "T1726" is task 1726,
// "C0" is CPU 0 in an interrupt. Zero is "not printed".
type caller int32

func taskCaller(pid int) caller { return caller(pid + 1) }
func cpuCaller(cpu int) caller  { return caller(-cpu - 1) }
func (c caller) isCPU() bool    { return c < 0 }

// readPrefix finds where the text of a scrubbed line begins. Loggers nest
// (syslog around dmesg around printk), so the readers run until none fits.
func readPrefix(s []byte) prefix {
	p := prefix{micro: -1, level: -1}
	if readStamp(s, &p) { // "[    3.813005] 8<--- cut here ---": nearly every line
		if p.text < len(s) && (s[p.text] == '<' || isDigit(s[p.text]) || s[p.text] == '[') {
			readLogger(s, &p)
		}
		p.text += kernelTag(s[p.text:], nil) // journalctl -o short-monotonic
		return p
	}
	for round := 0; round < 8 && p.text < len(s); round++ {
		if !readLevel(s, &p) && !readStamp(s, &p) && !readLogger(s, &p) {
			break
		}
	}
	if p.micro < 0 {
		readEmbeddedStamp(s, &p)
	}
	return p
}

// readStamp takes "[  942.541300] " with an optional glued "[ T1726]".
func readStamp(s []byte, p *prefix) bool {
	if p.micro >= 0 {
		return false
	}
	micro, i, ok := stampAt(s, p.text)
	if !ok {
		return false
	}
	p.micro, p.seen = micro, true
	if i < len(s) && s[i] == '[' {
		if c, j, ok := callerAt(s, i); ok {
			p.caller, i = c, j
		}
	}
	if i < len(s) && s[i] == ' ' { // exactly one blank follows; more are the text's own
		i++
	}
	p.text = i
	return true
}

// stampAt reads a printk time stamp at i and returns the index behind "]".
func stampAt(s []byte, i int) (micro int64, next int, ok bool) {
	if i >= len(s) || s[i] != '[' {
		return 0, 0, false
	}
	i++
	for i < len(s) && s[i] == ' ' {
		i++
	}
	sec, n := int64(0), 0
	for ; i < len(s) && isDigit(s[i]) && n < 12; i++ {
		sec, n = sec*10+int64(s[i]-'0'), n+1
	}
	if n == 0 || i >= len(s) || s[i] != '.' {
		return 0, 0, false
	}
	i++
	frac, m := int64(0), 0
	for ; i < len(s) && isDigit(s[i]) && m < 6; i++ {
		frac, m = frac*10+int64(s[i]-'0'), m+1
	}
	if m < 3 || i >= len(s) || s[i] != ']' { // dmesg prints 6 digits, some loggers 3
		return 0, 0, false
	}
	for ; m < 6; m++ {
		frac *= 10
	}
	return sec*1e6 + frac, i + 1, true
}

// callerAt reads "[ T1726]" or "[    C0]"; other bracketed words of the same
// place (7.0 prints comm there) are skipped as part of the prefix.
func callerAt(s []byte, i int) (caller, int, bool) {
	end := bytes.IndexByte(s[i:], ']')
	if end < 0 || end > 24 {
		return 0, 0, false
	}
	body := bytes.TrimLeft(s[i+1:i+end], " ")
	next := i + end + 1
	if len(body) < 2 || (body[0] != 'T' && body[0] != 'C') {
		return 0, 0, false
	}
	n := 0
	for _, c := range body[1:] {
		if !isDigit(c) || n > 1<<24 {
			return 0, 0, false
		}
		n = n*10 + int(c-'0')
	}
	if body[0] == 'T' {
		return taskCaller(n), next, true
	}
	return cpuCaller(n), next, true
}

// readLevel takes "<4>" and "<04>"; the facility above bit 3 is dropped.
func readLevel(s []byte, p *prefix) bool {
	i := p.text
	if i+2 >= len(s) || s[i] != '<' {
		return false
	}
	n, j := 0, i+1
	for ; j < len(s) && isDigit(s[j]) && j < i+4; j++ {
		n = n*10 + int(s[j]-'0')
	}
	if j == i+1 || j >= len(s) || s[j] != '>' {
		return false
	}
	p.level, p.text, p.seen = int8(n&7), j+1, true
	return true
}

// readEmbeddedStamp finds a printk stamp behind foreign text on the same line:
// "# [    4.200000] BUG: …" after a shell prompt, "login: [   12.000000] …".
func readEmbeddedStamp(s []byte, p *prefix) {
	const reach = 200
	tail := s[p.text:]
	if len(tail) > reach {
		tail = tail[:reach]
	}
	for i := 0; i < len(tail); {
		j := bytes.IndexByte(tail[i:], '[')
		if j < 0 {
			return
		}
		i += j
		if six := sixDigitStamp(s, p.text+i); six {
			if grepped(tail[:i]) {
				return
			}
			p.text += i
			readStamp(s, p)
			return
		}
		i++
	}
}

// grepped tells the name of a file in which grep found the line: what it says
// happened at another time, maybe to another machine.
//
//	/var/log/kern.log:812:[   12.000101] Internal error: Oops - BUG: 0 [#1] SMP ARM
func grepped(before []byte) bool {
	n := len(before)
	return n > 1 && before[n-1] == ':' && bytes.IndexByte(before, ' ') < 0 && bytes.ContainsAny(before, "./")
}

// sixDigitStamp is strict, for places where a stamp is not expected: six
// fraction digits and five columns of seconds, as printk prints them.
func sixDigitStamp(s []byte, i int) bool {
	_, next, ok := stampAt(s, i)
	return ok && next-i >= 14 && s[next-8] == '.'
}

// secondStamp returns the offset of a further printk stamp inside a text: two
// CPUs wrote into one line ("[    1.0] foo [    1.1] bar").
func secondStamp(s []byte, from int) int {
	for i := from; i < len(s); {
		j := bytes.IndexByte(s[i:], '[')
		if j < 0 {
			return -1
		}
		i += j
		if sixDigitStamp(s, i) {
			return i
		}
		i++
	}
	return -1
}

func isDigit(c byte) bool { return c-'0' < 10 }

// isPlain tells that a line needs no scrubbing: printable ASCII throughout.
func isPlain(s []byte) bool {
	const low, high = 0x2020202020202020, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := binary.LittleEndian.Uint64(s[i:])
		// a byte below 0x20 borrows in x-low, a byte above 0x7f has its top bit
		if (x|(x-low))&high != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// Scrub appends s to dst without terminal control: escape sequences and control
// bytes are dropped, tabs kept, bytes that are not UTF-8 kept as they are for
// the caller to judge. An unterminated sequence ends with the line.
func Scrub(dst, s []byte) []byte {
	start := len(dst)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == 0x1b:
			i = skipEscape(s, i)
		case c == '\t':
			dst, i = append(dst, c), i+1
		case c < 0x20 || c == 0x7f:
			i++
		case c >= 0x80 && c < 0xa0 && len(dst) > start && dst[len(dst)-1] == 0xc2: // C1 in UTF-8
			dst, i = dst[:len(dst)-1], i+1
		default:
			dst, i = append(dst, c), i+1
		}
	}
	return dst
}

// skipEscape returns the index behind the escape sequence at i.
func skipEscape(s []byte, i int) int {
	i++
	if i >= len(s) {
		return i
	}
	switch s[i] {
	case '[': // CSI: parameters 0x30-0x3f, intermediates 0x20-0x2f, one final byte
		for i++; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x7e {
				return i
			}
		}
		return i
	case ']', 'P', '_', '^', 'X': // strings, up to BEL or ESC \
		for j := i + 1; j < len(s); j++ {
			if s[j] == 0x07 {
				return j + 1
			}
			if s[j] == 0x1b {
				if j+1 < len(s) && s[j+1] == '\\' {
					return j + 2
				}
				return j
			}
		}
		return i + 1 // never terminated: garbage, and what follows may be the kernel's
	}
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f { // ESC ( B and the like
		i++
	}
	if i < len(s) {
		i++
	}
	return i
}
