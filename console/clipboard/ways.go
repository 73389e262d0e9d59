package clipboard

import (
	"errors"
	"os"
	"os/exec"
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
	if !remote() {
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
	_, err := r.run(text, "tmux", "load-buffer", "-w", "-")
	if err == nil {
		return result{how: "in tmux's buffer (paste with prefix ]), which offers it to the terminal", sure: true}, nil
	}
	if errors.As(err, new(slow)) {
		return result{}, err
	}
	if _, err := r.run(text, "tmux", "load-buffer", "-"); err != nil {
		return result{}, err
	}
	return result{how: "in tmux's buffer (paste with prefix ]) and offered to the terminal", sure: true, osc52: true}, nil
}

// A tool is a pair of programs that write and read a desktop's clipboard, where
// the variable says that there is one. Windows has none: its terminals take
// OSC 52.
type tool struct{ display, in, out string }

var tools = map[string][]tool{
	"darwin":  {{"", "pbcopy", "pbpaste"}},
	"windows": {},
	"": {
		{"WAYLAND_DISPLAY", "wl-copy", "wl-paste --no-newline"},
		{"DISPLAY", "xclip -in -selection clipboard", "xclip -out -selection clipboard"},
		{"DISPLAY", "xsel --input --clipboard", "xsel --output --clipboard"},
	},
}

// here are the tools that this machine has.
func here() (list []tool) {
	all, known := tools[runtime.GOOS]
	if !known {
		all = tools[""]
	}
	for _, t := range all {
		name, _, _ := strings.Cut(t.in, " ")
		if _, err := exec.LookPath(name); err == nil && (t.display == "" || os.Getenv(t.display) != "") {
			list = append(list, t)
		}
	}
	return list
}

var (
	errNone  = errors.New("no clipboard tool (xclip, xsel, wl-copy) is installed")
	errOther = errors.New("the clipboard holds something else")
)

// desktop uses the machine's own clipboard. The tool's word is not enough: a
// display variable may be left over from a session that is gone, and the tool
// may be another desktop's. So the text is read back.
func desktop(r *runner, text string) (done result, err error) {
	err = errNone
	for _, t := range here() {
		if err = t.copy(r, text); err == nil {
			return result{how: "copied to the clipboard", sure: true}, nil
		}
		if errors.As(err, new(slow)) { // the next would not fare better
			return result{}, err
		}
	}
	return result{}, err
}

func (t tool) copy(r *runner, text string) error {
	in, out := strings.Fields(t.in), strings.Fields(t.out)
	if _, err := r.run(text, in[0], in[1:]...); err != nil {
		return err
	}
	back, err := r.run("", out[0], out[1:]...)
	if err != nil {
		return err
	}
	if strings.TrimRight(back, "\r\n") != strings.TrimRight(text, "\r\n") {
		return errOther
	}
	return nil
}
