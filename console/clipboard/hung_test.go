//go:build linux

package clipboard

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// running counts the processes of this machine with a word in their command.
func running(word string) (n int) {
	list, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range list {
		if line, err := os.ReadFile(path); err == nil && bytes.Contains(line, []byte(word)) {
			n++
		}
	}
	return n
}

// A clipboard program that hangs, and will not be ended gently, is one process
// however often a person copies, and none when it had its time.
func TestHungProgramsDoNotGather(t *testing.T) {
	for display, name := range map[string]string{"DISPLAY": "xclip", "WAYLAND_DISPLAY": "wl-copy", "TMUX": "tmux"} {
		t.Run(name, func(t *testing.T) {
			whose := "the desktop's clipboard"
			if name == "tmux" {
				whose = name
			}
			c, path := bench(t)
			t.Setenv(display, ":1")
			c.limit /= 2
			nap := fmt.Sprintf("9%d.%d", os.Getpid(), len(name)) // nobody else sleeps so long
			if name == "wl-copy" {                               // the library wants the pair
				fake(t, "wl-paste", "")
			}
			fake(t, name, "trap '' TERM HUP INT\nsleep "+nap+" &\nsleep "+nap+"\n")
			var all sync.WaitGroup
			var mu sync.Mutex
			said := map[string]int{}
			for range 20 {
				all.Go(func() {
					how, file, osc52, err := c.Copy("text")
					if err != nil || !osc52 || file != path {
						t.Errorf("%q %q %v %v", how, file, osc52, err)
					}
					how, _, _ = strings.Cut(how, ":")
					mu.Lock()
					said[how]++
					mu.Unlock()
				})
			}
			over := make(chan bool)
			go func() { all.Wait(); close(over) }()
			most := 0
			for done := false; !done; {
				select {
				case <-over:
					done = true
				case <-time.After(50 * time.Millisecond):
					most = max(most, running("sleep\x00"+nap))
				}
			}
			if most == 0 || most > 2 {
				t.Errorf("%d processes at a time", most)
			}
			if said[whose+" does not answer"] == 0 || said["the program of the copy before has not answered yet"] == 0 {
				t.Errorf("said %v", said)
			}
			for end := time.Now().Add(20 * time.Second); running("sleep\x00"+nap) > 0; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%d processes are left", running("sleep\x00"+nap))
				}
			}
			c.limit *= 2
			fake(t, name, "cat >/dev/null")
			if how, _, _, _ := c.Copy("text"); strings.Contains(how, "not answer") {
				t.Errorf("the next copy says %q", how)
			}
		})
	}
}
