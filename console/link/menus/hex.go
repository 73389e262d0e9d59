package menus

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// ParseHex reads bytes: "1b5b41", "1b 5b 41", "0x1b,0x5b".
func ParseHex(text string) (b []byte, err error) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == ',' || r == ':' }) {
		digits := strings.TrimPrefix(strings.ToLower(word), "0x")
		if len(digits) == 1 {
			digits = "0" + digits
		}
		some, err := hex.DecodeString(digits)
		if err != nil {
			return nil, fmt.Errorf("nothing sent: %q is not bytes in hexadecimal digits, as 1b 5b 41", word)
		}
		b = append(b, some...)
	}
	if len(b) == 0 {
		return nil, errors.New("nothing sent: no bytes were written")
	}
	return b, nil
}
