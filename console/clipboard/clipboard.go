// Package clipboard copies text for the person at the bench, who may sit at
// this machine, in tmux, or at the far end of an SSH connection.
//
// Some ways never tell whether they worked, so the words that come back claim
// no more than is known, and the text always lies in a file as well.
package clipboard

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"oopscope/console/files"
	"oopscope/parse/export"
)

// A Clipboard finds the way that fits where the program runs.
type Clipboard struct {
	file string
	runner
}

// New returns a clipboard that leaves its texts in dir/clipboard.txt too.
func New(dir string) *Clipboard {
	return &Clipboard{file: filepath.Join(dir, "clipboard.txt"), runner: runner{limit: patience}}
}

// offered is what is known of OSC 52.
const offered = "offered to the terminal, which does not tell whether it took it"

// Copy takes the first way that is there: tmux's buffer when inside tmux, the
// desktop's clipboard when the display is this machine's, else osc52 asks the
// caller to offer the text to the terminal. how says in words what happened,
// also that a program does not answer; while one is waited for, no other is
// started. The error is about the file; it is nil when the text reached a
// clipboard for certain.
func (c *Clipboard) Copy(text string) (how, file string, osc52 bool, err error) {
	text = clean(text)
	file = c.file
	if err = write(file, text); err != nil {
		file = ""
	}
	if !c.busy.TryLock() {
		return "the program of the copy before has not answered yet: " + offered, file, true, err
	}
	defer c.busy.Unlock()
	how = offered
	for _, w := range ways() {
		done, e := w(&c.runner, text)
		var hung slow
		switch {
		case e == nil && done.sure:
			return done.how, file, done.osc52, nil
		case e == nil:
			return done.how, file, done.osc52, err
		case errors.As(e, &hung):
			how = hung.Error() + ": " + offered
		}
	}
	return how, file, true, err
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
	return files.Replace(path, ".clipboard-", func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}
