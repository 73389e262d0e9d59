package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"oopscope/console/files"
	"oopscope/console/record"
)

// Dir returns the folder of oopscope's own files. Without a home it is one for
// this login or for this session, never one in /tmp whose name somebody else
// could guess and take; then warning says what that means.
func Dir() (dir, warning string, err error) {
	if dir, err = record.Dir(); err == nil {
		return dir, "", nil
	}
	if login := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(login) && files.Private(login) == nil {
		dir = filepath.Join(login, "oopscope")
		if err := os.Mkdir(dir, 0o700); err == nil || errors.Is(err, fs.ErrExist) && files.Private(dir) == nil {
			return dir, without + dir + " until you log out; set HOME or XDG_STATE_HOME to keep it", nil
		}
	}
	if dir, err = os.MkdirTemp("", "oopscope-"); err != nil {
		return "", "", errors.New("there is no home, and no folder for what you save: " + err.Error() + "; set HOME or XDG_STATE_HOME")
	}
	return dir, without + dir + ", which no later session looks into; set HOME or XDG_STATE_HOME", nil
}

const without = "there is no home: what you save and note is in "
