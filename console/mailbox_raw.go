package console

// rawMax bounds the exact bytes that wait for a screen that does not take them.
const rawMax = 256 << 10

// rawBytes are the bytes of the line as they came, for who asked for them.
type rawBytes struct {
	wanted bool
	bytes  []byte
	lost   bool // older ones were dropped
}

// add keeps bytes and says whether they are wanted. When nobody takes them
// the oldest go: a terminal is better off with the end of a stream.
func (r *rawBytes) add(b []byte) bool {
	if !r.wanted || len(b) == 0 {
		return false
	}
	if over := len(r.bytes) + len(b) - rawMax; over > 0 {
		r.lost = true
		r.bytes = r.bytes[:copy(r.bytes, r.bytes[min(over, len(r.bytes)):])]
		b = b[max(0, len(b)-rawMax):]
	}
	r.bytes = append(r.bytes, b...)
	return true
}

// wantRaw asks for the bytes that come from now on, or for none.
func (m *mailbox) wantRaw(on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.raw.wanted != on {
		m.raw = rawBytes{wanted: on}
	}
}

func (m *mailbox) takeRaw() (b []byte, lost bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, lost = m.raw.bytes, m.raw.lost
	m.raw = rawBytes{wanted: m.raw.wanted}
	return b, lost
}
