package export

import (
	"slices"
	"sync"

	"oopscope/parse/schema"
)

// A maker makes a [schema.Report], and has the room for its long lists. One that is
// written down at once is made where the one before it stood.
type maker struct {
	made      schema.Report
	frames    []schema.Frame
	registers []schema.Register
	code      []schema.Instruction
	numbers   []schema.Hex
}

// makers are those at rest.
var makers = sync.Pool{New: func() any { return new(maker) }}

// mostKept bounds the frames for which room is kept.
const mostKept = 1 << 10

// forget lets go of what was made, which is not to be used any more.
func (m *maker) forget() {
	if cap(m.frames) > mostKept {
		*m = maker{}
		return
	}
	clear(m.frames)
	clear(m.registers)
	clear(m.code)
	*m = maker{frames: m.frames[:0], registers: m.registers[:0], code: m.code[:0], numbers: m.numbers[:0]}
}

// into is each, with the list in a room.
func into[From, To any](room *[]To, from []From, f func(*From) To) []To {
	if len(from) == 0 {
		return nil
	}
	at := len(*room)
	*room = slices.Grow(*room, len(from))
	for i := range from {
		*room = append(*room, f(&from[i]))
	}
	return slices.Clip((*room)[at:])
}

// hex is a number's place, nil where it is not known.
func (m *maker) hex(known bool, v uint64) *schema.Hex {
	if !known {
		return nil
	}
	m.numbers = append(m.numbers, schema.Hex(v))
	return &m.numbers[len(m.numbers)-1]
}
