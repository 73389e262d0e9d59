package port

import "golang.org/x/sys/unix"

// isPseudo knows Unix98 pseudo-terminals by their majors, 136 to 143 (the kernel's
// Documentation/admin-guide/devices.txt).
func isPseudo(number uint64) bool {
	major := unix.Major(number)
	return major >= 136 && major <= 143
}
