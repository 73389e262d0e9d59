//go:build !amd64

package literal

// bestFinder is the portable one where there is no other.
func bestFinder() finder { return (*Set).findScalar }
