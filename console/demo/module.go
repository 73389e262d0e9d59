package demo

import (
	"bytes"
	"embed"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"oopscope/console/files"
)

// module holds the debug information of the module that crashes the board, and
// the source that it was built from: ours, in the shape of the real one, whose
// names, lengths and instructions the real board printed. It is built by
// testdata/symbol/shepherd/build.sh.
//
//go:embed module/*.h module/*.c module/*.ko
var module embed.FS

// UnpackModule sees to it that the files of the board's module are in a folder of
// their own below dir, and returns that: what reads symbols reads files. What is
// there as it should be stays.
func UnpackModule(dir string) (string, error) {
	dir = filepath.Join(dir, "oopscope", "demo")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	names, err := fs.Glob(module, "module/*.*")
	if err != nil {
		return "", err
	}
	for _, name := range names { // sorted: source first, as it is where things are built
		if err := unpack(name, filepath.Join(dir, filepath.Base(name))); err != nil {
			return "", err
		}
	}
	return dir, nil
}

func unpack(name, path string) error {
	want, err := module.ReadFile(name)
	if err != nil {
		return err
	}
	if have, err := files.Read(path, int64(len(want))); err == nil && bytes.Equal(have, want) {
		return nil
	}
	return files.Replace(path, ".new-", func(w io.Writer) error {
		_, err := w.Write(want)
		return err
	})
}
