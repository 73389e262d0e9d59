//go:build linux && (ppc64 || ppc64le || sparc64)

package port

// speed is not told here: these have no TCGETS2.
func (c *control) speed() int { return 0 }
