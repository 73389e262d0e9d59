package console

import "bytes"

// drawn follows whether a program of the board has the whole terminal: vi, htop, menuconfig.
// Keys are not echoed then, a key that does nothing is answered by nothing, and what was
// drawn may stand for hours.
type drawn struct {
	on   bool
	tail []byte // the end of what came last, where a sequence may have begun
}

// alternate are xterm's modes by which programs take the alternate screen, and give it back.
var alternate = [][]byte{[]byte("\x1b[?1049"), []byte("\x1b[?1047"), []byte("\x1b[?47")}

// longestAlternate is what of one may stand in the bytes before those that end it.
const longestAlternate = len("\x1b[?1049")

// take reads the next bytes.
func (d *drawn) take(b []byte) {
	if head := b[:min(len(b), longestAlternate)]; len(d.tail) > 0 {
		d.look(append(d.tail, head...))
	}
	d.look(b)
	d.tail = append(d.tail, b[max(0, len(b)-longestAlternate):]...)
	d.tail = append(d.tail[:0], d.tail[max(0, len(d.tail)-longestAlternate):]...)
}

// look looks for the last switch.
func (d *drawn) look(b []byte) {
	if !bytes.Contains(b, alternate[0][:len("\x1b[?")]) { // fast, and so it is nearly always
		return
	}
	last := -1
	for _, mode := range alternate {
		for end := len(b); ; {
			at := bytes.LastIndex(b[:end], mode)
			if at <= last {
				break
			}
			if next := at + len(mode); next < len(b) && (b[next] == 'h' || b[next] == 'l') {
				last, d.on = at, b[next] == 'h'
				break
			}
			end = at
		}
	}
}
