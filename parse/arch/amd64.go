package arch

import "encoding/binary"

// AMD64 is a placeholder until its file is written.
var AMD64 = &Arch{
	Name: "x86_64", Bits: 64, Order: binary.LittleEndian,
	Claims: func(string) int { return 0 },
	Read:   func(*Dump, Line) bool { return false },
}
