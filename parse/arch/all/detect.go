package all

import (
	"cmp"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

// Judgement is which architecture printed a report, and what tells so.
type Judgement struct {
	*arch.Arch          // nil when nothing does
	Score      int      // how much speaks for it, see [Sure]
	Reasons    []string // of [arch.Reasons]
}

// Sure is the score of a line that nobody else prints.
const Sure = 5

// Detect tells which architecture printed the lines: the one whose claims add
// up to most. It returns nil when no line, or one that fits several, points to
// any: what came before in the same capture then says more.
func Detect(lines []arch.Line) *arch.Arch { return Judge(lines).Arch }

// Judge weighs what the lines show. A hint that fits several architectures counts
// once, however often it comes, and decides nothing alone; where no line is one
// architecture's own, names, addresses and code are asked as well.
func Judge(lines []arch.Line) Judgement {
	var b bench
	for _, l := range lines {
		b.line(l.Text)
	}
	if b.most() < Sure {
		b.askMore(lines)
	}
	return b.verdict()
}

// bench holds what speaks for each architecture.
type bench [32]scale // as many as there are architectures, and some

type scale struct {
	sum     int
	hinted  bool     // something that fits several was counted
	reasons [10]bool // of those of arch.Reasons
}

// add counts what a line says.
func (s *scale) add(weight int, reason string) {
	if weight == 1 {
		if s.hinted {
			return
		}
		s.hinted = true
	}
	s.sum += weight
	s.reasons[slices.Index(arch.Reasons, reason)] = true
}

// addOnce counts it when nothing of the kind was counted before.
func (s *scale) addOnce(weight int, reason string) {
	if !s.reasons[slices.Index(arch.Reasons, reason)] {
		s.add(weight, reason)
	}
}

// line weighs one line by itself.
func (b *bench) line(text string) {
	reason := ""
	for i, w := range claims(text) {
		if w > 0 {
			reason = cmp.Or(reason, arch.ReasonOf(text))
			b[i].add(int(w), reason)
		}
	}
}

// claims are how much a line says for each architecture. Nobody is asked who cannot
// claim a line like that: there are many lines, and they are hardly ever anybody's own.
func claims(text string) (weights [len(bench{})]int8) {
	frame, head := plainFrame(text), firstByte(text)
	for i, a := range List {
		switch {
		case frame && !a.ClaimsFrames:
		case a.MayClaim(head), !frame && a.MayHold(text):
			weights[i] = int8(a.Claims(text))
		}
	}
	return weights
}

func (b *bench) most() (most int) {
	for i := range List {
		most = max(most, b[i].sum)
	}
	return most
}

func (b *bench) verdict() Judgement {
	var j Judgement
	most := 1
	for i, a := range List {
		if b[i].sum > most {
			most = b[i].sum
			j = Judgement{Arch: a, Score: most}
			for k, r := range arch.Reasons {
				if b[i].reasons[k] {
					j.Reasons = append(j.Reasons, r)
				}
			}
		}
	}
	return j
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

// plainFrame tells a frame with nothing but a name and an offset, the most
// frequent of lines; a blank stands in front of it and perhaps a question mark:
//
//	? do_one_initcall+0x34/0x1a0
//	pump_read+0x10/0x40 [pump]
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
	for i < len(t) && ofName(t[i]) {
		i++
	}
	if i == name || !strings.HasPrefix(t[i:], "+0x") {
		return false
	}
	for i += len("+0x"); i < len(t) && (t[i] == '/' || t[i] == 'x' || ascii.IsHexDigit(t[i])); i++ {
	}
	if strings.HasPrefix(t[i:], " [") { // and the name of a module
		module := i + len(" [")
		for i = module; i < len(t) && (ofName(t[i]) || t[i] == '-'); i++ {
		}
		if i == module || t[i:] != "]" {
			return false
		}
		i++
	}
	return i == len(t)
}

// ofName tells what the name of a function is made of.
func ofName(c byte) bool { return ascii.IsLetter(c) || ascii.IsDigit(c) || c == '_' || c == '.' }
