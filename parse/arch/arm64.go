package arch

import "encoding/binary"

// ARM64 is a placeholder until its file is written.
var ARM64 = &Arch{
	Name: "arm64", Bits: 64, Order: binary.LittleEndian,
	Claims: func(string) int { return 0 },
	Read:   func(*Dump, Line) bool { return false },
}
