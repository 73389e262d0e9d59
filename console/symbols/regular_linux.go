package symbols

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// nonBlocking keeps the opening of a pipe from waiting for its writer.
const nonBlocking = unix.O_NONBLOCK

// pseudo are the file systems whose files the kernel makes up, however regular
// they look.
var pseudo = []uint32{unix.PROC_SUPER_MAGIC, unix.SYSFS_MAGIC, unix.DEBUGFS_MAGIC, unix.TRACEFS_MAGIC, unix.SECURITYFS_MAGIC,
	unix.CGROUP_SUPER_MAGIC, unix.CGROUP2_SUPER_MAGIC, unix.BPF_FS_MAGIC, unix.DEVPTS_SUPER_MAGIC, unix.EFIVARFS_MAGIC,
	unix.SELINUX_MAGIC, unix.SMACK_MAGIC, unix.BINFMTFS_MAGIC, unix.NSFS_MAGIC, 0x62656570} // the last: configfs

func madeUp(f *os.File) bool {
	var fs unix.Statfs_t
	return unix.Fstatfs(int(f.Fd()), &fs) == nil && slices.Contains(pseudo, uint32(fs.Type))
}
