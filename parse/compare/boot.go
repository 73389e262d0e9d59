package compare

import (
	"oopscope/parse/letter"
	"oopscope/parse/schema"
)

// A Boot is one that is remembered: of its lines nothing is known any more.
type Boot struct {
	File    string // the capture
	Kernel  string // its release, "" when not known
	Crashes []Remembered
}

// Remembered is a crash of such a boot.
type Remembered struct {
	Signature, Title string
	Line             int // where it began
}

// Add adds a boot that is remembered.
func (s *Side) Add(b *Boot) {
	r := s.Read(b.File)
	s.Captures-- // which is not read again
	l, at := r.life(1), schema.Place{File: letter.Clean(b.File), Line: 1}
	if b.Kernel != "" {
		r.fact("kernel", b.Kernel, at)
	}
	for _, c := range b.Crashes {
		l.crashed(c.Signature)
		at.Line = c.Line
		k := see(s.crashes, c.Signature, c.Title, at)
		k.see(r.boot, 1)
		k.own++
	}
}
