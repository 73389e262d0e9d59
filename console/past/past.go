// Package past keeps short texts over sessions, in plain files in the state
// directory: what a person looked for, and what was learnt of a board's lines.
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

// Open returns the searches and filters of a state directory. Nothing is read yet.
func Open(dir string) *Texts { return &Texts{path: filepath.Join(dir, "searches")} }

// OpenPorts returns the ports that were opened, of a state directory. Nothing is read yet.
func OpenPorts(dir string) *Texts { return &Texts{path: filepath.Join(dir, "ports")} }

// Prefixes are what was learnt to stand in front of the kernel's lines, by the
// port that they came from.
type Prefixes struct{ texts Texts }

// OpenPrefixes returns the prefixes of a state directory. Nothing is read yet.
func OpenPrefixes(dir string) *Prefixes {
	return &Prefixes{Texts{path: filepath.Join(dir, "prefixes")}}
}

// Of returns the prefixes of a port, the one learnt last at the end.
func (p *Prefixes) Of(port string) (found []string) {
	for _, l := range p.texts.Load() {
		if of, prefix, ok := strings.Cut(l, "\t"); ok && of == port {
			found = append(found, prefix)
		}
	}
	return found
}

// Add keeps a prefix of a port, unless it is the latest already.
func (p *Prefixes) Add(port, prefix string) error {
	if known := p.Of(port); strings.Contains(port, "\t") || len(known) > 0 && known[len(known)-1] == prefix {
		return nil
	}
	return p.texts.Add(port + "\t" + prefix)
}

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
		_ = files.Replace(t.path, "."+filepath.Base(t.path)+"-", func(w io.Writer) error {
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
