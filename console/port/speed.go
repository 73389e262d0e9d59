//go:build linux && !ppc64 && !ppc64le && !sparc64

package port

import "golang.org/x/sys/unix"

// speed reads back the rate that the driver really set: a divisor does not
// make every one. 0 means that it does not tell.
func (c *control) speed() int {
	rate := 0
	c.do(func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
		if err == nil {
			rate = int(t.Ospeed)
		}
		return err
	})
	return rate
}
