package headless

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/story"
)

// TestScanIsTheSameInOneGo: a scan reads, surveys, decodes and writes at a time, and
// says what a decoder says that gets the same bytes one after the other, cut otherwise
// and surveyed by itself.
func TestScanIsTheSameInOneGo(t *testing.T) {
	const piece = 1009
	all := allCaptures(t)
	file := filepath.Join(t.TempDir(), "all.log")
	if err := os.WriteFile(file, all, 0o600); err != nil {
		t.Fatal(err)
	}
	var got, want bytes.Buffer
	if status := Scan([]string{file}, ScanOptions{Format: JSON, Out: &got, Err: io.Discard}); status != Done {
		t.Fatalf("status %d", status)
	}
	d, keeper := parse.New(parse.Options{}), story.Keeper{Wait: true}
	write := func(crashes []*parse.Crash) {
		for _, c := range crashes {
			want.Write(export.AppendJSON(nil, c, export.Options{File: file}))
		}
	}
	for rest := all; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
		b := d.Feed(rest[:min(piece, len(rest))], time.Time{})
		write(keeper.Put(b.Crashes, b.Boots))
	}
	last := d.Close()
	write(keeper.Put(last.Crashes, last.Boots))
	write(keeper.Rest(last.Heard))
	g, w := bytes.SplitAfter(got.Bytes(), []byte("\n")), bytes.SplitAfter(want.Bytes(), []byte("\n"))
	if len(w) < 500 {
		t.Fatalf("only %d crashes", len(w))
	}
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			t.Fatalf("crash %d:\ngot  %s\nwant %s", i+1, g[i], w[i])
		}
	}
	if len(g) != len(w) {
		t.Errorf("%d crashes, want %d", len(g), len(w))
	}
}

// TestAPipeIsReadAsAFileIs: however a pipe is cut, the same is said of its crashes as of a
// file's. One that says nothing for a while has what it brought told.
func TestAPipeIsReadAsAFileIs(t *testing.T) {
	all := allCaptures(t)
	file := filepath.Join(t.TempDir(), "all.log")
	if err := os.WriteFile(file, all, 0o600); err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	Scan([]string{file}, ScanOptions{Format: JSON, NoRaw: true, Out: &want, Err: io.Discard})
	named, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		in, to := io.Pipe()
		go func() {
			for rest := all; len(rest) > 0; {
				n := min(1+rand.N(100<<10), len(rest))
				to.Write(rest[:n])
				rest = rest[n:]
			}
			to.Close()
		}()
		var got bytes.Buffer
		Scan([]string{"-"}, ScanOptions{Format: JSON, NoRaw: true, Stdin: in, Out: &got, Err: io.Discard})
		if !bytes.Equal(bytes.ReplaceAll(got.Bytes(), []byte(`"file":"-"`), append([]byte(`"file":`), named...)), want.Bytes()) {
			t.Fatal("a pipe is read otherwise than a file")
		}
	}
}

// allCaptures are all logs of the project, one behind the other.
func allCaptures(t *testing.T) (all []byte) {
	err := filepath.WalkDir("../../testdata", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".log") {
			return err
		}
		log, err := os.ReadFile(path)
		all = append(all, log...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNobodyReadsInVain: an output that takes nothing more ends a scan although no
// further crash comes.
func TestNobodyReadsInVain(t *testing.T) {
	const much = 1 << 30
	in := &chatter{begin: strings.NewReader(oops + "[    0.000000] Linux version 6.1.0 (bench@bench) #1 SMP\n")}
	in.left.Store(much)
	status := Scan([]string{"-"}, ScanOptions{Format: JSON, Stdin: in, Out: gone{}, Err: io.Discard})
	if left := in.left.Load(); status != Failed || left == 0 {
		t.Errorf("status %d, %d bytes left", status, left)
	}
}

// chatter is a capture with ordinary lines at its end, so many bytes of them. A scan
// that is over may still sit in a read.
type chatter struct {
	begin io.Reader
	left  atomic.Int64
}

func (c *chatter) Read(p []byte) (int, error) {
	if n, err := c.begin.Read(p); err == nil {
		return n, nil
	}
	const line = "[    4.000000] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n"
	n := min(len(p), int(c.left.Load()))
	if n == 0 {
		c.left.Store(0)
		return 0, io.EOF
	}
	c.left.Add(int64(-n))
	copy(p, strings.Repeat(line, n/len(line)+1)[:n])
	return n, nil
}

// gone is an output that nobody reads any more.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, syscall.EPIPE }
