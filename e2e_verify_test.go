//go:build linux

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// proven adds up the bytes that verify calls whole.
func proven(t *testing.T, out string) (whole int) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^(\d+)-(\d+)\twhole`).FindAllStringSubmatch(out, -1) {
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		whole += to - from + 1
	}
	return whole
}

// A session that is killed at any moment leaves a record of which the index proves
// the beginning, and the next session goes on with both.
func TestVerifyAfterKills(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	size := int64(0)
	for range 12 {
		cmd := exec.Command(os.Args[0], "--plain", "--record", path, "-")
		cmd.Env = append(os.Environ(), "BE_OOPSCOPE=1")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for n := range 2000 {
			fmt.Fprintf(in, "[%5d.%06d] %s\n", n, n, strings.Repeat("word ", 30))
		}
		for before := size; size == before; time.Sleep(5 * time.Millisecond) {
			if info, err := os.Stat(path); err == nil {
				size = info.Size()
			}
		}
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		if info, err := os.Stat(path); err == nil {
			size = info.Size()
		}
		status, out, errs := oopscope(t, "", "verify", path)
		if strings.Contains(out, "CHANGED") || strings.Contains(out, "MISSING") || status == 2 {
			t.Fatalf("after a kill (status %d):\n%s%s", status, out, errs)
		}
	}
	status, out, errs := oopscope(t, "the end\n", "--plain", "--record", path, "-")
	if status != 0 {
		t.Fatalf("the last session: %d %s%s", status, out, errs)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if status, out, errs = oopscope(t, "", "verify", path); status != 0 || proven(t, out) != int(info.Size()) {
		t.Errorf("status %d, %d of %d bytes are proven:\n%s%s", status, proven(t, out), info.Size(), out, errs)
	}
}

// Exit status and words of verify.
func TestVerify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	text := strings.Repeat(oops, 300)
	oopscope(t, text, "--plain", "--record", path, "-")
	if status, out, errs := oopscope(t, "", "verify", path); status != 0 || out != fmt.Sprintf("0-%d\twhole: the bytes are those that came\n", len(text)-1) || !strings.Contains(errs, "is whole") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
	raw, _ := os.ReadFile(path)
	os.WriteFile(path, bytes.Replace(raw, []byte("sensor"), []byte("senser"), 1), 0o600)
	if status, out, errs := oopscope(t, "", "verify", path); status != 1 || !strings.HasPrefix(out, "0-65535\tCHANGED") || !strings.Contains(errs, "not proven") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
	for _, args := range [][]string{{"verify"}, {"verify", "a", "b"}, {"verify", "--json", path}} {
		if status, _, errs := oopscope(t, "", args...); status != 2 {
			t.Errorf("%v: status %d, %s", args, status, errs)
		}
	}
	if status, _, errs := oopscope(t, "", "verify", path+"x"); status != 1 || !strings.Contains(errs, "is the name right?") {
		t.Errorf("status %d, %s", status, errs)
	}
}
