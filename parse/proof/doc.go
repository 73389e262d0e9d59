// Package proof asks whether an image is the kernel, or the module, that printed a
// report: is the code that was printed the image's, do calls stand where the call
// trace returns to, does the PC stand on an instruction. What the running kernel
// writes into its code (relocations, alternatives, static keys, tracing) counts
// neither for nor against.
package proof

import (
	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/symbol"
)

// A Finding is what a comparison came to.
type Finding int

// What it can come to.
const (
	Silent  Finding = iota // there is nothing to compare, or too little
	Agrees                 // chance does not explain it
	Differs                // the image is another build's
)

// reader is the disassembler of an image's machine, nil when there is none.
func reader(im *symbol.Image) *arch.Arch {
	machine, _, _ := im.Machine()
	return all.ByMachine(machine)
}

// read disassembles code that begins at an address; an instruction begins at at.
func read(im *symbol.Image, code []byte, address, at uint64, thumb bool) []arch.Insn {
	t := all.Text{Code: code, Address: address, At: at, Thumb: thumb}
	t.Machine, t.Bits, t.Order = im.Machine()
	return t.Disassemble()
}
