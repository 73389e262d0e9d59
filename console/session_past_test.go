package console

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/port"
	"oopscope/parse"
)

// stamped is a crash as a kernel prints it at a second of its life.
func stamped(second int, board string) (text string) {
	for _, l := range oopsOn(board) {
		text += fmt.Sprintf("[%5d.000000] %s\r\n", second, l)
	}
	return text
}

// A session goes on with yesterday's record: its crashes and lines are there, a gap
// stands between, and nothing is lost or twice that comes while the record is read.
func TestASessionIsTakenUpAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: path, Scroll: true})
	old := bigLog()[:300_000] + "\r\n" + stamped(900, "first") + "unfinished"
	go w.master.Write([]byte(old))
	until(t, "the record of yesterday", func() bool { return s.Link().Recorded == int64(len(old)) })
	s.Close()
	for day := 1; day <= 3; day++ {
		before, _ := os.ReadFile(path)
		s = openSession(t, Options{Spec: w.link, Record: path, Scroll: true, Resume: true})
		text := ""
		for n := range 300 {
			text += fmt.Sprintf("[%5d.000000] today %d\r\n", 1000*day+n, n)
		}
		text += stamped(1000*day+400, "second") + "prompt# "
		go w.master.Write([]byte(text))
		var crashes []*parse.Crash
		all := gather(t, s, func(b parse.Batch) bool {
			crashes = b.Crashes
			return string(b.Partial) == "prompt# " && len(crashes) > 1 && s.Link().Recorded == int64(len(text))
		})
		record, _ := os.ReadFile(path)
		if string(record) != string(before)+text {
			t.Fatalf("the record has %d bytes, want %d and %d more", len(record), len(before), len(text))
		}
		if n := len(all.Gaps); n != 1 || !strings.Contains(all.Gaps[0].Reason, "taken up again") || all.Gaps[0].After != strings.Count(string(before), "\n")+1 {
			t.Errorf("gaps %+v", all.Gaps)
		}
		want := parse.New(parse.Options{Lines: true})
		lines := told(want.Feed(before, time.Time{}))
		lines = append(lines, told(want.Gap(0, "", time.Time{}))...)
		lines = append(lines, told(want.Feed([]byte(text), time.Time{}))...)
		readsBack(t, s, lines)
		titles := map[int]string{}
		for _, c := range crashes {
			titles[c.ID] = c.Title
		}
		if !strings.Contains(titles[1], "first") || !strings.Contains(titles[len(titles)], "second") {
			t.Errorf("crashes %v", titles)
		}
		latest := all.Lines[len(all.Lines)-1]
		if latest.N != len(lines) || latest.Came.IsZero() || time.Since(latest.Came) > time.Minute {
			t.Errorf("the last line is %d, came %v; want %d", latest.N, latest.Came, len(lines))
		}
		s.Close()
	}
}

// Of one that is being recorded nobody else goes on with the record.
func TestARecordIsTakenUpOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	os.WriteFile(path, []byte("yesterday\n"), 0o600)
	openSession(t, Options{Spec: newWire(t).link, Record: path, Scroll: true, Resume: true})
	s, err := Open(t.Context(), Options{Spec: newWire(t).link, Record: path, Scroll: true, Resume: true, Settings: port.Defaults()})
	if err == nil {
		s.Close()
		t.Fatal("two sessions went on with one record")
	}
	if !strings.Contains(err.Error(), "another session records there") {
		t.Error(err)
	}
}
