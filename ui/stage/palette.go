package stage

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// A palette writes colours as a terminal knows them.
type palette struct {
	profile colorprofile.Profile
	known   map[string]string
	links   func(code int) (address string, ok bool) // nil where there are none
	leads   int                                      // where what is written leads to, as the terminal was told
}

// coloursKnown is how many styles are kept: a board may send any number.
const coloursKnown = 1024

// follow takes another profile in.
func (p *palette) follow(profile colorprofile.Profile) {
	if p.profile != profile {
		p.profile, p.known = profile, nil
	}
}

// paint writes text with its styles.
func (p *palette) paint(out *bytes.Buffer, text string) {
	if p.profile == colorprofile.TrueColor && p.links == nil {
		out.WriteString(text)
		return
	}
	for {
		at := strings.Index(text, "\x1b[")
		end := strings.IndexByte(text[max(at, 0):], 'm')
		if at < 0 || end < 0 {
			out.WriteString(text)
			return
		}
		out.WriteString(text[:at])
		style, code := unlinked(text[at : at+end+1])
		p.lead(out, code)
		out.WriteString(p.style(style))
		text = text[at+end+1:]
	}
}

// style is one SGR sequence in the terminal's colours.
func (p *palette) style(sgr string) string {
	if p.profile == colorprofile.TrueColor {
		return sgr
	}
	if s, ok := p.known[sgr]; ok {
		return s
	}
	if len(p.known) >= coloursKnown || p.known == nil {
		p.known = map[string]string{}
	}
	var b bytes.Buffer
	w := colorprofile.Writer{Forward: &b, Profile: p.profile}
	_, _ = w.WriteString(sgr)
	p.known[strings.Clone(sgr)] = b.String()
	return b.String()
}
