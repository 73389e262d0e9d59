package files

import (
	"io"
	"path/filepath"
)

// Add adds a text, which may depend on how large the file is, to the end of a file
// of ours, and makes the file where there is none. The text is on the disk when
// there is no error, and after one nothing of it is in the file. A last line that
// somebody left without its end gets one.
func Add(path string, text func(size int64) string) error {
	f, err := Append(path)
	if err != nil {
		return err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	added, last := text(size), make([]byte, 1)
	if n, _ := f.ReadAt(last, max(size-1, 0)); n == 1 && last[0] != '\n' {
		added = "\n" + added
	}
	n, err := io.WriteString(f, added)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		if n > 0 {
			f.Truncate(size)
		}
		return err
	}
	if size == 0 {
		SyncDir(filepath.Dir(path))
	}
	return nil
}
