//go:build !unix

package port

import (
	"io/fs"
	"os"
)

func groupOf(fs.FileInfo) (string, bool) { return "", false }

func pollable(f *os.File) (*os.File, error) { return f, nil }
