package parse_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"oopscope/parse"
)

// TestCrashes: however a reader cuts, and wherever it fails, what was read is
// decoded; and who has seen enough is not held up.
func TestCrashes(t *testing.T) {
	broken := errors.New("the disk is gone")
	two := example + strings.ReplaceAll(example, "[#1]", "[#2]")
	for _, c := range []struct {
		name    string
		seq     func(func(*parse.Crash, error) bool)
		crashes int
		err     error
	}{
		{"whole", parse.Crashes(strings.NewReader(two)), 2, nil},
		{"by the byte", parse.Crashes(iotest.OneByteReader(strings.NewReader(two))), 2, nil},
		{"the end with the last bytes", parse.Crashes(iotest.DataErrReader(strings.NewReader(two))), 2, nil},
		{"fails at its end", parse.Crashes(&failing{strings.NewReader(two), broken}), 2, broken},
		{"empty", parse.Crashes(strings.NewReader("")), 0, nil},
	} {
		n, got := 0, error(nil)
		for k, err := range c.seq {
			if err != nil {
				if got = err; k != nil {
					t.Errorf("%s: a crash beside the error", c.name)
				}
				continue
			}
			n++
		}
		if n != c.crashes || got != c.err {
			t.Errorf("%s: %d crashes and %v, want %d and %v", c.name, n, got, c.crashes, c.err)
		}
	}
	for range parse.Crashes(&failing{strings.NewReader(two), broken}) {
		break
	}
}

// failing gives what it has and then an error.
type failing struct {
	*strings.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil {
		err = f.err
	}
	return n, err
}
