package record

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkIndex makes the line index of a record that has none, from what the
// system has of it in memory.
func BenchmarkIndex(b *testing.B) {
	path := filepath.Join(b.TempDir(), "board.log")
	text := log(64 << 20)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	raw, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		os.Remove(path + linesEnd)
		x, err := openLines(path, raw, int64(len(text)))
		for err == nil && x.end() < int64(len(text)) {
			err = x.add(nil, nil, int64(len(text)), true)
		}
		if err != nil {
			b.Fatal(err)
		}
		x.close()
	}
}
