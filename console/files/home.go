package files

import (
	"os"
	"path/filepath"
	"strings"
)

// Home expands a leading ~/, which no shell does in a file or behind a "=". Without a
// home a path stays as it is.
func Home(path string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	dir, err := os.UserHomeDir()
	if !ok || err != nil {
		return path
	}
	return filepath.Join(dir, rest)
}
