package clipboard

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/atotto/clipboard"
)

// tmux hands the text to tmux, whose -w offers it to the terminal as well. By
// default tmux swallows OSC 52 from the programs in it, so this is the only way
// through. Before 3.2 there was no -w.
func tmux(text string) (result, error) {
	if run(text, "tmux", "load-buffer", "-w", "-") == nil {
		return result{how: "in tmux's buffer (paste with prefix ]), which offers it to the terminal", sure: true}, nil
	}
	if err := run(text, "tmux", "load-buffer", "-"); err != nil {
		return result{}, err
	}
	return result{how: "in tmux's buffer (paste with prefix ]) and offered to the terminal", sure: true, osc52: true}, nil
}

func run(stdin, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.WaitDelay = limit / 4 // a child that keeps the pipe open is not waited for
	return cmd.Run()
}

// display tells whether the clipboard of a desktop can be there at all.
func display() bool {
	switch runtime.GOOS {
	case "darwin", "windows":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

var (
	errSlow  = errors.New("the clipboard tool does not answer")
	errOther = errors.New("the clipboard holds something else")
)

// desktop uses the machine's own clipboard. The tool's word is not enough: a
// display variable may be left over from a session that is gone, and the tool
// may be another desktop's. So the text is read back.
func desktop(text string) (result, error) {
	if clipboard.Unsupported {
		return result{}, errors.New("no clipboard tool (xclip, xsel, wl-copy) is installed")
	}
	_, err := limited(func() (string, error) { return "", clipboard.WriteAll(text) })
	if err != nil {
		return result{}, err
	}
	back, err := limited(clipboard.ReadAll)
	if err != nil {
		return result{}, err
	}
	if strings.TrimRight(back, "\r\n") != strings.TrimRight(text, "\r\n") {
		return result{}, errOther
	}
	return result{how: "copied to the clipboard", sure: true}, nil
}

// limited gives a function that may hang a moment, then lets it hang.
func limited(f func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := f()
		done <- answer{text, err}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a := <-done:
		return a.text, a.err
	case <-timer.C:
		return "", errSlow
	}
}
