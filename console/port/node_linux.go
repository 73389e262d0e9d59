package port

import (
	"io/fs"
	"syscall"
)

// nodeOf takes the time of the inode's last change, too: a pseudo-terminal that
// comes back gets the number of the one that went.
func nodeOf(st fs.FileInfo) Node {
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return Node{changed: st.ModTime().UnixNano()}
	}
	return Node{device: uint64(sys.Dev), inode: sys.Ino, number: uint64(sys.Rdev), changed: sys.Ctim.Nano(), pseudo: isPseudo(uint64(sys.Rdev))}
}
