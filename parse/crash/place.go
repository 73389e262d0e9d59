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
	if m := c.Chain[0].Module; m != "" {
		return core(file) || c.OutOfTree(m) && ofKernel(file)
	}
	place := PlaceOf(&c.Chain[0])
	return strings.HasSuffix(place, ".c") && path.Base(file) != path.Base(place) && path.Dir(file) != path.Dir(place)
}

// Moved tells that the line of the report's source is in another file than the function
// that the chain begins with lies in elsewhere, of the same directory: kernels move
// functions between such files, or the function jumped to one that warned.
func (c *Crash) Moved() bool {
	file, _, _ := strings.Cut(c.Source, ":")
	if len(c.Dump.Registers) > 0 || len(c.Chain) == 0 || c.Chain[0].Module != "" || !strings.HasSuffix(file, ".c") {
		return false
	}
	place := PlaceOf(&c.Chain[0])
	return strings.HasSuffix(place, ".c") && path.Base(file) != path.Base(place)
}

// core tells a file that is never built as a module.
func core(file string) bool {
	return slices.ContainsFunc([]string{"mm/", "kernel/sched/", "kernel/locking/mutex", "kernel/irq/", "kernel/time/", "ipc/", "init/"}, func(dir string) bool { return strings.HasPrefix(file, dir) })
}

// ofKernel tells a file of the kernel's own tree; that of a module built outside has a path
// from the root or none.
func ofKernel(file string) bool {
	dir, _, in := strings.Cut(file, "/")
	return in && slices.Contains([]string{"arch", "block", "crypto", "drivers", "fs", "init", "io_uring", "ipc", "kernel", "lib", "mm", "net", "security", "sound", "virt"}, dir)
}

// OutOfTree tells a module that the list of modules marks as none of the kernel's own.
func (c *Crash) OutOfTree(module string) bool {
	return slices.ContainsFunc(c.Modules, func(m Module) bool { return m.Name == module && strings.Contains(m.Flags, "O") })
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
