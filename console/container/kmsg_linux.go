package container

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// memMajor and kmsgMinor are the numbers of /dev/kmsg (drivers/char/mem.c).
const (
	memMajor  = 1
	kmsgMinor = 11
)

// IsKmsg tells /dev/kmsg, the log of the kernel that runs here, by its numbers,
// whatever it is called. Every read of it gives one record, "level,number,
// microseconds,flags;text", from the oldest that is still there on, and waits for
// the next one where there is none (Documentation/ABI/testing/dev-kmsg).
func IsKmsg(st fs.FileInfo) bool {
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	rdev := uint64(sys.Rdev) // of 32 bits on mips
	return st.Mode()&fs.ModeCharDevice != 0 && unix.Major(rdev) == memMajor && unix.Minor(rdev) == kmsgMinor
}

// openKmsg returns what stands in a log now that its kernel goes on writing.
func openKmsg(f *os.File) io.Reader {
	fd := int(f.Fd())
	return bufio.NewReaderSize(&records{read: func(p []byte) (int, error) {
		there, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		if err != nil || there == 0 {
			return 0, err
		}
		return unix.Read(fd, p)
	}}, 8*kmsgRecord)
}

// records reads a log by the record. Its read returns 0 where it would have to wait.
type records struct {
	read func([]byte) (int, error)
	err  error // to be told behind what was read
}

// kmsgRecord is as long as one can be, in bytes (PRINTK_MESSAGE_MAX and before 6.4
// CONSOLE_EXT_LOG_MAX, kernel/printk): into less room the kernel gives none.
const kmsgRecord = 8 << 10

// Read returns the next records and, where it would have to wait, io.EOF. Those that
// the kernel overwrote before they were read are passed over (EPIPE), as the numbers
// of the others show.
func (r *records) Read(p []byte) (n int, err error) {
	for r.err == nil && len(p)-n >= kmsgRecord {
		got, err := r.read(p[n:])
		switch {
		case errors.Is(err, unix.EPIPE), errors.Is(err, unix.EINTR):
		case err == nil && got > 0:
			n += got
		case err == nil, errors.Is(err, unix.EAGAIN):
			r.err = io.EOF
		default:
			r.err = err
		}
	}
	return n, r.err
}
