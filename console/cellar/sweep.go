package cellar

import (
	"cmp"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	oldest    = 30 * 24 * time.Hour // nothing is kept for longer without being used
	abandoned = time.Hour           // a file that nobody wrote to for so long is not being made
)

// sweep removes what was not used for a month, what nobody finished, and of the rest
// what was not used for longest until no more than limit bytes are left.
func sweep(root *os.Root, limit int64, now time.Time) {
	files, used := list(root)
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return cmp.Compare(a.ModTime().UnixNano(), b.ModTime().UnixNano()) })
	for _, f := range files {
		age := now.Sub(f.ModTime())
		half := strings.HasSuffix(f.Name(), partial)
		if half && age > abandoned || age > oldest || used > limit && !half {
			if root.Remove(f.Name()) == nil {
				used -= f.Size()
			}
		}
	}
}

func list(root *os.Root) (files []fs.FileInfo, bytes int64) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, 0
	}
	defer dir.Close()
	all, _ := dir.Readdir(-1)
	for _, f := range all {
		if f.Mode().IsRegular() && plain(f.Name()) {
			files, bytes = append(files, f), bytes+f.Size()
		}
	}
	return files, bytes
}
