package console

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"testing"
	"time"

	"oopscope/console/record"
	"oopscope/parse"
)

// padIndex makes the index of a record as long as that of weeks of console, by items that tell
// nothing new.
func padIndex(t *testing.T, path string) {
	t.Helper()
	const words = `{"r":[]}`
	item := binary.LittleEndian.AppendUint32(nil, uint32(5+len(words)+4))
	item = append(append(item, 'K'), words...)
	item = binary.LittleEndian.AppendUint32(item, crc32.Checksum(item, crc32.MakeTable(crc32.Castagnoli)))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(bytes.Repeat(item, 200_000)); err != nil {
		t.Fatal(err)
	}
}

// A record is on the screen before its index is read, however long that is: its first lines
// come first, then what is known of it.
func TestTheFirstLinesDoNotWaitForTheIndex(t *testing.T) {
	path := recorded(t, bigSession())
	padIndex(t, path+".lines")
	reading, opening := time.Hour, time.Hour
	for try := 0; try < 12 && opening > reading/2; try++ { // the least is what it takes when nothing else runs
		began := time.Now()
		if _, k := record.ReadIndex(path, 1<<40); k == nil || len(k.Brief) < 80 {
			t.Fatalf("what is known is %+v", k)
		}
		reading, began = min(reading, time.Since(began)), time.Now()
		s := openSession(t, Options{Spec: path, Scroll: true})
		first := gather(t, s, func(b parse.Batch) bool { return len(b.Lines) > 0 })
		opening = min(opening, time.Since(began))
		if first.Lines[0].N != 1 || len(first.Crashes) > 0 {
			t.Errorf("line %d comes first, with %d crashes", first.Lines[0].N, len(first.Crashes))
		}
		all := gather(t, s, func(b parse.Batch) bool { return len(b.Crashes) >= 80 })
		if last := all.Lines[len(all.Lines)-1]; last.N < 30_000 {
			t.Errorf("line %d comes with what is known", last.N)
		}
		s.Close()
	}
	if opening > reading/2 {
		t.Errorf("the first lines are there after %v; reading the index takes %v", opening, reading)
	}
}
