package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The program itself reads every capture of the project without a fault of its own, with no
// symbols and with those of modules that most of them are not from.
func TestEveryCaptureIsRead(t *testing.T) {
	t.Parallel()
	for _, flags := range [][]string{nil, {"--modules=testdata/symbol/typed"}} {
		home := t.TempDir()
		cmd := exec.Command(os.Args[0], append(append([]string{"scan", "--json", "--no-raw"}, flags...), "testdata")...)
		cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "PATH="+os.Getenv("PATH"))
		var said strings.Builder
		cmd.Stderr = &said
		out, _ := cmd.Output() // 1 where something is no text
		if strings.Contains(said.String(), "a fault of oopscope itself") || strings.Count(string(out), "\n") < 500 {
			t.Errorf("%q: %d crashes, and\n%s", flags, strings.Count(string(out), "\n"), said.String())
		}
	}
}
