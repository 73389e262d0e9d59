package debuginfod

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"oopscope/parse/symbol"
)

const kernel = "../../testdata/symbol/vmlinux-amd64"

// image returns a kernel and its build id.
func image(t *testing.T) (data []byte, id string) {
	t.Helper()
	f, err := os.Open(kernel)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	im, err := symbol.Open(f, nil)
	if err != nil || im.BuildID() == "" {
		t.Fatal("the kernel has no build id", err)
	}
	data, _ = os.ReadFile(kernel)
	return data, im.BuildID()
}

func serve(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func left(t *testing.T, dir string) (files []string) {
	t.Helper()
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path != dir {
			files = append(files, path)
		}
		return nil
	})
	return files
}

// TestFetch: the file comes from the first server that has it, is put where elfutils'
// client looks, and is not asked for again.
func TestFetch(t *testing.T) {
	data, id := image(t)
	var asked atomic.Int32
	none := serve(t, func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) })
	has := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/deep/buildid/"+id+"/debuginfo" || r.Method != "GET" {
			t.Errorf("%s %s is asked for", r.Method, r.URL.Path)
		}
		w.Write(data)
	})
	c := &Client{URLs: []string{none, has + "/deep/"}, Cache: t.TempDir()}
	told := int64(0)
	for range 2 {
		path, err := c.Fetch(t.Context(), strings.ToUpper(id), func(server string, got, all int64) { told = got })
		if err != nil || path != filepath.Join(c.Cache, id, "debuginfo") {
			t.Fatal(path, err)
		}
		if got, _ := os.ReadFile(path); string(got) != string(data) {
			t.Error("other bytes came")
		}
	}
	if asked.Load() != 1 || told != int64(len(data)) || len(left(t, c.Cache)) != 2 {
		t.Errorf("asked %d times, told of %d bytes, %q are there", asked.Load(), told, left(t, c.Cache))
	}
	if _, err := (&Client{URLs: []string{none}, Cache: t.TempDir()}).Fetch(t.Context(), id, nil); !errors.Is(err, ErrNone) {
		t.Errorf("nobody has it: %v", err)
	}
}

// TestHostileServers: whatever a server does, nothing that was not asked for is kept, and
// it is said what it did.
func TestHostileServers(t *testing.T) {
	data, id := image(t)
	elsewhere := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(data) })
	other := strings.Repeat("ab", 20)
	endless := func(w http.ResponseWriter, r *http.Request) {
		for chunk := make([]byte, 64<<10); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		id, says string
		h        http.HandlerFunc
	}{
		"another build id": {other, "another build id", func(w http.ResponseWriter, r *http.Request) { w.Write(data) }},
		"no ELF file":      {id, "of no use", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>")) }},
		"nothing":          {id, "of no use", func(w http.ResponseWriter, r *http.Request) {}},
		"half a file": {id, "", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "15000")
			w.Write(data[:8000])
		}},
		"says much": {id, "more than", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "99999999999")
			w.Write(data)
		}},
		"sends much": {id, "sends more than", endless},
		"fault":      {id, "answers 500", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) }},
		"file scheme": {id, "not followed", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		}},
		"round in circles": {id, "from one place to the next", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }},
		"silent": {id, "sent nothing", func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}},
	} {
		client := &Client{URLs: []string{serve(t, c.h)}, Cache: t.TempDir(), Most: 4 << 20, Stall: 20 * time.Second}
		if name == "silent" {
			client.Stall = time.Second / 4
		}
		_, err := client.Fetch(t.Context(), c.id, nil)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		if files := left(t, client.Cache); len(files) != 0 {
			t.Errorf("%s: %q are left", name, files)
		}
	}
	sent := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere+r.URL.Path, http.StatusFound)
	})
	if _, err := (&Client{URLs: []string{sent}, Cache: t.TempDir()}).Fetch(t.Context(), id, nil); err != nil {
		t.Errorf("another server of the web is not followed: %v", err)
	}
	for _, bad := range []string{"", "..", "../../../etc/passwd", "zz", strings.Repeat("ab", 65), "ab/cd", "abc"} {
		if _, err := (&Client{URLs: []string{elsewhere}, Cache: t.TempDir()}).Fetch(t.Context(), bad, nil); err == nil {
			t.Errorf("%q is a build id", bad)
		}
	}
}

// TestFromHTTPSBack: a server that proved who it is cannot send to one that does not.
func TestFromHTTPSBack(t *testing.T) {
	data, id := image(t)
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(data) })
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, plain+r.URL.Path, http.StatusFound) }))
	defer s.Close()
	c := &Client{URLs: []string{s.URL}, Cache: t.TempDir(), transport: s.Client().Transport}
	if _, err := c.Fetch(t.Context(), id, nil); err == nil || !strings.Contains(err.Error(), "not followed") {
		t.Errorf("it is followed: %v", err)
	}
}

// TestCancel: who does not want to wait need not, and nothing is left.
func TestCancel(t *testing.T) {
	data, id := image(t)
	ctx, cancel := context.WithCancel(t.Context())
	c := &Client{Cache: t.TempDir(), URLs: []string{serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Write(data[:1000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})}}
	_, err := c.Fetch(ctx, id, func(string, int64, int64) { cancel() })
	if !errors.Is(err, context.Canceled) || len(left(t, c.Cache)) != 0 {
		t.Errorf("%v; %q are left", err, left(t, c.Cache))
	}
}

// TestTheDiskIsNotFilled: records may lie on the disk of the cache. What a server says is
// too large for it is not begun, and what is only seen to be while it comes is given up.
func TestTheDiskIsNotFilled(t *testing.T) {
	data, id := image(t)
	const room = 4 << 20
	for says, h := range map[string]http.HandlerFunc{
		"no room for the 5 MB": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000000")
			w.Write(data)
		},
		"nearly full": func(w http.ResponseWriter, r *http.Request) {
			for chunk := make([]byte, 64<<10); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		},
	} {
		c := &Client{URLs: []string{serve(t, h)}, Cache: t.TempDir(), Most: 256 << 20}
		c.room = func(dir string, bytes int64) bool {
			taken := int64(0)
			for _, path := range left(t, c.Cache) {
				if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
					taken += info.Size()
				}
			}
			return dir == c.Cache && taken+bytes <= room
		}
		if _, err := c.Fetch(t.Context(), id, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
		if files := left(t, c.Cache); len(files) != 0 {
			t.Errorf("%q are left", files)
		}
	}
}

func TestFromEnvironment(t *testing.T) {
	t.Setenv("DEBUGINFOD_URLS", "https://a.example/ ftp://b file:///etc  http://c:8002 nonsense")
	if c := FromEnvironment("/cache"); c == nil || strings.Join(c.URLs, " ") != "https://a.example/ http://c:8002" {
		t.Errorf("%+v", c)
	}
	t.Setenv("DEBUGINFOD_URLS", "file:///etc")
	if c := FromEnvironment("/cache"); c != nil {
		t.Errorf("%+v", c)
	}
}
