package arch

import "encoding/binary"

// ARM is a placeholder until its file is written.
var ARM = &Arch{
	Name: "arm", Bits: 32, Order: binary.LittleEndian,
	Claims: func(string) int { return 0 },
	Read:   func(*Dump, Line) bool { return false },
}
