package parse

import (
	"slices"
	"strings"

	"oopscope/parse/prefix"
	"oopscope/parse/printk"
)

// A Prefix is what was learnt to stand in front of the kernel's text.
type Prefix = printk.Shape

// ParsePrefix reads a prefix that [Prefix.String] wrote.
func ParsePrefix(s string) (*Prefix, error) { return printk.ParseShape(s) }

// prefixes are those learnt, the latest first.
type prefixes struct {
	shapes []*Prefix
	fields bool // one is that of a journal, with other fields between the messages
}

// mostPrefixes are how many one input may have: a file of several logs.
const mostPrefixes = 6

func (p *prefixes) know(s *Prefix) {
	if s == nil {
		return
	}
	p.shapes = slices.DeleteFunc(p.shapes, func(o *Prefix) bool { return o.String() == s.String() })
	p.shapes = slices.Insert(p.shapes, 0, s)
	p.shapes = p.shapes[:min(len(p.shapes), mostPrefixes)]
	p.fields = slices.ContainsFunc(p.shapes, func(s *Prefix) bool { return strings.HasSuffix(s.String(), "MESSAGE=") })
}

func (p *prefixes) some() bool { return len(p.shapes) > 0 }

// apply takes a learnt prefix off a line that begins with one, unless it is one of a
// report as it stands.
func (p *prefixes) apply(x *printk.Line) {
	if x.Shape != "" || prefix.IsRow(x.Clean[x.Prefix.Text:]) {
		return
	}
	for _, s := range p.shapes {
		if s.Apply(x) {
			return
		}
	}
	x.Aside = x.Aside || p.fields && prefix.IsField(x.Clean[x.Prefix.Text:])
}
