package arch

import "strings"

// Detect tells which architecture printed the lines: the one whose claims add
// up to most. It returns nil when no line, or one that fits several, points to
// any: what came before in the same capture then says more.
func Detect(lines []Line) *Arch {
	var sums [32]int // as many architectures as there are, and some
	for _, l := range lines {
		candidates := All
		if plainFrame(l.Text) {
			candidates = knownByFrames
		}
		head := firstByte(l.Text)
		for i, a := range candidates {
			if a.mayClaim(head) {
				sums[i] += a.Claims(l.Text)
			}
		}
	}
	var best *Arch
	most := 1
	for i, a := range All {
		if sums[i] > most {
			best, most = a, sums[i]
		}
	}
	return best
}

// firstByte is the first byte of a line that is no blank, 0 without any.
func firstByte(t string) byte {
	for i := 0; i < len(t); i++ {
		if t[i] != ' ' {
			return t[i]
		}
	}
	return 0
}

// heads collects the first bytes of the beginnings.
func heads(lists ...[]string) (set [4]uint64) {
	for _, list := range lists {
		for _, s := range list {
			set[s[0]>>6] |= 1 << (s[0] & 63)
		}
	}
	return set
}

func (a *Arch) mayClaim(head byte) bool {
	return a.heads == [4]uint64{} || a.heads[head>>6]>>(head&63)&1 != 0
}

// knownByFrames are the architectures that claim plain frames, by the names of
// their entry code: they come first in All.
var knownByFrames = All[:4]

// plainFrame tells a frame with nothing but a name and an offset, the most
// frequent of lines; a blank stands in front of it and perhaps a question mark:
//
//	? do_one_initcall+0x34/0x1a0
func plainFrame(t string) bool {
	i := 0
	for i < len(t) && t[i] == ' ' {
		i++
	}
	if i == 0 {
		return false
	}
	if strings.HasPrefix(t[i:], "? ") {
		i += len("? ")
	}
	name := i
	for i < len(t) && (t[i] >= 'a' && t[i] <= 'z' || t[i] >= '0' && t[i] <= '9' || t[i] >= 'A' && t[i] <= 'Z' || t[i] == '_' || t[i] == '.') {
		i++
	}
	if i == name || !strings.HasPrefix(t[i:], "+0x") {
		return false
	}
	for i += len("+0x"); i < len(t) && (t[i] == '/' || t[i] == 'x' || isHex(t[i])); i++ {
	}
	return i == len(t)
}

func isHex(c byte) bool {
	_, ok := hexDigit(c)
	return ok
}

// Take reads one line of a report into the dump: as a frame in the
// architecture's own syntax, as a frame in the common one, or as anything else
// the architecture knows. It tells whether the line was understood. A nil
// architecture reads frames only.
func (a *Arch) Take(d *Dump, l Line) bool {
	d.heading(l.Text)
	if a == nil {
		return ReadFrame(d, l)
	}
	if a.Frames != nil && a.Frames(d, l) {
		return true
	}
	return ReadFrame(d, l) || a.Read != nil && a.Read(d, l)
}

// Close completes a dump after its last line: what the architecture's Finish
// does, the contexts of the frames, the meaning of each register. The values
// of the stack are left to [Describe], called when somebody looks at them.
func (a *Arch) Close(d *Dump) {
	if a != nil && a.Finish != nil {
		a.Finish(d)
	}
	markContexts(d)
	if a == nil {
		return
	}
	d.findPlaces()
	for i := range d.Registers {
		r := &d.Registers[i]
		if r.Meaning == "" {
			r.Meaning = Describe(d, a, r.Value)
		}
	}
	a.lookBack(d)
	a.nearMisses(d)
}
