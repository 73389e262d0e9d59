package crashpane

import (
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// frameKey begins the key of every item that is a frame; its number follows.
const frameKey = "frame "

// Frame returns the chain the selection is in and which of its frames is
// selected: the frame of the row, the one that the row speaks of, or the one
// where the kernel died.
func (p *Pane) Frame() (frames []arch.Frame, at int) {
	if p.c == nil {
		return nil, -1
	}
	it := item{}
	if p.sel < len(p.items) {
		it = p.items[p.sel]
	}
	frames = p.framesOf(it.section)
	if n, err := strconv.Atoi(strings.TrimPrefix(it.key, frameKey)); err == nil && n < len(frames) && strings.HasPrefix(it.key, frameKey) {
		return frames, n
	}
	if n := frameAt(frames, it.target); n >= 0 {
		return frames, n
	}
	return frames, max(p.c.DeathFrame(), 0)
}

// framesOf are the frames of a section's stack, the crash's own for all others.
func (p *Pane) framesOf(section string) []arch.Frame {
	rest, ok := strings.CutPrefix(section, "stack")
	if n, err := strconv.Atoi(rest); ok && err == nil && n < len(p.c.Stacks) {
		return p.c.Stacks[n].Frames
	}
	return p.c.Chain
}

// frameAt finds the frame that a line of the console printed, -1 for none. A
// kernel that repeats itself prints the PC's on several lines.
func frameAt(frames []arch.Frame, line int) int {
	for i := range frames {
		if line > 0 && frames[i].Line == line {
			return i
		}
	}
	return -1
}

// LineFrame finds the frame that a line printed in any of a crash's stacks.
func LineFrame(c *parse.Crash, line int) ([]arch.Frame, int) {
	if at := frameAt(c.Chain, line); at >= 0 {
		return c.Chain, at
	}
	for i := range c.Stacks {
		if at := frameAt(c.Stacks[i].Frames, line); at >= 0 {
			return c.Stacks[i].Frames, at
		}
	}
	return nil, -1
}
