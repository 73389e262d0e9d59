package symbol

import (
	"path"
	"strings"
)

// topDirs are the directories of the kernel's source tree: a path that goes on
// with one of them may begin there.
var topDirs = map[string]bool{"arch": true, "block": true, "certs": true, "crypto": true, "drivers": true,
	"fs": true, "include": true, "init": true, "io_uring": true, "ipc": true, "kernel": true, "lib": true, "mm": true,
	"net": true, "rust": true, "samples": true, "scripts": true, "security": true, "sound": true, "tools": true,
	"virt": true}

// path shortens a path of the line table to how kernel people write it:
// relative to the source tree, "drivers/net/tun.c". Paths of modules built
// outside the tree stay as they are.
func (im *Image) path(u *unit, file string) string {
	if file == "" {
		return ""
	}
	return shorten(path.Clean(file), path.Clean(u.dir))
}

func shorten(file, dir string) string {
	if strings.HasPrefix(dir, "/") && strings.HasPrefix(file, "../") {
		file = path.Join(dir, file)
	}
	for strings.HasPrefix(file, "../") { // built with O= below the tree, prefix mapped away
		file = file[3:]
	}
	if rest, ok := strings.CutPrefix(file, dir+"/"); ok {
		return rest
	}
	if !strings.HasPrefix(file, "/") {
		return file
	}
	if rest := belowTree(file); rest != file {
		return rest
	}
	// Built with O= below the tree, path absolute: the tree is above both.
	for above := path.Dir(dir); len(above) > 1; above = path.Dir(above) {
		rest, ok := strings.CutPrefix(file, above+"/")
		if ok && inTree(rest) {
			return rest
		}
	}
	return file
}

func inTree(rel string) bool {
	top, _, more := strings.Cut(rel, "/")
	return more && topDirs[top]
}

// belowTree cuts at a directory that is called like a kernel tree and goes on
// like one: "/home/joe/linux-5.10/drivers/net/tun.c".
func belowTree(file string) string {
	for rest := file; ; {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return file
		}
		name := rest[:i]
		rest = rest[i+1:]
		if (strings.HasPrefix(name, "linux") || strings.HasPrefix(name, "kernel")) && inTree(rest) {
			return rest
		}
	}
}
