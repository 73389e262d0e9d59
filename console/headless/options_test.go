package headless

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/config"
	"oopscope/parse"
)

func TestWatchFlags(t *testing.T) {
	cmd, err := config.Parse(strings.Fields("watch p --json --expect a --expect b --fail-on c --timeout 90s --send x --no-raw --fail-on-crash"))
	if err != nil {
		t.Fatal(err)
	}
	opt, err := WatchFlags(&cmd, io.Discard, io.Discard)
	if err != nil || opt.Format != JSON || len(opt.Expect) != 2 || len(opt.FailOn) != 1 || opt.Timeout != 90*time.Second ||
		len(opt.Send) != 1 || !opt.NoRaw || !opt.FailOnCrash {
		t.Errorf("%+v %v", opt, err)
	}
}

func TestLocateWantsFilesThatAreThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "vmlinux")
	if _, err := Locate(config.Settings{Vmlinux: missing}, io.Discard); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(missing, []byte("not an ELF file"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Locate(config.Settings{Vmlinux: missing}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	b := crashed(1, 1, false)
	if c := r.Resolve(b.Crashes[0]); c.Class != "gpf" {
		t.Errorf("the crash was lost over damaged symbols: %+v", c)
	}
}

const built = `[    2.000000] BUG: kernel NULL pointer dereference, address: 00000000000001c1
[    2.000002] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    2.000003] CPU: 1 PID: 82 Comm: sh Not tainted 5.14.0-bench #1 %s
[    2.000004] RIP: 0010:worker+0x20/0x3a
[    2.000005] Call Trace:
[    2.000006]  <TASK>
[    2.000007]  worker+0x30/0x3a
[    2.000008]  </TASK>
[    2.000009] ---[ end trace 0000000000000000 ]---
`

// Nobody names symbols: those that the printed build id names are found, and none
// are taken for a crash that names another.
func TestSymbolsAreFoundByBuildID(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("DEBUGINFOD_CACHE_PATH", cache)
	image, err := os.ReadFile("../../testdata/symbol/vmlinux-amd64")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(image, []byte("GNU\x00"))
	of := hex.EncodeToString(image[at+4 : at+24])
	if err := os.MkdirAll(filepath.Join(cache, of), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cache, of, "debuginfo"), image, 0o600); err != nil {
		t.Fatal(err)
	}
	for printed, want := range map[string]bool{of: true, strings.Repeat("ab", 20): false} {
		locate, err := Locate(config.Settings{}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		_, out, errs := scan(t, ScanOptions{Format: JSON, Resolve: locate.Resolve}, capture(t, "x.log", strings.Repeat(fmt.Sprintf(built, printed), 2)))
		if got := strings.Contains(out, `"file":"kernel/worker.c"`); got != want {
			t.Errorf("build id %s: found %v, %s %s", printed, got, out, errs)
		}
	}
}

// TestLocateFetches: with debuginfod = true a scan waits for the servers, however quick
// they are, and locates its crashes with what came.
func TestLocateFetches(t *testing.T) {
	image, err := os.ReadFile("../../testdata/symbol/vmlinux-amd64")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(image, []byte("GNU\x00"))
	of := hex.EncodeToString(image[at+4 : at+24])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(image) }))
	defer server.Close()
	t.Setenv("DEBUGINFOD_URLS", server.URL)
	for _, allowed := range []bool{true, false} {
		for range 10 {
			t.Setenv("DEBUGINFOD_CACHE_PATH", t.TempDir())
			locator, err := Locate(config.Settings{Debuginfod: allowed}, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			_, out, errs := scan(t, ScanOptions{Format: JSON, Resolve: locator.Resolve}, capture(t, "x.log", fmt.Sprintf(built, of)))
			locator.Close(0)
			if got := strings.Contains(out, `"file":"kernel/worker.c"`); got != allowed {
				t.Fatalf("allowed %v: located %v, %s %s", allowed, got, out, errs)
			}
		}
	}
}

// TestLocatorIsAskedBySeveral: everyone who follows a session asks the one that it has. No
// symbols are remembered to be missing for one kernel, and all are told so once.
func TestLocatorIsAskedBySeveral(t *testing.T) {
	t.Setenv("DEBUGINFOD_CACHE_PATH", t.TempDir())
	for _, named := range []string{"", filepath.Join(t.TempDir(), "vmlinux")} {
		if named != "" {
			if err := os.WriteFile(named, []byte("not an ELF file"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var errs bytes.Buffer
		locator, err := Locate(config.Settings{Vmlinux: named}, &errs)
		if err != nil {
			t.Fatal(err)
		}
		d := parse.New(parse.Options{})
		d.Feed(fmt.Appendf(nil, built, strings.Repeat("ab", 20)), time.Time{})
		c := d.Close().Crashes[0]
		var asked sync.WaitGroup
		for range 8 {
			asked.Go(func() {
				for range 20 {
					locator.Resolve(c)
				}
			})
		}
		asked.Wait()
		locator.Close(0)
		if n := strings.Count(errs.String(), "\n"); n > 1 || named != "" && n != 1 {
			t.Errorf("%q: told %d times: %s", named, n, errs.String())
		}
	}
}
