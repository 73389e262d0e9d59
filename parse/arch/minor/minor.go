// Package minor is what architectures print that are read by their common parts
// only: header, place, registers, chain.
package minor

import (
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
)

// minor describes an architecture that is detected and read for what matters:
// the header, the die line, the place, the registers and the chain. Its status
// words and code stay numbers.
type minor struct {
	name   string
	bits   int
	order  binary.ByteOrder
	own    []string // line starts that nobody else prints
	shared []string // line starts that few others print
	pc, lr []string // labels before a symbol, perhaps with an address between; anywhere in the line when they begin with a blank
	fault  []string // words before the faulting address
	rows   []string // names in the rows of registers
	pcReg  string   // the register that holds the PC
	spReg  string
	code   string                                      // label of the code words
	bare   bool                                        // frames have their address in bare brackets
	row    func(d *arch.Dump, s string, line int) bool // rows in a form of its own
	errno  map[int]string                              // its own numbers,
	only   int                                         // and from where on there are no others
	lines  arch.Lines
	sample []string
}

// The architectures without a file of their own, from
// arch/*/kernel/{traps,process}.c and arch/*/mm/fault.c of 6.18.
var (
	M68K       = minors[0].arch()
	SPARC      = minors[1].arch()
	PARISC     = minors[2].arch()
	Xtensa     = minors[3].arch()
	CSKY       = minors[4].arch()
	NIOS2      = minors[5].arch()
	OpenRISC   = minors[6].arch()
	ARC        = minors[7].arch()
	MicroBlaze = minors[8].arch()
	SuperH     = minors[9].arch()
	Alpha      = minors[10].arch()
)

func (m *minor) arch() *arch.Arch {
	return &arch.Arch{
		Name: m.name, Bits: m.bits, Order: m.order,
		Claims: m.claims,
		Heads:  arch.HeadsOf(m.own, m.shared),
		Read:   m.read,
		Frames: m.frames,
		Finish: m.finish,
		Errno:  m.errno, ErrnoOwn: m.only,
		Lines:   m.lines,
		Samples: m.sample,
	}
}

// claims: what only this architecture prints, then what few others do.
func (m *minor) claims(text string) int {
	s := strings.TrimLeft(text, " ")
	switch {
	case arch.Begins(s, m.own):
		return 5
	case arch.Begins(s, m.shared):
		return 2
	}
	return 0
}

// frames reads the trace forms that the neutral reader does not know: the
// first frame behind the heading on its line (m68k), sparc's bare brackets and
// "Caller[…]:".
//
//	Call Trace: [<00002bb4>] do_one_initcall+0x0/0x1a0
//	 [00000000004a2b14] do_one_initcall+0x34/0x1a0
//	Caller[00000000004a2b14]: do_one_initcall+0x34/0x1a0
func (m *minor) frames(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimSpace(l.Text)
	if rest, ok := strings.CutPrefix(s, "Call Trace: "); ok {
		return arch.ReadFrame(d, arch.Line{N: l.N, Text: " " + rest})
	}
	rest, caller := strings.CutPrefix(s, "Caller[")
	if !caller {
		if rest, caller = strings.CutPrefix(s, "["); !caller || !m.bare {
			return false
		}
	}
	addr, n := arch.HexPrefix(rest)
	if n == 0 || !strings.HasPrefix(rest[n:], "]") {
		return false
	}
	sym, _, ok := arch.ParseSymbol(strings.TrimLeft(rest[n+1:], ": "))
	if !ok {
		return false
	}
	sym.Address, sym.HasAddress = addr, true
	d.AddFrame(arch.Frame{Symbol: sym, Reliable: true, Line: l.N})
	return true
}

func (m *minor) read(d *arch.Dump, l arch.Line) bool {
	s := strings.TrimSpace(l.Text)
	found := m.fault1(d, s, l.N)
	if m.place(m.pc, &d.PC, &d.PCLine, s, l.N) || m.place(m.lr, &d.LR, &d.LRLine, s, l.N) {
		found = true
	}
	if m.code != "" && arch.ReadCode(d, l, m.code) {
		return true
	}
	if m.row != nil && m.row(d, s, l.N) {
		return true
	}
	if arch.ReadRow(d, arch.Line{N: l.N, Text: strings.ReplaceAll(l.Text, "\t", " ")}, m.rows) { // arc has tabs
		return true
	}
	return minorDie(d, s, l.N) || found
}

// fault1 reads the header's address.
func (m *minor) fault1(d *arch.Dump, s string, line int) bool {
	for _, words := range m.fault {
		if v, ok := arch.HexAfter(s, words); ok {
			d.FaultAt(v, line)
			return true
		}
	}
	return false
}

// place reads "PC: [<0001b2c4>] foo+0x10/0x20", "TPC: <foo+0x10/0x20>",
// "PC is at foo+0x10/0x20" or "PC: 0x8001b2c4 (foo+0x10/0x20)".
func (m *minor) place(labels []string, sym *arch.Symbol, at *int, s string, line int) bool {
	for _, label := range labels {
		rest, ok := strings.CutPrefix(s, label)
		if label[0] == ' ' {
			_, rest, ok = strings.Cut(s, label)
		}
		if !ok || *at != 0 && sym.Function != "" {
			continue
		}
		addr, rest, bracketed := arch.TakeBracketed(strings.TrimLeft(rest, " "))
		if !bracketed && strings.HasPrefix(rest, "0x") {
			var n int
			addr, n = arch.HexPrefix(rest[2:])
			bracketed, rest = n > 0, strings.TrimLeft(rest[2+n:], " ")
		}
		parsed, _, ok := arch.ParseSymbol(strings.TrimLeft(rest, " <("))
		if !ok && !bracketed {
			continue
		}
		if !bracketed && sym.HasAddress {
			addr, bracketed = sym.Address, true
		}
		if *sym, *at = parsed, line; bracketed {
			sym.Address, sym.HasAddress = addr, true
		}
		return true
	}
	return false
}

func (m *minor) finish(d *arch.Dump) {
	if d.Bits == 0 {
		d.Bits = m.bits
	}
	if m.pcReg != "" {
		d.CompletePlace(&d.PC, m.pcReg)
	}
	if m.spReg != "" {
		d.SP, _ = d.Register(m.spReg)
	}
	if len(d.Words) > 0 {
		d.FixedWords(m.order, func([]byte, uint64) string { return "" })
	}
}

// minorDie reads the die lines of all of them:
//
//	Oops: 00000000                      (m68k)
//	Oops: kernel access of bad area, sig: 11   (nios2, microblaze)
//	Oops: sig: 9 [#1]                   (xtensa)
//	swapper/0(1): Oops [#1]             (sparc)
//	modprobe (pid 1726): Kernel Fault: Code=26 (Data memory access rights trap) (code 26)   (parisc)
//	Oops#: 0000                         (openrisc)
//	Oops: 0000 [#1]                     (sh)
func minorDie(d *arch.Dump, s string, line int) bool {
	if before, n, after, ok := arch.DieNumber(s); ok && (after == "" || after[0] == ' ') {
		if i := strings.LastIndex(before, "): "); i >= 0 {
			before = before[i+3:]
		}
		before, _, _ = strings.Cut(before, ": sig: ")
		d.Died(minorCode(d, before), n, line)
		return true
	}
	if rest, ok := strings.CutPrefix(s, "Oops"); ok && (strings.HasPrefix(rest, ": ") || strings.HasPrefix(rest, "#: ")) {
		what := strings.TrimLeft(rest, "#: ")
		if text, _, ok := strings.Cut(what, ", sig: "); ok {
			d.Died(text, 0, line)
			return true
		}
		d.Died(minorCode(d, "Oops: "+what), 0, line)
		return true
	}
	if i := strings.Index(s, " (pid "); i > 0 && strings.Contains(s, " (code ") {
		if j := strings.Index(s[i:], "): "); j > 0 {
			d.Died(s[i+j+3:], 0, line)
			return true
		}
	}
	return false
}

// minorCode splits the error code off "Oops: 0000".
func minorCode(d *arch.Dump, what string) string {
	i := strings.LastIndex(what, ": ")
	if i < 0 || d.DieLine != 0 {
		return what
	}
	code, n := arch.HexPrefix(what[i+2:])
	if n == 0 || n != len(what)-i-2 {
		return what
	}
	d.DieCode, d.HasCode = code, true
	return what[:i]
}

// pariscRow reads "r00-03  0000000000000000 0000000040b9a000 …", four to a row.
func pariscRow(d *arch.Dump, s string, line int) bool {
	if len(s) < 8 || s[0] != 'r' || s[3] != '-' {
		return false
	}
	n, ok := arch.Decimal(s[1:3])
	if !ok || n > 28 {
		return false
	}
	rest := s[6:]
	for i := n; i < n+4; i++ {
		v, digits, tail, ok := arch.TakeValue(strings.TrimLeft(rest, " "))
		if !ok {
			return i > n
		}
		d.SetRegister("r"+string(rune('0'+i/10))+string(rune('0'+i%10)), v, digits, line)
		rest = tail
	}
	return true
}
