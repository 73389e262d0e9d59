//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// twoBoards are two boards that send netconsole to one port, and crash at a
// time: of every line of the crash each sends one.
type twoBoards struct {
	t       *testing.T
	address string
	conns   [2]net.Conn
}

func newTwoBoards(t *testing.T) *twoBoards {
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	free.Close()
	b := &twoBoards{t: t, address: free.LocalAddr().String()}
	for i := range b.conns {
		d := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.IPv4(127, 0, 0, byte(1+i))}}
		if b.conns[i], err = d.Dial("udp", b.address); err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() { b.conns[i].Close() })
	}
	return b
}

// crash sends what both say until the program under the record's folder has it.
func (b *twoBoards) crash(records string) {
	b.t.Helper()
	for i, c := range b.conns {
		waitFor(b.t, "the board being heard", func() bool {
			fmt.Fprintf(c, "[    1.000000] board %d is up\n", i)
			found, _ := filepath.Glob(records)
			heard := 0
			for _, path := range found {
				if size(path) > 0 {
					heard++
				}
			}
			return heard > i
		})
	}
	for _, l := range strings.Split(strings.TrimSpace(oops), "\n") {
		for i, c := range b.conns {
			io.WriteString(c, strings.ReplaceAll(l, "sensor", []string{"apple", "beech"}[i])+"\n")
		}
	}
}

func TestWatchTellsTwoBoardsApart(t *testing.T) {
	t.Parallel()
	b := newTwoBoards(t)
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], "watch", "udp://"+b.address, "--json", "--no-raw")
	cmd.Env = asOopscope("HOME=" + home)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	b.crash(home + "/.local/state/oopscope/*.log")
	dec := json.NewDecoder(out)
	for range b.conns {
		var c struct {
			Sender  string
			Culprit struct{ Function string }
			Quality struct{ Complete bool }
			Chain   []any
		}
		if err := dec.Decode(&c); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"127.0.0.1": "apple_parse_header", "127.0.0.2": "beech_parse_header"}[c.Sender]
		if c.Culprit.Function != want || !c.Quality.Complete || len(c.Chain) != 2 {
			t.Errorf("of %q: %+v", c.Sender, c)
		}
	}
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestTwoBoardsOnTheScreen(t *testing.T) {
	t.Parallel()
	b := newTwoBoards(t)
	d := sit(t, 150, 40, `"$OOPSCOPE" udp://`+b.address)
	d.sees("nothing received yet")
	b.crash(d.home + "/state/oopscope/*.log")
	d.sees("127.0.0.2 sends here as well") // which passes
	d.sees("127.0.0.1| ", "127.0.0.2| ", "crash 2/2 · null-deref · 127.0.0.2", "beech_parse_header")
	d.keys("C")
	d.sees("crash 1/2 · null-deref · 127.0.0.1", "NULL pointer dereference in apple_parse_header")
	d.keys("s")
	d.sees("crash 1 saved in")
	d.keys("c")
	d.sees("crash 2/2")
	d.keys("s")
	d.sees("crash 2 saved in")
	for _, board := range []string{"apple", "beech"} {
		if got := string(contents(t, one(t, d.home+"/state/oopscope/crashes/*"+board+"*/raw.log"))); got != strings.ReplaceAll(oops, "sensor", board) {
			t.Errorf("raw.log of %s: %s", board, got)
		}
	}
	d.keys("q")
	waitFor(t, "both records being named", func() bool { return strings.Count(d.screen(), "recorded to") == 2 })
}
