package symbols

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// A disassembly is a function's machine code on its way onto the screen.
type disassembly struct {
	im       *symbol.Image // the file with the code
	arch     *arch.Arch    // whose it is, nil when there is no disassembler
	function string
	start    uint64
	end      uint64
	at       uint64 // a place where an instruction begins
}

// decode returns the instructions around the place, those of the function only.
func (d *disassembly) decode() []crash.Instruction {
	_, _, size, ok := d.im.Symbol(d.start)
	if d.end = d.start + size; !ok || d.end < d.at {
		d.end = d.at
	}
	text := all.Text{Address: max(d.start, d.at-min(d.at, codeBefore)), At: d.at, Thumb: d.im.Thumb(d.start), Name: d.name}
	text.Machine, text.Bits, text.Order = d.im.Machine()
	// A call can be a function's last instruction: zeros stand for the place
	// behind it, where the decoder needs one to begin at.
	text.Code = make([]byte, d.at-text.Address+16)
	if code := d.im.Bytes(text.Address, int(d.at-text.Address+codeBehind)); len(code) > len(text.Code) {
		text.Code = code
	} else {
		copy(text.Code, code)
	}
	code := text.Disassemble()
	if text.Address == d.start && len(code) > 0 && code[0].Address != d.start {
		// No instruction begins there: the running kernel put a shorter call in
		// the place of this one (paravirt, static calls).
		text.At = d.start
		code = text.Disassemble()
	}
	var out []crash.Instruction
	for _, in := range code {
		if in.Address >= d.start && (in.Address < d.end || size == 0) {
			out = append(out, crash.Instruction{Insn: in, Offset: in.Address - d.start})
		}
	}
	for i := range out {
		d.refer(&out[i])
	}
	return out
}

// name is how the place that a branch goes to is written: "+0x1c" within the
// function, "printk" elsewhere.
func (d *disassembly) name(address uint64) string {
	if address >= d.start && address < max(d.end, d.at) {
		return fmt.Sprintf("+%#x", address-d.start)
	}
	return nameIn(d.im, address)
}

func nameIn(im *symbol.Image, address uint64) string {
	name, offset, _, ok := im.Symbol(address)
	if !ok {
		return ""
	}
	if offset != 0 {
		name = fmt.Sprintf("%s+%#x", name, offset)
	}
	return name
}

// refer completes an instruction with what its bytes in the file do not tell.
func (d *disassembly) refer(in *crash.Instruction) {
	end := in.Address + uint64(len(strings.ReplaceAll(in.Bytes, " ", ""))/2)
	refers := d.im.Refers(in.Address, end)
	if refers == "" {
		in.Refers = d.pointedTo(in.Text, end)
		return
	}
	if rest, ok := strings.CutPrefix(refers, d.function+"+"); ok {
		refers = "+" + rest
	}
	if i := strings.LastIndexAny(in.Text, " ,"); i > 0 && d.arch.Branches(in.Text) && !strings.ContainsAny(in.Text, "*(") {
		in.Text = in.Text[:i+1] + refers
		return
	}
	in.Refers = refers
}

// pointedTo names an address that a linked x86 instruction carries: absolute,
// perhaps written as a negative number because kernels lie in the last two
// gigabytes, or relative to itself.
//
//	mov $-0x7effef87,%rdi
//	mov 0x11d7f2b(%rip),%rax
func (d *disassembly) pointedTo(text string, end uint64) string {
	if d.im.Relocatable() {
		return ""
	}
	if v, ok := immediate(text); ok {
		return d.thing(v)
	}
	before, _, ok := strings.Cut(text, "(%rip)")
	if !ok {
		return ""
	}
	v, err := strconv.ParseInt(before[strings.LastIndexAny(before, " ,*")+1:], 0, 64)
	if err != nil {
		return ""
	}
	return d.thing(end + uint64(v))
}

// immediate returns a constant that can be an address of the kernel.
func immediate(text string) (uint64, bool) {
	_, digits, ok := strings.Cut(text, "$")
	if !ok {
		return 0, false
	}
	digits, _, _ = strings.Cut(digits, ",")
	v, err := strconv.ParseUint(strings.TrimPrefix(digits, "-"), 0, 64)
	if strings.HasPrefix(digits, "-") {
		v = -v
	}
	const low, high = 0xffffffff80000000, 0xffffffffffff0000
	return v, err == nil && v >= low && v < high
}

// thing names data: a constant string as itself, a variable by its name.
func (d *disassembly) thing(address uint64) string {
	name, offset, _, ok := d.im.Symbol(address)
	if ok && offset == 0 {
		return name
	}
	const enough = 4 // letters in a row are a string
	text, _, ended := strings.Cut(string(d.im.Bytes(address, 200)), "\x00")
	if d.im.Constant(address) && ended && len(text) >= enough && !strings.ContainsFunc(text, unreadable) {
		return strconv.Quote(text)
	}
	return nameIn(d.im, address)
}

func unreadable(r rune) bool {
	return r != '\n' && r != '\t' && r != 1 && (r < ' ' || r > '~') // 1 begins printk's level
}

// lines says of every instruction which source line it was made of. The line
// table may be in another file than the code, laid out alike or not.
func (d *disassembly) lines(code []crash.Instruction, im *symbol.Image, p symbol.Place) {
	start := d.start
	if im != d.im {
		at, ok := im.Find(p)
		if !ok {
			return
		}
		start = at
	}
	if len(code) == 0 {
		return
	}
	rows := im.Rows(start+code[0].Offset, start+code[len(code)-1].Offset+1)
	for i := range code {
		at := start + code[i].Offset
		if n := sort.Search(len(rows), func(k int) bool { return rows[k].Address > at }); n > 0 {
			code[i].File, code[i].Line = rows[n-1].File, rows[n-1].Line
		}
	}
}
