package keymap

// Keys as a plain terminal sends them, and back.

var keysWithAByte = map[string]byte{"esc": 0x1b, "enter": '\r', "tab": '\t', "space": ' ', "backspace": 0x7f}

// Byte returns the byte a terminal sends for a key with one, 0 for others.
func Byte(key string) byte {
	switch {
	case len(key) == 1:
		return key[0]
	case len(key) == 6 && key[:5] == "ctrl+":
		return key[5] & 0x1f
	}
	return keysWithAByte[key]
}

// Name is the inverse of Byte.
func Name(c byte) string {
	for name, b := range keysWithAByte {
		if b == c {
			return name
		}
	}
	if c < 0x20 {
		if c |= 0x40; c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		return "ctrl+" + string(c)
	}
	return string(c)
}
