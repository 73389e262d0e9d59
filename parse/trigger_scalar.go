//go:build !amd64

package parse

// bestKernel is the portable one where there is no other.
func bestKernel() kernel { return (*filter).findScalar }
