package blame

import (
	"iter"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// handedBy is the module's function that handed the kernel what it fell over.
func handedBy(c *crash.Crash, frames []arch.Frame, by arch.Frame) (arch.Frame, bool) {
	if f, ok := misuser(c, frames, by); ok {
		return f, true
	}
	return outsider(c, frames, by)
}

// misuser is the module's function that called a function of the kernel which warned or
// stopped: such a check at the door is for whoever called, and so is one a few calls behind
// it where a thing is registered or given back. Deeper in the kernel it is its own.
func misuser(c *crash.Crash, frames []arch.Frame, by arch.Frame) (arch.Frame, bool) {
	if by.Module != "" || !class.ByName(c.Class).Asserts {
		return arch.Frame{}, false
	}
	const near = 4
	part, registers, door := places.Directory(crash.PlaceOf(&by)), registering(by.Function), true
	for i, f := range callers(frames, by) {
		its := f.InFunction() && !misnamed(*f) && f.Context == by.Context
		if f.Module != "" {
			return *f, its && door && !library(f.Module)
		}
		registers = registers || registering(f.Function)
		if door = registers; !its || i > near || part == "" || places.Directory(crash.PlaceOf(f)) != part {
			return arch.Frame{}, false
		}
	}
	return arch.Frame{}, false
}

// registering tells a function by which a driver makes a thing known to its part of the
// kernel, or takes it back; a network device goes when the rtnl lock is given back.
func registering(function string) bool {
	return strings.Contains(function, "register") || places.Bare(function) == "netdev_run_todo"
}

// callers are the sure frames behind one, with their places among all: a guess tells nothing, and
// powerpc and s390 print the same function once more, out of the link register.
func callers(frames []arch.Frame, of arch.Frame) iter.Seq2[int, *arch.Frame] {
	return func(yield func(int, *arch.Frame) bool) {
		behind := false
		for i := range frames {
			f := &frames[i]
			if behind && f.Reliable && f.Function != "" && !yield(i, f) {
				return
			}
			behind = behind || f.Line == of.Line && f.Function == of.Function
		}
	}
}

// nameless is the module whose function called what never returns as its last act, and
// so has the name of the one behind it, while nobody in front of it is to blame.
func nameless(chain []arch.Frame) string {
	for i := range chain {
		switch f := &chain[i]; {
		case !f.Reliable, f.Context == arch.User:
			return ""
		case f.Module != "" && i > 0 && misnamed(*f) && !library(f.Module):
			return f.Module
		case !plumbing(*f, reporting, helpers, libraries, bodies):
			return ""
		}
	}
	return ""
}

// outsider is the function of an out-of-tree module that the kernel's own code was working
// for when it fell over what it had been given: that code runs on every machine, the
// module's on this one. What a request, an interrupt or a fault begins anew behind the
// module is no longer for it.
func outsider(c *crash.Crash, frames []arch.Frame, by arch.Frame) (arch.Frame, bool) {
	if by.Module != "" {
		return arch.Frame{}, false
	}
	for i, f := range callers(frames, by) {
		switch {
		case f.Context != by.Context, !f.InFunction(), misnamed(*f):
			return arch.Frame{}, false
		case f.Module != "":
			return *f, c.OutOfTree(f.Module)
		case reporting.has(f), slices.Contains(notifying, places.Bare(f.Function)), anchors.has(f) && !calledInside(f, i):
			return arch.Frame{}, false
		}
	}
	return arch.Frame{}, false
}

// calledInside tells a function in which a request begins, and which the kernel's own users
// call as well (kernel_read(), kernel_sendmsg()), where the crash is so near that it is of
// what the request was made with.
func calledInside(f *arch.Frame, depth int) bool {
	const near = 4
	name := places.Word(f.Function)
	return depth <= near && (strings.HasPrefix(name, "vfs_") || strings.HasPrefix(name, "sock_"))
}
