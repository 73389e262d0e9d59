package container

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oopscope/console/files"
)

// maxDepth bounds folders in folders.
const maxDepth = 64

// ignored are files of our own beside captures: times, line indexes, remarks.
var ignored = []string{".idx", ".lines", ".lines.old", ".lines.new", ".session", ".marks.md"}

// folder opens all files below a folder, in the order of their names, those of a
// folder within where its name stands. Names that begin with a dot are left
// out, as a shell does; so are links to folders, which may lead around in a
// circle.
func (w *walk) folder(dir string, depth int) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.Lost(dir, err)
	}
	if depth == maxDepth {
		w.Lost(dir, errors.New("folders are in each other too deep: not read"))
		return nil
	}
	var dumps dumps
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") || isOurs(e.Name()) || files.IsPart(name) {
			continue
		}
		if err := w.entry(name, e, depth, &dumps); err != nil {
			return err
		}
	}
	return w.dumps(&dumps)
}

func isOurs(name string) bool {
	for _, end := range ignored {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// entry opens one name of a folder.
func (w *walk) entry(name string, e fs.DirEntry, depth int, dumps *dumps) error {
	if e.IsDir() {
		return w.folder(name, depth+1)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		w.Lost(name, err)
		return nil
	case info.IsDir():
		return nil
	case !info.Mode().IsRegular(): // a pipe would be waited for
		w.Lost(name, errors.New("it is no file: not read; name it by itself"))
		return nil
	}
	if isDump(e.Name()) {
		return w.dumpFile(name, info, dumps)
	}
	return w.file(name, true)
}

// dumpFile keeps a part of a pstore dump until all are there.
func (w *walk) dumpFile(name string, info fs.FileInfo, dumps *dumps) error {
	f, err := os.Open(name)
	if err != nil {
		w.Lost(name, err)
		return nil
	}
	defer f.Close()
	if !dumps.take(name, Text{Name: name, In: f, Folded: true}, info.ModTime()) {
		return w.file(name, true)
	}
	return nil
}
