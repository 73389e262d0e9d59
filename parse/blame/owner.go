package blame

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// leaker finds the allocation of a leak, in whichever stack it was kept.
func leaker(c *crash.Crash) (arch.Frame, bool) {
	if f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, libraries, leakAllocators}); ok {
		return f, true
	}
	for _, s := range c.Stacks {
		if f, ok := firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries, leakAllocators}); ok {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// objectUser finds who hit upon the damage; when that was the allocator by
// itself, who owned the object: its last user if it was written to after the
// free, else the one that allocated it, whose neighbour it may be.
func objectUser(c *crash.Crash) (arch.Frame, bool) {
	if f, ok := pageOwner(c); ok {
		return f, true
	}
	if writtenFree(c) { // found when the object was handed out again, to anybody
		if f, ok := inLife(c, "freed", "allocated"); ok {
			return f, true
		}
	}
	for _, skip := range [][]*nameSet{{reporting, helpers, libraries, bodies, buffers, delivering}, {reporting, helpers, libraries}} {
		if f, ok := firstFrame(ownPart(c.Chain), true, skip); ok {
			return f, true
		}
		if f, ok := firstFrame(c.Chain, true, skip); ok {
			return f, true
		}
	}
	if strings.Contains(c.Header, "already free") || strings.Contains(c.Header, "Freechain") {
		return inLife(c, "freed", "allocated")
	}
	return inLife(c, "allocated", "freed")
}

// writtenFree tells that a free object was found to be written to.
func writtenFree(c *crash.Crash) bool {
	const what = "Poison overwritten"
	return strings.Contains(c.Header, what) || slices.ContainsFunc(c.Body[:min(len(c.Body), 8)], func(l crash.BodyLine) bool { return strings.Contains(l.Text, what) })
}

// inLife finds who allocated or freed the object, in the order of the roles.
func inLife(c *crash.Crash, roles ...string) (arch.Frame, bool) {
	for _, role := range roles {
		for _, s := range c.Stacks {
			if s.Role != role {
				continue
			}
			if f, ok := firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries}); ok {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// pageOwner finds who allocated a page that came back in a bad state: whoever gives
// it back, often with many others, need not be who left it so.
func pageOwner(c *crash.Crash) (arch.Frame, bool) {
	if !strings.Contains(c.Header, "Bad page state") {
		return arch.Frame{}, false
	}
	for _, s := range c.Stacks {
		if s.Role == "allocated" {
			return firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries, bodies, pages})
		}
	}
	return arch.Frame{}, false
}

// reader finds who had data used that nobody ever wrote: a cipher reads what it is
// to encrypt, whoever left it unwritten.
func reader(c *crash.Crash) (arch.Frame, bool) {
	return firstFrame(ownPart(c.Chain), true, []*nameSet{reporting, helpers, libraries, bodies, ciphering})
}
