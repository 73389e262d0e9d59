package crash

import "oopscope/parse/arch"

// A Listing is a frame seen where it was written and where it ran: its source
// lines and its machine code, out of a person's own tree and kernel. Nothing of
// it comes from the console.
type Listing struct {
	// Places are where the frame is: in the function inlined innermost first,
	// in the frame's own function last.
	Places []Excerpt

	Doubt string // what differs between the board's kernel and the file all this is from; "" when nothing does

	Image    string        // the file the code is from, for a person
	Function string        // as that file calls it
	Start    uint64        // its address there
	Mark     int           // index of the instruction that trapped, or of the call; -1 when there is none
	Return   bool          // the mark is a call, and the next instruction is where it returns to
	Code     []Instruction // around the mark
	NoCode   string        // why there is none, and what to do about it
}

// An Excerpt is a place in the source with the lines around it.
type Excerpt struct {
	Function string
	File     string // as the symbols name it
	Line     int
	Path     string   // where the file lies on this machine; "" when it was not found
	First    int      // number of the first of the lines
	Lines    []string // as the file has them
	Note     string   // why there are none and what to do about it, or what to beware of
}

// An Instruction is one of the machine, with the source line that it was made of.
type Instruction struct {
	arch.Insn
	Offset uint64 // from the start of the function
	Refers string // what the linker or loader fills in: "printk", a string, ".bss+0x10"
	File   string // "" when not known
	Line   int
	Source string // the line's text, when the tree is there
}
