package symbols

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxSource bounds how much of a source file is read to reach a line.
const maxSource = 16 << 20

// SourcePath returns where a frame's file is on this machine, "" when it is
// not: as it is, below the kernel build tree or the source tree that belongs to
// it, or below the directory of the modules.
func (s *Symbolizer) SourcePath(file string) string {
	if file == "" {
		return ""
	}
	if filepath.IsAbs(file) {
		return regular(file)
	}
	if !filepath.IsLocal(file) {
		return ""
	}
	for _, dir := range s.src.trees() {
		if path := regular(filepath.Join(dir, file)); path != "" {
			return path
		}
	}
	return ""
}

// trees returns the directories that sources may be below. A build directory
// of its own (make O=) has a link "source" to the tree.
func (s Sources) trees() (dirs []string) {
	if s.Vmlinux != "" {
		build := filepath.Dir(s.vmlinux())
		dirs = append(dirs, build, filepath.Join(build, "source"))
	}
	if s.Modules != "" {
		dirs = append(dirs, s.Modules, filepath.Join(s.Modules, "source"))
	}
	return dirs
}

func regular(path string) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return path
}

// SourceLines returns the lines around a line of a frame's file, and the number
// of the first of them; none when the file is not on this machine.
func (s *Symbolizer) SourceLines(file string, line, around int) (lines []string, first int) {
	path := s.SourcePath(file)
	if path == "" || line < 1 {
		return nil, 0
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0
	}
	defer f.Close()
	first = max(1, line-around)
	scan := bufio.NewScanner(io.LimitReader(f, maxSource))
	for n := 1; scan.Scan() && n <= line+around; n++ {
		if n >= first {
			lines = append(lines, strings.ToValidUTF8(scan.Text(), "?"))
		}
	}
	if len(lines) == 0 || first+len(lines) <= line {
		return nil, 0
	}
	return lines, first
}
