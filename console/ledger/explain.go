package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
)

// explain says what could not be done, where, why, and what helps.
func explain(what, dir string, err error) error {
	why := err
	var pe *fs.PathError
	if errors.As(err, &pe) && strings.HasPrefix(pe.Path, dir) {
		why = pe.Err // the place is said already
	}
	return fmt.Errorf("cannot %s %s: %w%s", what, dir, why, advice(err))
}

func advice(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "; free some space"
	case errors.Is(err, syscall.EROFS):
		return "; mount it writable, or set XDG_STATE_HOME to a folder elsewhere"
	case errors.Is(err, fs.ErrPermission):
		return "; is the folder yours?"
	case errors.Is(err, syscall.ELOOP):
		return "; a link stands there in the place of a file"
	}
	return ""
}
