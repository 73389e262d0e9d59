package clipboard

import (
	"errors"
	"io"
	"os"

	"github.com/atotto/clipboard"
)

// The desktop's clipboard is used by a process of its own: the library runs
// programs (xclip, wl-copy, pbcopy) and waits for them for as long as they take,
// and only a process can be given up with all that it started. The process is
// this very program, told by the environment what it is for.
const childFor = "OOPSCOPE_CLIPBOARD"

// exit status of a child on a machine whose clipboard no program serves.
const noProgram = 3

// RunChild does what this process was started for, and ends it, when that is the
// clipboard. A program that copies calls it before anything else.
func RunChild() {
	var err error
	switch what := os.Getenv(childFor); {
	case what == "":
		return
	case clipboard.Unsupported:
		os.Exit(noProgram)
	case what == "write":
		var text []byte
		if text, err = io.ReadAll(os.Stdin); err == nil {
			err = clipboard.WriteAll(string(text))
		}
	case what == "read":
		var text string
		if text, err = clipboard.ReadAll(); err == nil {
			_, err = io.WriteString(os.Stdout, text)
		}
	default:
		err = errors.New("a child for nothing")
	}
	if err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// child runs this program for one access to the desktop's clipboard.
func (r *runner) child(what, stdin string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	text, err := r.run(stdin, program{name: "the desktop's clipboard", path: self, env: []string{childFor + "=" + what}})
	var status interface{ ExitCode() int }
	if errors.As(err, &status) && status.ExitCode() == noProgram {
		return "", errNone
	}
	return text, err
}
