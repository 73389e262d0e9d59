package port

import (
	"time"

	"golang.org/x/sys/unix"
)

// born is when a device's node was made: by udev when it was plugged in. A kernel that
// does not tell gives the node's last change.
func born(path string) time.Time {
	var st unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_BTIME|unix.STATX_CTIME, &st); err != nil {
		return time.Time{}
	}
	t := st.Ctime
	if st.Mask&unix.STATX_BTIME != 0 {
		t = st.Btime
	}
	return time.Unix(t.Sec, int64(t.Nsec))
}
