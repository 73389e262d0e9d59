package source

import (
	"path/filepath"
	"strconv"
	"strings"
)

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

// EditorCommand is the command line that opens a file at a line. The editor may
// carry arguments of its own: "emacsclient -nw", "'/opt/My Editor/bin' -w".
func EditorCommand(editor, path string, line int) []string {
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
