package ui

import "bytes"

func arrowForm(key []byte, application bool) []byte {
	if application && len(key) == 3 && key[0] == 0x1b && key[1] == '[' && bytes.IndexByte([]byte("ABCDFH"), key[2]) >= 0 {
		return []byte{0x1b, 'O', key[2]}
	}
	return key
}
