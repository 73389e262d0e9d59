//go:build !unix

package port

import "io/fs"

func groupOf(fs.FileInfo) (string, bool) { return "", false }
