package files

import "golang.org/x/sys/unix"

// free returns how many bytes a disk still takes.
func free(dir string) (bytes int64, known bool) {
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil || fs.Bsize <= 0 {
		return 0, false
	}
	return int64(min(fs.Bavail, 1<<40)) * int64(fs.Bsize), true // of 32 bits on mips and 386
}
