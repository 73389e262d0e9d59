package symbols

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	maxWalk    = 400_000         // files looked at in one directory tree
	rewalkWait = 3 * time.Second // before a directory is searched again for what was not there
	maxNamed   = 8               // files of one module's name
)

// made are the directories of a running system that hold no module.
var made = []string{"/proc", "/sys", "/dev", "/run"}

// shelf is a directory with modules in it, by name.
type shelf struct {
	files  map[string][]string
	walked time.Time
}

// walk looks for the modules in a directory tree.
func walk(dir string) *shelf {
	out := &shelf{files: map[string][]string{}, walked: time.Now()}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	seen := 0
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if seen++; seen > maxWalk {
			return filepath.SkipAll
		}
		if slices.Contains(made, path) {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() {
			return nil
		}
		if name, ok := moduleName(d.Name()); ok && len(out.files[name]) < maxNamed {
			out.files[name] = append(out.files[name], path)
		}
		return nil
	})
	return out
}

// moduleName returns the module that a file holds. The kernel prints - as _.
func moduleName(file string) (string, bool) {
	for _, packing := range []string{".xz", ".gz", ".zst", ".debug"} {
		file = strings.TrimSuffix(file, packing)
	}
	name, ok := strings.CutSuffix(file, ".ko")
	return strings.ReplaceAll(name, "-", "_"), ok
}
