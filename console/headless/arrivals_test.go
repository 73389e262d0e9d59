package headless

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"oopscope/console/record"
	"oopscope/parse"
)

// TestSymbolsAreAskedForByTheTimeOfTheRecord: of a record it is known when each crash came, and
// what is newer than that on this machine did not print it; what is said of it stays the same.
func TestSymbolsAreAskedForByTheTimeOfTheRecord(t *testing.T) {
	path, noon := filepath.Join(t.TempDir(), "board.log"), time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	r, err := record.Append(path)
	if err != nil {
		t.Fatal(err)
	}
	const report = "[   1%d.000000] ------------[ cut here ]------------\n[   1%[1]d.000001] WARNING: CPU: 0 PID: %d at drivers/x.c:1 x_probe+0x1/0x2\n" +
		"[   1%[1]d.000002] CPU: 0 PID: %[2]d Comm: a Not tainted 6.1.0 #1\n[   1%[1]d.000003] ---[ end trace 0000000000000000 ]---\n"
	for i := range 3 {
		r.Write(fmt.Appendf(nil, report, i, i+1), noon.Add(time.Duration(i)*time.Hour))
	}
	r.Close()
	var asked []time.Time
	scan := func(resolve Resolve) string {
		var out bytes.Buffer
		if status := Scan([]string{path}, ScanOptions{Format: JSON, Resolve: resolve, Out: &out, Err: io.Discard}); status != Done {
			t.Fatalf("status %d", status)
		}
		return out.String()
	}
	with := scan(func(c *parse.Crash) *parse.Crash {
		asked = append(asked, c.Seen)
		return c
	})
	for i := range 3 {
		if want := noon.Add(time.Duration(i) * time.Hour); len(asked) != 3 || !asked[i].Equal(want) {
			t.Fatalf("asked for %v", asked)
		}
	}
	if without := scan(nil); with != without {
		t.Errorf("with symbols that nobody has a record says\n%s\nwithout\n%s", with, without)
	}
	back := arrivals{capture: path}
	defer back.close()
	last, first := &parse.Crash{FirstByte: 300}, &parse.Crash{}
	if back.of(last).Equal(back.of(first)) || !back.of(first).Equal(noon) {
		t.Errorf("asked backwards the first crash came at %v", back.of(first))
	}
}
