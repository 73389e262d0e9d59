package clipboard

import (
	"errors"
	"os"
	"runtime"
	"strings"
)

// result is what a way achieved.
type result struct {
	how   string
	sure  bool // the text is somewhere to paste from
	osc52 bool // the terminal should be asked as well
}

type way func(*runner, string) (result, error)

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

// tmux hands the text to tmux, whose -w offers it to the terminal as well. By
// default tmux swallows OSC 52 from the programs in it, so this is the only way
// through. Before 3.2 there was no -w.
func tmux(r *runner, text string) (result, error) {
	_, err := r.run(text, program{name: "tmux", args: []string{"load-buffer", "-w", "-"}})
	if err == nil {
		return result{how: "in tmux's buffer (paste with prefix ]), which offers it to the terminal", sure: true}, nil
	}
	if errors.As(err, new(slow)) {
		return result{}, err
	}
	if _, err := r.run(text, program{name: "tmux", args: []string{"load-buffer", "-"}}); err != nil {
		return result{}, err
	}
	return result{how: "in tmux's buffer (paste with prefix ]) and offered to the terminal", sure: true, osc52: true}, nil
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
	errNone  = errors.New("no clipboard tool (xclip, xsel, wl-copy) is installed")
	errOther = errors.New("the clipboard holds something else")
)

// desktop uses the machine's own clipboard. The tool's word is not enough: a
// display variable may be left over from a session that is gone, and the tool
// may be another desktop's. So the text is read back.
func desktop(r *runner, text string) (result, error) {
	if _, err := r.child("write", text); err != nil {
		return result{}, err
	}
	back, err := r.child("read", "")
	if err != nil {
		return result{}, err
	}
	if lines(back) != lines(text) {
		return result{}, errOther
	}
	return result{how: "copied to the clipboard", sure: true}, nil
}

// lines is a text without the line ends that clipboards change.
func lines(text string) string {
	return strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}
