// Package clipboard copies text for the person at the bench, who may sit at
// this machine, in tmux, or at the far end of an SSH connection.
//
// Some ways never tell whether they worked, so the words that come back claim
// no more than is known, and the text always lies in a file as well.
package clipboard

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/parse/export"
)

// limit is how long a clipboard tool may take: xclip on a dead display and
// wl-copy without a compositor hang.
const limit = 2 * time.Second

// A Clipboard finds the way that fits where the program runs.
type Clipboard struct {
	file string
}

// New returns a clipboard that leaves its texts in dir/clipboard.txt too.
func New(dir string) *Clipboard {
	return &Clipboard{filepath.Join(dir, "clipboard.txt")}
}

// Copy takes the first way that is there: tmux's buffer when inside tmux, the
// desktop's clipboard when the display is this machine's, else osc52 asks the
// caller to offer the text to the terminal. how says in words what happened.
// The error is about the file; it is nil when the text reached a clipboard for
// certain.
func (c *Clipboard) Copy(text string) (how, file string, osc52 bool, err error) {
	text = clean(text)
	file = c.file
	if err = write(file, text); err != nil {
		file = ""
	}
	for _, w := range ways() {
		done, e := w(text)
		if e != nil {
			continue
		}
		if done.sure {
			err = nil
		}
		return done.how, file, done.osc52, err
	}
	return "offered to the terminal, which does not tell whether it took it", file, true, err
}

// result is what a way achieved.
type result struct {
	how   string
	sure  bool // the text is somewhere to paste from
	osc52 bool // the terminal should be asked as well
}

type way func(string) (result, error)

// ways are those that can work here, the best first.
func ways() []way {
	var out []way
	if os.Getenv("TMUX") != "" {
		out = append(out, tmux)
	}
	if !remote() && display() {
		out = append(out, desktop)
	}
	return out
}

// remote tells whether the person sits elsewhere: a clipboard of this machine
// would be out of reach.
func remote() bool {
	return os.Getenv("SSH_TTY") != "" || os.Getenv("SSH_CONNECTION") != ""
}

// clean keeps what a board printed from acting when it is pasted into a shell:
// lines stay lines, everything else that is not text becomes visible.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = export.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// write replaces the file in one step; it belongs to its owner alone.
func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".clipboard-") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
