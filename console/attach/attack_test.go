package attach

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oopscope/console/port"
	"oopscope/console/protocol"
	"oopscope/console/record"
)

// An owner answers a record and a status, and then says what it was told to.
func owner(t *testing.T, says string) *Port {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record")
	os.WriteFile(path, []byte("a line\n"), 0o600)
	ours, theirs := net.Pipe()
	t.Cleanup(func() { theirs.Close() })
	go func() {
		in, out := json.NewDecoder(theirs), json.NewEncoder(theirs)
		out.Encode(protocol.Message{Hello: &protocol.Hello{V: protocol.Version}})
		for {
			var r protocol.Request
			if in.Decode(&r) != nil {
				return
			}
			m := protocol.Message{ID: r.ID, Status: &protocol.Status{State: "up"}}
			switch r.Do {
			case "record":
				m = protocol.Message{ID: r.ID, Record: &protocol.Record{Held: record.Held{Path: path, End: 7, Lines: 1}}}
			case "keyboard", "send":
				io.WriteString(theirs, says)
				continue
			}
			out.Encode(m)
		}
	}()
	c, err := greet(ours)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(c, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// TestAnOwnerThatTalksNonsense: whoever waits for it is told at once, and so is whoever
// asks it later.
func TestAnOwnerThatTalksNonsense(t *testing.T) {
	for _, says := range []string{"no JSON\n", "{\"id\":\"x\"}\n", "\xff\xff\n", "[]\n"} {
		p := owner(t, says)
		began := time.Now()
		for range 2 {
			if err := p.Pour([]byte("x")); !errors.Is(err, port.ErrGone) {
				t.Errorf("%q: %v", says, err)
			}
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%q: it takes %v", says, took)
		}
		if _, err := io.ReadAll(p); err != nil || !p.over {
			t.Errorf("%q: it is read to %v", says, err)
		}
	}
}
