//go:build linux

package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oopscope/console/files"
)

// Without a home nothing is written where somebody else may have been first.
func TestDirWithoutAHome(t *testing.T) {
	for _, v := range []string{"HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(v, "")
	}
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	one, warning, err := Dir()
	two, _, _ := Dir()
	if err != nil || one == two || files.Private(one) != nil || filepath.Dir(one) != temp || !strings.Contains(warning, one) {
		t.Errorf("%s and %s, %q, %v", one, two, warning, err)
	}

	login := filepath.Join(temp, "login")
	os.Mkdir(login, 0o700)
	t.Setenv("XDG_RUNTIME_DIR", login)
	for range 2 {
		if dir, warning, err := Dir(); dir != filepath.Join(login, "oopscope") || err != nil || !strings.Contains(warning, dir) {
			t.Errorf("%s, %q, %v", dir, warning, err)
		}
	}
	for name, spoil := range map[string]func(){
		"a folder open to others": func() { os.Chmod(login, 0o777) },
		"a link in its place":     func() { os.Symlink(temp, filepath.Join(login, "oopscope")) },
		"a folder of others": func() {
			os.Mkdir(filepath.Join(login, "oopscope"), 0o700)
			os.Chmod(filepath.Join(login, "oopscope"), 0o755)
		},
	} {
		os.Chmod(login, 0o700)
		os.RemoveAll(filepath.Join(login, "oopscope"))
		spoil()
		if dir, _, err := Dir(); err != nil || strings.HasPrefix(dir, login) || files.Private(dir) != nil {
			t.Errorf("%s: %s, %v", name, dir, err)
		}
	}
	t.Setenv("TMPDIR", filepath.Join(temp, "nowhere"))
	if _, _, err := Dir(); err == nil || !strings.Contains(err.Error(), "XDG_STATE_HOME") {
		t.Errorf("got %v", err)
	}
}

// A link that somebody planted beside a record, or in the place of a journal,
// gets no byte of ours, and costs no word.
func TestPlantedLinksAreNotFollowed(t *testing.T) {
	b := newBench(t)
	text := log("board", 50)
	treasure := b.file("treasure", "root's own\n")
	for _, record := range []string{"a.log", "state/oopscope-b.log"} {
		path := b.file(record, text)
		for _, end := range []string{journalEnd, journalEnd + ".new"} {
			os.Symlink(treasure, path+end)
		}
		os.MkdirAll(filepath.Join(b.dir, "state", "marks"), 0o700)
		os.Symlink(treasure, filepath.Join(b.dir, "state", "marks", "a.log"+journalEnd))
		b.remark(b.ledger().Capture("ttyUSB0", path, 0), on(text, 4, "kept"), "")
		b.says(path, "4 kept")
	}
	if got := read(t, treasure); got != "root's own\n" {
		t.Errorf("the treasure is now %q", got)
	}
}

// Pipes and giants among the saved crashes stop nothing and fill no memory.
func TestPipesAndGiantsInTheLedger(t *testing.T) {
	l, root := open(t)
	save(t, l, crash(), Entry{Source: "x"})
	for _, name := range []string{"pipe", "giant", "folder"} {
		os.MkdirAll(filepath.Join(root, name), 0o700)
	}
	syscall.Mkfifo(filepath.Join(root, "pipe", jsonFile), 0o600)
	os.MkdirAll(filepath.Join(root, "folder", jsonFile), 0o700)
	giant := filepath.Join(root, "giant", jsonFile)
	os.WriteFile(giant, []byte("{"), 0o600)
	os.Truncate(giant, 1<<40)
	syscall.Mkfifo(filepath.Join(filepath.Dir(root), "a"+journalEnd), 0o600)

	other := Open(filepath.Dir(root))
	if n, _ := seen(t, other, crash().Signature); n != 1 {
		t.Errorf("seen %d times", n)
	}
	save(t, other, crash(), Entry{Source: "y"})
	path := filepath.Join(t.TempDir(), "a.log")
	os.WriteFile(path, []byte(stream), 0o600)
	if _, err := other.Capture(path, "", 0).Words(); err != nil {
		t.Error(err)
	}
}
