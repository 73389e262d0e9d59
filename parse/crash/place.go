package crash

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/places"
)

// PlaceOf is where a frame's function is defined, as a path from the root of the
// kernel's sources: where the trace or the symbols say so, else where the kernel
// has a function of that name. It is "" when nothing tells.
func PlaceOf(f *arch.Frame) string {
	if f.File != "" {
		if p := places.InTree(f.File); p != "" {
			return p
		}
	}
	return places.Of(f.Function, f.Module)
}

// Subsystem is the directory of the kernel's sources that a frame's function lies
// in, "fs/btrfs", or "".
func Subsystem(f *arch.Frame) string { return places.Directory(PlaceOf(f)) }

// An Owner says whose part of the kernel a report is about.
type Owner struct {
	Subsystem    string // the directory of the kernel's sources: "fs/btrfs"
	places.Owner        // what MAINTAINERS says of it
}

// String is the owner in one line, the directory, the section and the list.
func (o Owner) String() string {
	parts := slices.DeleteFunc([]string{o.Subsystem, o.Title, o.List}, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

// Owner returns whose the function to look at is; the zero Owner when there is no
// such function, or nothing tells where it lies.
func (c *Crash) Owner() Owner {
	place := ""
	if i := c.CulpritFrame(); i >= 0 {
		place = PlaceOf(&c.Chain[i])
	} else if c.Culprit != (Culprit{}) {
		place = places.Of(c.Culprit.Function, c.Culprit.Module)
	}
	if place == "" {
		return Owner{}
	}
	return Owner{places.Directory(place), places.OwnerOf(place)}
}
