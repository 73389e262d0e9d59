package record

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestCreateNamesAndProtectsTheCapture(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "oopscope")
	a, err := Create(dir, "/dev/ttyUSB0", noon)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := Create(dir, "/dev/ttyUSB0", noon)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if got := filepath.Base(a.Path()); got != "oopscope-ttyUSB0-20061120T150405Z.log" {
		t.Errorf("name %q", got)
	}
	if a.Path() == b.Path() {
		t.Errorf("two captures share %s", a.Path())
	}
	a.Write([]byte("x"), noon)
	a.Close()
	for _, path := range []string{a.Path(), a.Path() + ".lines"} {
		st, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, st.Mode())
		}
	}
}

func TestCreateNeverFollowsAPlantedLink(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	os.WriteFile(victim, []byte("mine"), 0o600)
	if err := os.Symlink(victim, filepath.Join(dir, "oopscope-x-20061120T150405Z.log")); err != nil {
		t.Skip(err)
	}
	r, err := Create(dir, "x", noon)
	if err != nil {
		t.Fatal(err)
	}
	r.Write([]byte("board"), noon)
	r.Close()
	if got, _ := os.ReadFile(victim); string(got) != "mine" {
		t.Errorf("victim now holds %q", got)
	}
}

func TestAppendKeepsWhatWasThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	for _, part := range []string{"one\r\n", "two\x00\xff", "three"} {
		r, err := Append(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Write([]byte(part), noon)
		if got := r.Recorded(); got != int64(len(part)) {
			t.Errorf("Recorded %d after %d bytes", got, len(part))
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(path); string(got) != "one\r\ntwo\x00\xffthree" {
		t.Errorf("the capture holds %q", got)
	}
}

func TestOneSessionAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := Append(path); err == nil {
		other.Close()
		t.Error("two sessions record to one file")
	} else if !strings.Contains(err.Error(), "another session") || !strings.Contains(err.Error(), "--record") {
		t.Errorf("error %v", err)
	}
	r.Close()
	again, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestAppendTakesADevice(t *testing.T) {
	r, err := Append(os.DevNull)
	if err != nil {
		t.Skip(err)
	}
	r.Write([]byte("x"), noon)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestCreateSaysWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	_, err := Create(filepath.Join(file, "below"), "x", noon)
	if err == nil || !strings.Contains(err.Error(), "--record") {
		t.Errorf("error %v", err)
	}
}

func TestSanitize(t *testing.T) {
	fit := regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`)
	for in, want := range map[string]string{
		"/dev/ttyUSB0":           "ttyUSB0",
		"tcp://bench:2001":       "tcp-bench-2001",
		"../../etc/passwd":       "etc-passwd",
		"":                       "port",
		"..":                     "port",
		"a\x1b]52;c;x\x07b\nc":   "a-52-c-x-b-c",
		strings.Repeat("x", 200): strings.Repeat("x", 64),
	} {
		if got := Sanitize(in); got != want || !fit.MatchString(got) {
			t.Errorf("Sanitize(%q) = %q, want %q", in, got, want)
		}
	}
}
