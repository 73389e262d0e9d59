//go:build !linux

package port

import (
	"os"
	"time"
)

// born is nearly when a device's node was made.
func born(path string) time.Time {
	st, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return st.ModTime()
}
