//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly

package headless

import (
	"errors"
	"os"
)

// rawMode is not known here: lines are typed.
func rawMode(*os.File) (restore func(), err error) { return nil, errors.ErrUnsupported }
