package console

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/console/port"
	"oopscope/parse"
)

// netboard is a board that sends netconsole.
type netboard struct {
	net.Conn
	ip   string
	sent bytes.Buffer
}

// netconsole opens a session that listens, and boards that send to it.
func netconsole(t *testing.T, o Options, ips ...string) (*Session, []*netboard) {
	t.Helper()
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	address := free.LocalAddr().String()
	free.Close()
	o.Spec = "udp://" + address
	s := openSession(t, o)
	var boards []*netboard
	for _, ip := range ips {
		d := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.ParseIP(ip)}}
		c, err := d.Dial("udp", address)
		if err != nil {
			t.Skip("no such address here: ", err)
		}
		t.Cleanup(func() { c.Close() })
		boards = append(boards, &netboard{Conn: c, ip: ip})
	}
	return s, boards
}

func (b *netboard) send(s string) {
	b.sent.WriteString(s)
	io.WriteString(b, s)
}

// oopsOn is a crash whose every line says on which board it is.
func oopsOn(board string) []string {
	lines := fmt.Sprintf(`BUG: kernel NULL pointer dereference, address: 00000000000001c1
#PF: supervisor read access in kernel mode
Oops: 0000 [#1] PREEMPT SMP NOPTI
CPU: 1 PID: 82 Comm: %[1]s Not tainted 6.1.0 #1
RIP: 0010:%[1]s_parse_header+0x5/0x20 [%[1]s]
Code: 48 8b 07 c3
RSP: 0018:ffffc900001bfe50 EFLAGS: 00010246
Call Trace:
 <TASK>
 %[1]s_write+0x11/0x40 [%[1]s]
 %[1]s_dispatch+0x12/0x40 [%[1]s]
 vfs_write+0xc7/0x3f0
 </TASK>
---[ end trace 0000000000000000 ]---`, board)
	return strings.Split(lines, "\n")
}

// Two boards crash at a time, their datagrams one between the other's.
func TestTwoBoardsAreTwoStreams(t *testing.T) {
	dir := t.TempDir()
	s, boards := netconsole(t, Options{Dir: dir}, "127.0.0.1", "127.0.0.2")
	names := []string{"apple", "beech"}
	for i, b := range boards {
		b.send("booted " + names[i] + "\n")
		until(t, "heard", func() bool { return s.Link().Received == int64(boards[0].sent.Len()+boards[1].sent.Len()) })
	}
	for n := range oopsOn("") {
		for i, b := range boards {
			b.send(fmt.Sprintf("[  %d.%06d] %s\n", 100+i, n, oopsOn(names[i])[n]))
		}
	}
	done := map[string]*parse.Crash{}
	all := gather(t, s, func(all parse.Batch) bool {
		for _, c := range all.Crashes {
			if !c.Open {
				done[c.Sender] = c
			}
		}
		return len(done) == 2
	})
	s.Close()
	for i, b := range boards {
		c := done[b.ip]
		if c == nil {
			t.Fatalf("no crash of %s: %v", b.ip, done)
		}
		if c.Culprit.Module != names[i] || c.Task.Comm != names[i] || !c.Quality.Complete || len(c.Chain) != 4 || len(c.Body) != len(oopsOn("")) {
			t.Errorf("%s: %+v, %+v, %d frames, %d lines", b.ip, c.Culprit, c.Quality, len(c.Chain), len(c.Body))
		}
		for _, l := range c.Body {
			if strings.Contains(l.Raw, names[1-i]) {
				t.Errorf("%s: a line of the other board: %s", b.ip, l.Raw)
			}
		}
	}
	if done["127.0.0.1"].ID == done["127.0.0.2"].ID {
		t.Error("two crashes have one id")
	}
	shown := text(all)
	for _, words := range []string{"[  100.000000] 127.0.0.1| BUG:", "[  101.000000] 127.0.0.2| BUG:"} {
		if !strings.Contains(shown, words) {
			t.Errorf("%q is not shown in\n%s", words, shown)
		}
	}
	for i, l := range all.Lines {
		if i > 0 && (l.N <= all.Lines[i-1].N || l.First < all.Lines[i-1].First) {
			t.Errorf("line %d at %d behind line %d at %d", l.N, l.First, all.Lines[i-1].N, all.Lines[i-1].First)
		}
		if l.Crash > 0 && !strings.Contains(string(l.Raw), "| ") {
			t.Errorf("nobody sent %s", l.Raw)
		}
	}
	if len(all.Gaps) != 1 || !strings.Contains(all.Gaps[0].Reason, "127.0.0.2 sends here as well; its record is "+dir) {
		t.Errorf("said: %+v", all.Gaps)
	}
	if paths := s.Records(); len(paths) != 2 {
		t.Errorf("records %q", paths)
	} else {
		for i, path := range paths {
			if got, _ := os.ReadFile(path); !bytes.Equal(got, boards[i].sent.Bytes()) {
				t.Errorf("%s holds %q", path, got)
			}
		}
	}
}

// A crash's bytes are where its board's record has them.
func TestACrashHasItsPlaceInItsBoardsRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.log")
	s, boards := netconsole(t, Options{Record: path}, "127.0.0.1", "127.0.0.1")
	boards[0].send("[    1.000000] a quiet board\n")
	until(t, "heard", func() bool { return s.Link().Received > 0 })
	for _, l := range oopsOn("cedar") {
		boards[1].send("6.1.0,4,12,9000000,-;" + l + "\n")
	}
	var c *parse.Crash
	gather(t, s, func(all parse.Batch) bool {
		for _, x := range all.Crashes {
			c = x
		}
		return c != nil && !c.Open
	})
	s.Close()
	paths := s.Records()
	if len(paths) != 2 || paths[0] != path || !strings.HasPrefix(paths[1], path+".127.0.0.1-") || !strings.HasPrefix(c.Sender, "127.0.0.1:") {
		t.Fatalf("records %q, sender %q", paths, c.Sender)
	}
	got, _ := os.ReadFile(paths[1])
	if int64(len(got)) < c.LastByte || !strings.HasPrefix(string(got[c.FirstByte:]), "6.1.0,4,12,9000000,-;BUG: kernel NULL") {
		t.Errorf("bytes %d to %d of %d", c.FirstByte, c.LastByte, len(got))
	}
}

// The second board is heard first when the report of the first has begun. A report that
// pauses keeps nobody waiting, and a busy machine makes it pause.
func TestASecondBoardInTheMiddleOfACrash(t *testing.T) {
	together := false
	for try := 0; try < 10 && !together && !t.Failed(); try++ {
		together = secondBoard(t)
	}
	if !together {
		t.Error("the lines of the report never stay together")
	}
}

// secondBoard tells whether no line of the second board stands between those of the report.
func secondBoard(t *testing.T) (together bool) {
	t.Helper()
	s, boards := netconsole(t, Options{Dir: t.TempDir()}, "127.0.0.1", "127.0.0.2")
	crash, chatter := oopsOn("apple"), 0
	for n, l := range crash {
		boards[0].send(fmt.Sprintf("[  100.%06d] %s\n", n, l))
		for range 40 {
			boards[1].send(fmt.Sprintf("[  101.%06d] eth0: link becomes ready\n", chatter))
			chatter++
		}
	}
	found := map[int]*parse.Crash{}
	gather(t, s, func(all parse.Batch) bool {
		for _, c := range all.Crashes {
			found[c.ID] = c
		}
		return len(all.Lines) == chatter+len(crash)
	})
	s.Close()
	c := found[1]
	if len(found) != 1 || len(c.Body) != len(crash) {
		t.Errorf("%d crashes; the first: %d lines, %d to %d", len(found), len(c.Body), c.First, c.Last)
	}
	return c.Last-c.First == len(crash)-1
}

// Anybody may send under any address: the streams are few, and nothing is lost.
func TestManySendersAreFewStreams(t *testing.T) {
	s, boards := netconsole(t, Options{Dir: t.TempDir()}, slicesOf("127.0.0.1", 40)...)
	sent := 0
	for i, b := range boards {
		b.send(fmt.Sprintf("board %d is here\n", i))
		sent += b.sent.Len()
		until(t, "heard", func() bool { return s.Link().Received == int64(sent) })
	}
	gather(t, s, func(all parse.Batch) bool { return strings.Contains(text(all), "others| board 39 is here") })
	if paths := s.Records(); len(paths) != maxStreams || s.Link().Recorded != int64(sent) {
		t.Errorf("%d records of %d bytes, sent %d", len(paths), s.Link().Recorded, sent)
	}
}

func slicesOf(s string, n int) []string { return strings.Fields(strings.Repeat(s+" ", n)) }

// With one board nothing is different from any other line.
func TestOneBoardIsJustALine(t *testing.T) {
	s, boards := netconsole(t, Options{Record: "off"}, "127.0.0.1")
	boards[0].send("[    1.000000] half a ")
	boards[0].send("line\n[    2.000000] wai")
	all := gather(t, s, func(all parse.Batch) bool { return len(all.Lines) > 0 && len(all.Partial) > 0 })
	if text(all) != "[    1.000000] half a line\n" || string(all.Partial) != "[    2.000000] wai" || len(all.Gaps) > 0 {
		t.Errorf("%q, %q, %+v", text(all), all.Partial, all.Gaps)
	}
	boards[0].send("ting\n6,416,3000000,-,ncfrag=0/33;the first chunk,")
	boards[0].send("6,416,3000000,-,ncfrag=16/33; the 2nd chunk.\n")
	all = gather(t, s, func(all parse.Batch) bool { return len(all.Lines) == 2 })
	if text(all) != "[    2.000000] waiting\n6,416,3000000,-;the first chunk, the 2nd chunk.\n" {
		t.Errorf("%q", text(all))
	}
	if s.Link().Writable || s.Send([]byte("x")) != port.ErrReadOnly {
		t.Error("netconsole takes input")
	}
}
