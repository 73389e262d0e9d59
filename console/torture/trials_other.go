//go:build !linux

package torture

// rounds are none on this system.
var rounds map[string]func(*round) error
