//go:build unix

package config

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What stands in the place of the configuration and is no file is an error
// that says so; it is neither waited for nor read to its end.
func TestAConfigurationThatIsNoFile(t *testing.T) {
	for want, plant := range map[string]func(path string) error{
		"a pipe, not a file":   func(p string) error { return syscall.Mkfifo(p, 0o600) },
		"a folder, not a file": func(p string) error { return os.Mkdir(p, 0o700) },
		"larger than": func(p string) error {
			os.WriteFile(p, []byte("# "), 0o600)
			return os.Truncate(p, 1<<40)
		},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := plant(path); err != nil {
			t.Fatal(err)
		}
		done := reading(path)
		select {
		case got := <-done:
			if got.err != nil || !strings.Contains(got.set.Unread, want) || !strings.Contains(got.set.Unread, path) || got.set.Wire.Baud != 115200 {
				t.Errorf("%s: got %+v", want, got)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: it hangs", want)
		}
	}
}

// loaded is what came of a configuration.
type loaded struct {
	set Settings
	err error
}

func reading(path string) <-chan loaded {
	done := make(chan loaded, 1)
	go func() {
		set, err := Load(&Command{Name: "scan"}, path, nil)
		done <- loaded{set, err}
	}()
	return done
}
