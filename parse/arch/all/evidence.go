package all

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

// Weights of what is asked where no line is an architecture's own. A name of
// entry code is nobody else's; addresses that agree and code that can be read are
// more than a hint and less than proof.
const (
	byName   = 4
	byPlaces = 3
	byShared = 2 // addresses that fit more than one architecture
	byCode   = 2

	enoughOdd    = 2 // frames
	enoughNarrow = 3
)

// askMore weighs what stands in the lines whatever their form is.
func (b *bench) askMore(lines []arch.Line) {
	for _, l := range lines {
		b.elsewhere(l.Text)
		b.names(l.Text)
		b.release(l.Text)
		b.modules(l.Text)
		b.sources(l.Text)
	}
	narrow := b.addresses(lines)
	odd := b.offsets(lines)
	b.code(lines)
	b.refute(odd, narrow)
}

// offsets weighs where in their functions the calls return to: where that is odd,
// instructions have any length. It tells that.
func (b *bench) offsets(lines []arch.Line) bool {
	odd := 0
	for _, l := range lines {
		_, rest, ok := strings.Cut(l.Text, "+0x")
		if v, n := arch.HexPrefix(rest); ok && functionIn(l.Text) != "" && v%2 == 1 && strings.HasPrefix(rest[n:], "/0x") {
			odd++
		}
	}
	if odd < enoughOdd {
		return false
	}
	for i, a := range List {
		if a.Word == 1 {
			b[i].add(byShared, arch.ByAddresses)
		}
	}
	return true
}

// refute takes away what speaks for architectures that print no such addresses: those whose
// instructions begin at every fourth byte return to no odd place, but for arm's, where a bit says
// Thumb; and each prints an address as wide as it is.
func (b *bench) refute(odd, narrow bool) {
	for i, a := range List {
		if odd && a.Word == 4 && a.Evidence.Digits > 0 || narrow && a.Evidence.Digits == 16 && len(a.Machines) == 1 {
			b[i] = scale{}
		}
	}
}

// elsewhere weighs a line as it would be with the blanks in front of it that the
// kernel writes: quotations lose and gain some.
func (b *bench) elsewhere(text string) {
	t := ascii.Unindented(text)
	if t == "" {
		return
	}
	for _, form := range [...]string{t, " " + t} {
		if form == text || form != t && t[0] == '[' { // who indents an address and who does not is all that tells
			continue
		}
		for i, w := range claims(form) {
			if w > 1 && List[i].Claims(text) == 0 {
				b[i].add(int(w), arch.ReasonOf(form))
			}
		}
	}
}

// names weighs the function of a frame.
func (b *bench) names(text string) {
	fn := functionIn(text)
	if fn == "" {
		return
	}
	for i, a := range List {
		if a.Evidence.HasEntry(fn) {
			b[i].add(byName, arch.ByEntries)
		}
	}
}

// release weighs the name of the kernel, which stands in front of the number of its build.
func (b *bench) release(text string) {
	at := strings.Index(text, "ainted")
	if at < 0 {
		return
	}
	before, _, ok := strings.Cut(text[at:], " #")
	if !ok {
		return
	}
	name := before[strings.LastIndexByte(before, ' ')+1:]
	for i, a := range List {
		if a.Evidence.HasRelease(name) {
			b[i].add(byName, arch.ByRelease)
		}
	}
}

// modules weighs the drivers that are loaded, of which some are one architecture's own.
func (b *bench) modules(text string) {
	_, list, ok := strings.Cut(text, "Modules linked in:")
	if !ok {
		return
	}
	for i, a := range List {
		own, kin := false, false
		for name := range strings.FieldsSeq(list) {
			name, _, _ = strings.Cut(name, "(")
			own = own || slices.Contains(a.Evidence.Modules, name)
			kin = kin || slices.Contains(a.Evidence.Kin, name)
		}
		switch {
		case own:
			b[i].addOnce(byName, arch.ByModules)
		case kin:
			b[i].addOnce(byShared, arch.ByModules)
		}
	}
}

// sources weighs the file of a header or a place, which may be an architecture's own.
//
//	kernel BUG at arch/powerpc/mm/pgtable.c:291!
func (b *bench) sources(text string) {
	_, rest, ok := strings.Cut(text, "arch/")
	folder, file, inside := strings.Cut(rest, "/")
	if !ok || !inside || !strings.Contains(file, ".c:") && !strings.Contains(file, ".S:") && !strings.Contains(file, ".h:") {
		return
	}
	for i, a := range List {
		if a.Evidence.Folder == folder && !(strings.Contains(file, "_32.") && a.Bits == 64) && !(strings.Contains(file, "_64.") && a.Bits == 32) {
			b[i].addOnce(byShared, arch.BySources)
		}
	}
}

// functionIn is the name in front of an offset, "" when there is none.
func functionIn(text string) string {
	plus := strings.Index(text, "+0x")
	from := plus
	for from > 0 && ofName(text[from-1]) {
		from--
	}
	if from < 0 {
		return ""
	}
	return text[from:plus]
}

// addresses weighs where the pointers lie that the report prints, and tells that its frames have
// 8 digits.
func (b *bench) addresses(lines []arch.Line) (narrow bool) {
	var p pointers
	for _, l := range lines {
		p.collect(l.Text)
	}
	fit, weight := b.fitting(p.fit), byPlaces
	if len(fit) > 1 {
		weight = byShared
	}
	if len(fit) == 0 { // data alone, where one architecture only has any
		if fit, weight = b.fitting(p.data), byShared; len(fit) > 1 {
			fit = nil
		}
	}
	for _, i := range fit {
		b[i].add(weight, arch.ByAddresses)
	}
	return len(p.narrow) >= enoughNarrow && p.framed == 0
}

// fitting are those of the architectures to whose evidence something fits.
func (b *bench) fitting(fits func(*arch.Evidence) bool) (fit []int) {
	for i, a := range List {
		if fits(&a.Evidence) {
			fit = append(fit, i)
		}
	}
	return fit
}

// pointers are the addresses of a report, by their width.
type pointers struct {
	wide   []uint64 // of 16 digits
	framed int      // of those, in the brackets of a frame
	narrow []uint64 // of 8: those in the brackets of a frame, others may be anything
}

const mostPointers = 400

// collect takes the addresses of a line; the words of code are none.
func (p *pointers) collect(text string) {
	if strings.HasPrefix(strings.TrimLeft(text, " "), "Code:") || len(p.wide)+len(p.narrow) > mostPointers {
		return
	}
	for i := 0; i < len(text); {
		if !ascii.IsHexDigit(text[i]) || i > 0 && ofName(text[i-1]) && !strings.HasSuffix(text[:i], "0x") {
			i++
			continue
		}
		n := 0
		for i+n < len(text) && ascii.IsHexDigit(text[i+n]) {
			n++
		}
		framed := strings.HasSuffix(text[:i], "[<") && strings.HasPrefix(text[i+n:], ">]")
		p.take(text[i:i+n], framed, i+n < len(text) && ofName(text[i+n]))
		i += n
	}
}

func (p *pointers) take(digits string, framed, goesOn bool) {
	v, err := strconv.ParseUint(digits, 16, 64)
	switch {
	case err != nil || goesOn || v == 0 || v+4096 < 4096: // errors and what was not set are no addresses
	case len(digits) == 16 && digits[:4] == "dead": // a list's poison
	case len(digits) == 16 && (framed || v>>63 == 1):
		p.wide = append(p.wide, v)
		if framed {
			p.framed++
		}
	case len(digits) == 8 && framed:
		p.narrow = append(p.narrow, v)
	}
}

// fit tells that nearly all of the addresses lie where the architecture's do, and
// some in its kernel.
func (p *pointers) fit(e *arch.Evidence) bool {
	list := p.wide
	if e.Digits == 8 {
		list = p.narrow
	}
	if len(list) < 2 || len(list) < 3 && e.Digits == 8 || len(e.Text) == 0 {
		return false
	}
	text, all := 0, 0
	for _, v := range list {
		switch {
		case arch.Within(e.Text, v).Name != "":
			text, all = text+1, all+1
		case arch.Within(e.Other, v).Name != "":
			all++
		}
	}
	if len(list) == 2 { // too few, but for one in each
		return text == 1 && all == 2
	}
	return all*10 >= len(list)*9 && (text > 0 || all >= 4)
}

// data tells that all of the addresses, of which there are few, lie where the architecture
// has its data.
func (p *pointers) data(e *arch.Evidence) bool {
	if e.Digits == 8 || len(p.wide) < 2 || len(p.narrow) > 0 {
		return false
	}
	for _, v := range p.wide {
		if arch.Within(e.Other, v).Name == "" {
			return false
		}
	}
	return true
}

// code weighs the words of the Code line: their width, and whether all of them
// are instructions.
func (b *bench) code(lines []arch.Line) {
	for _, l := range lines {
		t := strings.TrimLeft(l.Text, " ")
		if !strings.HasPrefix(t, "Code: ") {
			continue
		}
		for i, a := range List {
			if len(a.Machines) > 0 && reads(a, arch.Line{N: l.N, Text: t}) {
				b[i].add(byCode, arch.ByCode)
			}
		}
		return
	}
}

// reads tells that an architecture can disassemble all of a Code line.
func reads(a *arch.Arch, l arch.Line) bool {
	words := arch.ParseWords(strings.TrimPrefix(l.Text, "Code:"))
	if len(words) < 4 || (len(words[0].Hex) == 2) != (a.Word == 1) {
		return false
	}
	if a.Word == 1 {
		return true // any bytes are instructions of x86
	}
	var d arch.Dump
	a.Take(&d, l)
	a.Close(&d)
	for _, in := range d.Code {
		if in.Text == "" && !strings.Contains(in.Bytes, "?") {
			return false
		}
	}
	return len(d.Code) >= 4
}
