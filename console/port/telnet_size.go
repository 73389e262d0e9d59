package port

import "encoding/binary"

// Resize tells a server that asked for it how large the terminal is (NAWS, RFC
// 1073). Servers in front of a shell do; those in front of a UART have nobody
// to pass it on to and do not ask.
func (p *telnetPort) Resize(cols, rows int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cols, p.rows = cols, rows
	switch {
	case p.agreed[optNAWS]:
		p.tellSize()
	case p.asked: // and was refused
		p.asked, p.ours[optNAWS] = false, true
		p.reply(telIAC, telWILL, optNAWS)
	}
}

// tellSize sends the size; mu is held.
func (p *telnetPort) tellSize() {
	var size []byte
	size = binary.BigEndian.AppendUint16(size, uint16(min(p.cols, 0xffff)))
	size = binary.BigEndian.AppendUint16(size, uint16(min(p.rows, 0xffff)))
	frame := append([]byte{telIAC, telSB, optNAWS}, escapeTelnet(size, true)...)
	p.reply(append(frame, telIAC, telSE)...)
}
