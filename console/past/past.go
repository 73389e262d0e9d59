// Package past keeps what a person looked for, over sessions: the last texts of
// searches and filters, in a plain file in the state directory.
package past

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"oopscope/console/files"
)

// Bounds of the file and of what is taken from it.
const (
	keep    = 200
	maxFile = 256 << 10
	maxText = 1 << 10
)

// Texts is a file of texts, one a line, oldest first.
type Texts struct {
	mu   sync.Mutex
	path string
}

// Open returns the texts of a state directory. Nothing is read yet.
func Open(dir string) *Texts { return &Texts{path: filepath.Join(dir, "searches")} }

// Load returns the last texts, the newest last, each once. A file that cannot be
// read or is far too large holds none; one that grew long is written anew.
func (t *Texts) Load() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	raw, err := files.Read(t.path, maxFile)
	if err != nil {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	var texts []string
	for _, l := range slices.Backward(lines) {
		if l != "" && len(l) <= maxText && len(texts) < keep && !slices.Contains(texts, l) {
			texts = append(texts, l)
		}
	}
	slices.Reverse(texts)
	if len(lines) > 4*keep {
		// Another session's text that comes just now may be lost: it is a search.
		_ = files.Replace(t.path, ".searches-", func(w io.Writer) error {
			_, err := fmt.Fprintln(w, strings.Join(texts, "\n"))
			return err
		})
	}
	return texts
}

// Add keeps a text. One of several lines, or a very long one, is not kept.
func (t *Texts) Add(text string) error {
	if text == "" || len(text) > maxText || strings.ContainsAny(text, "\r\n") {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(t.path), 0o700); err != nil {
		return err
	}
	f, err := files.Append(t.path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(text + "\n")
	return err
}
