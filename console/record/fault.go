package record

import (
	"fmt"
	"io"
	"path/filepath"
	"time"

	"oopscope/console/files"
	"oopscope/console/link"
)

// KeepFault writes down where oopscope itself went wrong, in a file of its own
// beside the captures, and returns the file's name.
func KeepFault(f *link.Fault, version string, now time.Time) (path string, err error) {
	dir, err := Dir()
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "fault-"+now.UTC().Format("20060102T150405.000Z")+".txt")
	return path, files.Write(path, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s\n%v\n\n%s", version, f, f.Stack)
		return err
	})
}
