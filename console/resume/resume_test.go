package resume

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
)

// TestMain lets the test binary be a session that keeps its state until it is killed.
func TestMain(m *testing.M) {
	if record := os.Getenv("KEEPS_STATE"); record != "" {
		for n := 1; ; n++ {
			err := Keep(&State{Target: "demo", Record: record, View: link.View{Line: n, Search: link.Sought{Text: strings.Repeat("x", n%900)}}})
			fmt.Println(n, err)
		}
	}
	os.Exit(m.Run())
}

// What was kept comes back.
func TestAStateComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "oopscope-x.log")
	want := &State{
		Target: "/dev/ttyUSB0", Flags: map[string]string{"baud": "1500000"}, Of: "bbb", Saved: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC), Record: path,
		View: link.View{Line: 120, Crash: 4711, Open: true, Filter: link.Sought{Text: "usb ü", Regexp: true}, Worst: 4, Share: 50},
	}
	if err := Keep(want); err != nil {
		t.Fatal(err)
	}
	if got, err := Load(path); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if info, _ := os.Stat(path + Ending); info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
}

// A state that is not ours, newer or hostile is told or tamed, never believed.
func TestAHostileState(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "oopscope-x.log")
	for text, want := range map[string]string{
		"":                                  "is no state",
		"words":                             "is no state",
		`{"v":1}`:                           "names no port",
		`{"v":0,"target":"demo"}`:           "names no port",
		`{"v":2,"target":"demo"}`:           "of a newer oopscope",
		`{"v":1,"target":"demo\u001b[2J"}`:  "names no port",
		`{"v":1,"target":"a\nb"}`:           "names no port",
		strings.Repeat(" ", 65<<10) + `{}`:  "larger than",
		`{"v":1,"target":"demo","view":[]}`: "is no state",
	} {
		os.WriteFile(path+Ending, []byte(text), 0o600)
		if s, err := Load(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %+v, %v", text, s, err)
		}
	}
	os.WriteFile(path+Ending, []byte(`{"v":1,"target":"demo","flags":{"baud":"1\u001b","keep-records":"1","record":"/home/me/notes","debuginfod":"true"},"view":{"line":-5,"share":900,"times":-2,"search":{"text":"\u001b[2J"}}}`), 0o600)
	s, err := Load(path)
	if err != nil || len(s.Flags) > 0 || !reflect.DeepEqual(s.View, link.View{Crash: -1, Share: 100}) {
		t.Errorf("%+v, %v", s, err)
	}
	if err := Keep(&State{Target: "demo", Record: path, Flags: map[string]string{"keep-records": "1", "baud": "9600"}}); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path + Ending); strings.Contains(string(text), "keep-records") || !strings.Contains(string(text), "9600") {
		t.Errorf("%s is kept", text)
	}
	os.Remove(path + Ending)
	os.Mkdir(path+Ending, 0o700)
	if _, err := Load(path); err == nil {
		t.Error("a folder is a state")
	}
}

// The latest is taken up, or that of a target; a state without its record is none.
func TestTheLatest(t *testing.T) {
	dir := t.TempDir()
	if _, err := Latest(dir, ""); err == nil || !strings.Contains(err.Error(), "no session is left") {
		t.Error(err)
	}
	for i, target := range []string{"demo", "/dev/ttyUSB0", "demo", "gone"} {
		path := filepath.Join(dir, fmt.Sprintf("oopscope-%d.log", i))
		if target != "gone" {
			os.WriteFile(path, nil, 0o600)
		}
		if err := Keep(&State{Target: target, Record: path, Saved: time.Unix(int64(100-i%2*50+i), 0)}); err != nil {
			t.Fatal(err)
		}
	}
	for target, want := range map[string]string{"": "oopscope-2.log", "demo": "oopscope-2.log", "/dev/ttyUSB0": "oopscope-1.log", filepath.Join(dir, "oopscope-0.log"): "oopscope-0.log"} {
		if s, err := Latest(dir, target); err != nil || filepath.Base(s.Record) != want {
			t.Errorf("%q: %+v, %v", target, s, err)
		}
	}
	if _, err := Latest(dir, "ttyS9"); err == nil || !strings.Contains(err.Error(), "no session of ttyS9") {
		t.Error(err)
	}
}

// Killed at any moment a session leaves a whole state, the last that was kept or the
// next, and no more than one file beside it.
func TestKilledWhileKeeping(t *testing.T) {
	path := filepath.Join(t.TempDir(), "oopscope-x.log")
	for range 20 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "KEEPS_STATE="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines, last := bufio.NewScanner(out), 0
		for lines.Scan() {
			if _, err := fmt.Sscanf(lines.Text(), "%d <nil>", &last); err != nil {
				t.Fatal(lines.Text())
			}
			if rand.Intn(10) == 0 {
				time.Sleep(time.Duration(rand.Intn(2000)) * time.Microsecond)
				cmd.Process.Kill()
			}
		}
		cmd.Wait()
		if s, err := Load(path); err != nil || s.View.Line < last || s.View.Line > last+1 {
			t.Fatalf("%d was kept, %+v is there: %v", last, s, err)
		}
	}
}
