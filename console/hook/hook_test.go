//go:build unix

package hook

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// A hook gets its arguments as they are, in no shell; what the board said comes to it by
// its environment and standard input only, and harmless.
func TestAHookIsNoShell(t *testing.T) {
	dir := t.TempDir()
	witness := filepath.Join(dir, "witness")
	script := filepath.Join(dir, "hook")
	os.WriteFile(script, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"; env | grep ^OOPSCOPE_ | sort; cat; eval \"echo $OOPSCOPE_CRASH_TITLE\"; exit 3\n"), 0o700)
	evil := "oops `touch " + witness + "` $(touch " + witness + "); touch " + witness + " \x1b]0;x\a\n& | ü"
	s := Set{Port: "/dev/ttyUSB0", Hooks: []link.Hook{{Name: "notify", Args: []string{script, "a b", "$HOME", "`id`"}}}}
	r, err := s.Run(t.Context(), "notify", &parse.Crash{Title: evil, Class: "null-deref", Boot: 2, Kernel: evil}, "/x")
	if err != nil || r.Status != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, want := range []string{"a b\n$HOME\n`id`\n", "OOPSCOPE_CRASH_CLASS=null-deref\n", "OOPSCOPE_CRASH_BOOT=2\n", "OOPSCOPE_PORT=/dev/ttyUSB0", "OOPSCOPE_HOOK=notify", "OOPSCOPE_FOLDER=/x", "class: null-deref\n", "ü"} {
		if !strings.Contains(r.Output, want) {
			t.Errorf("it was not told %q:\n%s", want, r.Output)
		}
	}
	if _, err := os.Stat(witness); err == nil {
		t.Error("the board ran a command")
	}
	if strings.ContainsAny(r.Output, "\x1b\a") {
		t.Errorf("its output is not clean: %q", r.Output)
	}
	if words := r.Words("notify"); !strings.HasPrefix(words, "notify ended with status 3 after ") {
		t.Errorf("told as %q", words)
	}
}

func TestAHookThatDoesNotWork(t *testing.T) {
	s := Set{Hooks: []link.Hook{{Name: "absent", Args: []string{"/no/such/program"}}, {Name: "slow", Args: []string{"sh", "-c", "sleep 600 & sleep 600"}}, {Name: "loud", Args: []string{"sh", "-c", "yes | head -c 100000"}}}}
	if r, err := s.Run(t.Context(), "absent", nil, ""); err == nil || r.Status != -1 || !strings.Contains(err.Error(), "could not be run") {
		t.Errorf("absent: %+v, %v", r, err)
	}
	if _, err := s.Run(t.Context(), "other", nil, ""); err == nil || !strings.Contains(err.Error(), "[hook]") {
		t.Errorf("unknown: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	begin := time.Now()
	if r, err := s.Run(ctx, "slow", nil, ""); r.Status != -1 || time.Since(begin) > 30*time.Second || err == nil || !strings.Contains(err.Error(), "slow was stopped after") {
		t.Errorf("slow: %+v, %v", r, err)
	}
	if r, err := s.Run(t.Context(), "loud", nil, ""); err != nil || len(r.Output) > mostOutput {
		t.Errorf("loud: %d bytes, %v", len(r.Output), err)
	}
}
