package arch

import "sync"

// library is held while one of the decoders of golang.org/x/arch runs: most of
// them note in a variable of their package which instructions they have met,
// and two boards' crashes may be decoded at once.
var library sync.Mutex

// Disassembled is the instruction that a Decode function of golang.org/x/arch
// makes of the code.
func Disassembled[I any](decode func(code []byte) (I, error), code []byte) (I, error) {
	library.Lock()
	defer library.Unlock()
	return decode(code)
}
