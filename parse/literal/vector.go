//go:build amd64

package literal

import "golang.org/x/sys/cpu"

// The vector code looks at 64 positions a step. Both functions expect p to be readable
// up to four bytes behind the last whole group of 64 that holds a position
// below n; see vector.s.

//go:noescape
func findAVX2(t *nibbleTables, by *gate, p *byte, n int, b *batch) (entries int)

//go:noescape
func findVBMI(t *classTables, by *gate, p *byte, n int, b *batch) (entries int)

// hasVBMI: Ice Lake and Zen 4 on, which have GFNI as well. hasAVX2: nearly all since 2015.
var (
	hasVBMI = cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512GFNI && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512F && hasAVX2
	hasAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2
)

// bestFinder is the fastest way this machine has.
func bestFinder() finder {
	switch {
	case hasVBMI:
		return (*Set).findVBMI
	case hasAVX2:
		return (*Set).findAVX2
	}
	return (*Set).findScalar
}

func (f *Set) findVBMI(p []byte, n int, b *batch) int {
	return findVBMI(&f.classes, &f.gate, &p[0], n, b)
}
func (f *Set) findAVX2(p []byte, n int, b *batch) int {
	return findAVX2(&f.nibbles, &f.gate, &p[0], n, b)
}
