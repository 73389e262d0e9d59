package ui

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/stage"
)

// editedMsg says how the editor ended.
type editedMsg struct {
	editor string
	err    error
}

// edit runs the person's editor on the terminal until it ends. No shell sees
// the file's name; the capture goes on meanwhile.
func (a *app) edit(path string, line int) tea.Cmd {
	argv := editorCommand(a.cfg.Editor, path, line)
	c := exec.Command(argv[0], argv[1:]...)
	// The terminal itself: an editor must not get the tap or a pipe to it.
	c.Stdin, c.Stdout, c.Stderr = a.cfg.Input, a.cfg.Output, a.cfg.Output
	return tea.Exec(stage.Aside{Runs: c}, func(err error) tea.Msg { return editedMsg{argv[0], err} })
}

// edited tells when the editor could not run, and reads again what it changed.
func (a *app) edited(m editedMsg) tea.Cmd {
	name := cell.Clean(m.editor)
	switch {
	case errors.Is(m.err, exec.ErrNotFound):
		a.complain("there is no " + name + " here: set VISUAL or EDITOR to your editor")
	case m.err != nil:
		a.complain(name + ": " + cell.Clean(m.err.Error()))
	}
	if v, ok := a.overlay.(*sourceView); ok {
		return v.look(v.at, false)
	}
	return nil
}

// editors are those that want the line otherwise than as "+line file", which vi
// began and vim, nvim, emacs, nano, micro, joe, mcedit, gedit and most follow.
var editors = []struct {
	names string
	args  func(path, line string) []string
}{
	{" hx helix subl sublime_text zed zeditor lapce ", func(path, line string) []string { return []string{path + ":" + line} }},
	{" code code-insiders code-oss codium vscodium cursor windsurf ", func(path, line string) []string { return []string{"-g", path + ":" + line} }},
	{" kate kwrite mate xed ", func(path, line string) []string { return []string{"-l", line, path} }},
	{" clion idea rustrover ", func(path, line string) []string { return []string{"--line", line, path} }},
	{" ed red ", func(path, line string) []string { return []string{path} }}, // no way to say it
}

// editorCommand is the command line that opens a file at a line. The editor may
// carry arguments of its own: "emacsclient -nw", "'/opt/My Editor/bin' -w".
func editorCommand(editor, path string, line int) []string {
	argv := shellWords(editor)
	if len(argv) == 0 {
		argv = []string{"vi"}
	}
	if line < 1 {
		return append(argv, path)
	}
	name := strings.TrimSuffix(filepath.Base(argv[0]), ".exe")
	for _, e := range editors {
		if strings.Contains(e.names, " "+name+" ") {
			return append(argv, e.args(path, strconv.Itoa(line))...)
		}
	}
	return append(argv, "+"+strconv.Itoa(line), path)
}

// shellWords splits as a shell would that knows quotes and nothing else.
func shellWords(s string) (words []string) {
	var word strings.Builder
	quote, open := rune(0), false
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if open {
		words = append(words, word.String())
	}
	return words
}
