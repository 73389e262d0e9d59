package source

import (
	"slices"
	"testing"
)

func TestEditorCommand(t *testing.T) {
	const path = "/t/a b;$(id).c"
	for _, c := range []struct {
		editor string
		line   int
		want   []string
	}{
		{"", 7, []string{"vi", "+7", path}},
		{"  ", 7, []string{"vi", "+7", path}},
		{"nvim", 7, []string{"nvim", "+7", path}},
		{"/usr/bin/vim -R", 7, []string{"/usr/bin/vim", "-R", "+7", path}},
		{"emacsclient -nw -a ''", 7, []string{"emacsclient", "-nw", "-a", "", "+7", path}},
		{"nano", 0, []string{"nano", path}},
		{"micro", 12, []string{"micro", "+12", path}},
		{"hx", 12, []string{"hx", path + ":12"}},
		{"subl -w", 12, []string{"subl", "-w", path + ":12"}},
		{"code --wait", 12, []string{"code", "--wait", "-g", path + ":12"}},
		{"kate -b", 3, []string{"kate", "-b", "-l", "3", path}},
		{"clion", 3, []string{"clion", "--line", "3", path}},
		{"ed", 3, []string{"ed", path}},
		{`"/opt/My Editor/bin/code" -w`, 3, []string{"/opt/My Editor/bin/code", "-w", "-g", path + ":3"}},
		{"myeditor", 3, []string{"myeditor", "+3", path}},
	} {
		if got := EditorCommand(c.editor, path, c.line); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, not %q", c.editor, got, c.want)
		}
	}
}
