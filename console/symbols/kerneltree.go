package symbols

import (
	"os"
	"path/filepath"
)

// linked returns the tree that a build directory links to.
func linked(build string) []string {
	dir := filepath.Join(build, "source")
	if !isKernelTree(dir) {
		return nil
	}
	return []string{dir}
}

// isKernelTree tells the top of a kernel's source tree by what only that has.
func isKernelTree(dir string) bool {
	if !filepath.IsAbs(dir) {
		return false
	}
	for _, name := range []string{"Kbuild", "Kconfig", "Makefile"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// kernelTreeAbove returns the kernel's source tree that a directory is in.
func kernelTreeAbove(dir string) []string {
	abs, err := filepath.Abs(dir)
	for up := abs; err == nil && up != filepath.Dir(up); up = filepath.Dir(up) {
		if isKernelTree(up) {
			return []string{up}
		}
	}
	return nil
}

// below tells whether a directory, as it is written, is in another.
func below(top, dir string) bool {
	rel, err := filepath.Rel(top, dir)
	return err == nil && filepath.IsLocal(rel)
}
