//go:build linux

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// memoryMost is what oopscope may ever take, in kB of resident memory.
const memoryMost = 64 << 10

// flood is a server that sends random bytes as fast as they are taken.
func flood(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		dice := rand.NewChaCha8([32]byte{1})
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			for b := make([]byte, 64<<10); err == nil; {
				dice.Read(b)
				_, err = conn.Write(b)
			}
		}
	}()
	return "tcp://" + l.Addr().String()
}

// peak is the most memory a process ever had, in kB, and what it has now.
func peak(t *testing.T, pid int) (most, now int) {
	t.Helper()
	for line := range bytes.Lines(contents(t, fmt.Sprintf("/proc/%d/status", pid))) {
		fmt.Sscanf(string(line), "VmHWM: %d kB", &most)
		fmt.Sscanf(string(line), "VmRSS: %d kB", &now)
	}
	return most, now
}

// A flood of random bytes, the worst that a board at a wrong speed or a hostile
// server can send, does not fill the memory: not on the screen, with a record,
// and not without either.
func TestAFloodFillsNoMemory(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("it takes seconds, and the race detector multiplies the memory")
	}
	long := time.Second
	if s, err := time.ParseDuration(os.Getenv("OOPSCOPE_FLOOD")); err == nil {
		long = s
	}
	for _, how := range []string{"", "--plain", "watch"} {
		t.Run("oopscope "+how, func(t *testing.T) {
			args := []string{flood(t)}
			if how != "" {
				args = append([]string{how}, args...)
			}
			var cmd *exec.Cmd
			record := filepath.Join(t.TempDir(), "flood.log")
			args = append(args, "--record", record)
			if how == "" {
				cmd = take(t, nil, args...).Cmd
			} else {
				cmd = exec.Command(os.Args[0], args...)
				cmd.Env = asOopscope("HOME=" + t.TempDir())
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				defer cmd.Process.Kill()
			}
			waitFor(t, "the flood", func() bool { return size(record) > 1<<20 })
			time.Sleep(long)
			most, now := peak(t, cmd.Process.Pid)
			t.Logf("%d MB came, %d MB of memory at most, %d now", size(record)>>20, most>>10, now>>10)
			if most == 0 || most > memoryMost {
				t.Errorf("%d kB of memory", most)
			}
		})
	}
}
