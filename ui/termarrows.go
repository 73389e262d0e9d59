package ui

import "bytes"

// CursorKeys tells the tap the form in which the board wants its arrows. The
// terminal we run in stays in the plain form, so ours is the translation. The
// keypad needs none: it sends digits, which every program takes as such.
func (t *tap) CursorKeys(application bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.arrows = application
}

// asked returns a key in the form that the board asked for: ESC [ A as ESC O A,
// and the same for the other arrows, Home and End, without modifiers.
func (t *tap) asked(key []byte) []byte { return arrowForm(key, t.arrows) }

func arrowForm(key []byte, application bool) []byte {
	if application && len(key) == 3 && key[0] == 0x1b && key[1] == '[' && bytes.IndexByte([]byte("ABCDFH"), key[2]) >= 0 {
		return []byte{0x1b, 'O', key[2]}
	}
	return key
}
