package port

// Telnet's commands and options, RFC 854, 856 to 858.
const (
	telSE   = 240
	telBRK  = 243
	telSB   = 250
	telWILL = 251
	telWONT = 252
	telDO   = 253
	telDONT = 254
	telIAC  = 255

	optBinary  = 0
	optEcho    = 1
	optSGA     = 3
	optNAWS    = 31 // RFC 1073
	optComPort = 44 // RFC 2217
)

// option answers an offer or a demand, once for each: the table of what was
// said keeps two polite sides from thanking each other for ever (RFC 1143).
func (p *telnetPort) option(c byte) bool {
	p.state = (*telnetPort).plain
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.verb {
	case telDO:
		p.demanded(c)
	case telDONT:
		if p.ours[c] {
			p.reply(telIAC, telWONT, c)
		}
		p.ours[c], p.agreed[c] = false, false
		if p.onRefused != nil {
			p.onRefused(c)
		}
	case telWILL:
		p.offered(c)
	case telWONT:
		if p.theirs[c] {
			p.reply(telIAC, telDONT, c)
		}
		p.theirs[c] = false
		p.binary = p.binary && c != optBinary
	}
	return false
}

func (p *telnetPort) demanded(c byte) {
	known := c == optBinary || c == optSGA || c == optNAWS && p.cols > 0 || c == optComPort && p.onSub != nil
	if !known {
		p.asked = p.asked || c == optNAWS
		p.reply(telIAC, telWONT, c)
		return
	}
	if !p.ours[c] {
		p.reply(telIAC, telWILL, c)
	}
	first := !p.agreed[c]
	p.ours[c], p.agreed[c] = true, true
	if c == optNAWS && first {
		p.tellSize()
	}
	if first && p.onAgreed != nil {
		p.onAgreed(c)
	}
}

func (p *telnetPort) offered(c byte) {
	known := c == optBinary || c == optSGA || c == optEcho || c == optComPort && p.onSub != nil
	if !known {
		p.reply(telIAC, telDONT, c)
		return
	}
	if !p.theirs[c] {
		p.reply(telIAC, telDO, c)
	}
	p.theirs[c] = true
	p.binary = p.binary || c == optBinary
}
