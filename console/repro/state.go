package repro

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oopscope/console/files"
	"oopscope/console/record"
)

// A State is what a run leaves behind, so that another can go on. The login and its
// password are not in it.
type State struct {
	V      int       `json:"v"`
	Port   string    `json:"port"`
	Do     []string  `json:"do"`
	Prompt string    `json:"prompt,omitempty"`
	Began  time.Time `json:"began"`
	Tally

	path string
}

// stateLimit is far more than the crashes of a year take.
const stateLimit = 16 << 20

// Begin makes a state of a run that begins now, to lie in a folder of dir.
func Begin(dir, port string, do []string, prompt string, now time.Time) *State {
	name := fmt.Sprintf("%s-%s.json", record.Sanitize(port), now.UTC().Format("20060102-150405.000"))
	return &State{V: 1, Port: port, Do: do, Prompt: prompt, Began: now, path: filepath.Join(dir, "repro", name)}
}

// Newest returns the state of the run that began last at a port.
func Newest(dir, port string) (*State, error) {
	dir = filepath.Join(dir, "repro")
	for s, err := range states(dir, port) {
		if err != nil || s.Port == port {
			return s, err
		}
	}
	return nil, fmt.Errorf("nothing to go on with: no run at %s is in %s; start one with --do", port, dir)
}

// states goes over the states that may be of a port, the one that began last first.
func states(dir, port string) iter.Seq2[*State, error] {
	return func(yield func(*State, error) bool) {
		list, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			yield(nil, err)
			return
		}
		for _, e := range slices.Backward(list) { // by name, of which the time is the end
			if !strings.HasPrefix(e.Name(), record.Sanitize(port)+"-") || filepath.Ext(e.Name()) != ".json" {
				continue
			}
			if !yield(read(filepath.Join(dir, e.Name()))) {
				return
			}
		}
	}
}

func read(path string) (*State, error) {
	text, err := files.Read(path, stateLimit)
	if err != nil {
		return nil, err
	}
	s := &State{path: path}
	if err := json.Unmarshal(text, s); err != nil || s.V != 1 || len(s.Do) == 0 || s.Rounds < 0 || s.Crashed < 0 || s.Crashed > s.Rounds {
		return nil, fmt.Errorf("%s is not the state of a run, or that of a newer oopscope: put it aside, and start anew without --resume", path)
	}
	return s, nil
}

// Path is where the state lies.
func (s *State) Path() string { return s.path }

// Save writes the state down in one step: whoever is killed meanwhile leaves the old one.
func (s *State) Save() error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	return files.Replace(s.path, ".repro-", func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		return e.Encode(s)
	})
}
