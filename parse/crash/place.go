package crash

import (
	"path"
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

// Elsewhere tells that the line of the report's source is not in the function that
// the chain begins with: where WARN() is a call the kernel prints its return address,
// and a function that ends in the WARN() jumps to it, so that the address is in the
// function's caller.
func (c *Crash) Elsewhere() bool {
	file, _, _ := strings.Cut(c.Source, ":")
	trapped := len(c.Dump.Registers) > 0
	if c.Class != "warning" || trapped || len(c.Chain) == 0 || !strings.HasSuffix(file, ".c") {
		return false
	}
	if c.Chain[0].Module != "" {
		return core(file)
	}
	place := PlaceOf(&c.Chain[0])
	return strings.HasSuffix(place, ".c") && path.Base(file) != path.Base(place)
}

// core tells a file that is never built as a module.
func core(file string) bool {
	return slices.ContainsFunc([]string{"mm/", "kernel/sched/", "kernel/locking/mutex", "kernel/irq/", "kernel/time/", "ipc/", "init/"}, func(dir string) bool { return strings.HasPrefix(file, dir) })
}

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
