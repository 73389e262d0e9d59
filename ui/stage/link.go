package stage

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// What cells lead to is one of the numbers in the sequence that sets their style; the
// terminal is told of it by OSC 8.

// codeFrom is the first number that is no style.
const codeFrom = 60_000

// unlinked parts the number of a link from the style of a sequence, "\x1b[0;1;60001m".
func unlinked(sgr string) (style string, code int) {
	at := strings.LastIndexByte(sgr, ';')
	if at < 0 || len(sgr)-at != len(";60000m") {
		return sgr, 0
	}
	code, err := strconv.Atoi(sgr[at+1 : len(sgr)-1])
	if err != nil || code < codeFrom {
		return sgr, 0
	}
	return sgr[:at] + "m", code
}

// lead tells the terminal where what is written from now on leads to.
func (p *palette) lead(out *bytes.Buffer, code int) {
	if code == p.leads {
		return
	}
	p.leads = code
	if address, ok := p.linkOf(code); ok {
		out.WriteString(ansi.SetHyperlink(address, "id="+strconv.Itoa(code)))
		return
	}
	out.WriteString(ansi.ResetHyperlink())
}

func (p *palette) linkOf(code int) (address string, ok bool) {
	if p.links == nil || code == 0 {
		return "", false
	}
	return p.links(code)
}
