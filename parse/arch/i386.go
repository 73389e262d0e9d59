package arch

import "encoding/binary"

// I386 is a placeholder until its file is written.
var I386 = &Arch{
	Name: "i386", Bits: 32, Order: binary.LittleEndian,
	Claims: func(string) int { return 0 },
	Read:   func(*Dump, Line) bool { return false },
}
