package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// unindexed writes a record and opens its line index, which has nothing of it.
func unindexed(t *testing.T, path, text string) *lineIndex {
	t.Helper()
	os.WriteFile(path, []byte(text), 0o600)
	raw, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	x, err := openLines(path, raw, 0)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestIndexOnTheDisk: an index is the same bytes on every machine and in every
// version, or yesterday's records lose what is known of them.
func TestIndexOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	x := unindexed(t, path, "one\ntwo\n")
	known := &Known{}
	known.add(&Known{Marks: []parse.LineMark{{N: 2, Mark: crash.Oops}}, Rest: &parse.Rest{Lines: 2, Bytes: 8, Crashes: 1, Boot: crash.Boot{N: 1}}})
	if err := x.add([]stamp{{0, time.UnixMicro(0x1234)}, {4, time.UnixMicro(0x1233)}}, known, 8, true); err != nil {
		t.Fatal(err)
	}
	x.close()
	got, _ := os.ReadFile(path + linesEnd)
	want := []byte("oopscope-lines-2" +
		"\x1b\x00\x00\x00T" + "\x00\x00\x00\x00\x00\x00\x00\x00" + "\x34\x12\x00\x00\x00\x00\x00\x00" + "\x04\x01" + "\xc1x\xc34" +
		"4\x00\x00\x00K" + `{"m":[2,5],"r":[{"l":2,"b":8,"c":1,"n":1}]}` + "+\x8e\xb0\xfd" + "m\x00\x00\x00B")
	if !bytes.HasPrefix(got, want) {
		t.Errorf("%q, want it to begin with %q", got, want)
	}
	sum := sha256.Sum256([]byte("one\ntwo\n"))
	block := got[len(got)-itemCheck-blockHead-hashSize:]
	if !bytes.Equal(block[36:68], sum[:]) || binary.LittleEndian.Uint64(block[12:]) != 8 || binary.LittleEndian.Uint64(block[20:]) != 1 {
		t.Errorf("the block is %q", block)
	}
}

// older writes what an earlier version kept beside a record: blocks, one of them indexed
// later, and times.
func older(t *testing.T, path, text string, at func(offset int64) time.Time) {
	t.Helper()
	lines, idx := []byte(olderMagic), []byte(idxMagic)
	before := sha256.Sum256(lines)
	for from := 0; from < len(text); from += blockBytes {
		p := text[from:min(from+blockBytes, len(text))]
		b := block{from: int64(from), to: int64(from + len(p)), line: 1, at: int64(from), made: from == 0, bytes: sha256.Sum256([]byte(p))}
		b.line += int64(bytes.Count([]byte(text[:from]), []byte{'\n'}))
		if from > 0 && text[from-1] != '\n' {
			b.line, b.at = b.line+1, b.at+int64(bytes.IndexByte([]byte(p), '\n'))+1
		}
		start := len(lines)
		lines = binary.LittleEndian.AppendUint32(lines, olderHead+olderNote+hashSize)
		lines = b.append(lines)[:start+4+36] // flags and places
		lines = binary.LittleEndian.AppendUint64(lines, uint64(at(b.from).UnixNano()))
		lines = binary.LittleEndian.AppendUint32(lines, 1)
		lines = binary.LittleEndian.AppendUint32(lines, 1)
		lines = append(append(lines, b.bytes[:]...), before[:]...)
		lines = append(binary.LittleEndian.AppendUint64(lines, uint64(b.at)), 3, 1, 0, 0)
		before = sha256.Sum256(lines[start:])
		lines = append(lines, before[:]...)
	}
	for offset := int64(0); offset < int64(len(text)); offset += 1000 {
		idx = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(idx, uint64(offset)), uint64(at(offset).UnixNano()))
	}
	os.WriteFile(path, []byte(text), 0o600)
	os.WriteFile(path+linesEnd, lines, 0o600)
	os.WriteFile(path+idxEnd, idx, 0o600)
}

// What an earlier version kept beside a record is read where it lies, and is in one index of
// this version once the record goes on: times, and what was proven.
func TestOlderIndexes(t *testing.T) {
	text := log(200_000)
	at := func(offset int64) time.Time { return noon.Add(time.Duration(offset/1000) * time.Second) }
	want := []Stretch{{0, blockBytes, Later}, {blockBytes, 200_000, Whole}}
	held := func(path, when string, also ...Stretch) {
		t.Helper()
		if p := proof(t, path); !slices.Equal(p.Stretches, append(want[:1:1], append([]Stretch{want[1]}, also...)...)) || p.Index != nil || !p.First.Equal(noon) {
			t.Errorf("%s: %+v", when, p)
		}
		f, err := OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, offset := range []int64{0, 999, 1000, 77_777, 199_999} {
			if got := timeOf(t, path, offset); !got.Equal(at(offset)) {
				t.Errorf("%s: byte %d came at %v, want %v", when, offset, got, at(offset))
			}
			if got := f.Times(offset).At(offset); !got.Equal(at(offset)) {
				t.Errorf("%s: looked up, byte %d came at %v, want %v", when, offset, got, at(offset))
			}
		}
	}
	path := filepath.Join(t.TempDir(), "board.log")
	older(t, path, text, at)
	held(path, "as it was")
	r, err := Resume(path)
	if err != nil {
		t.Fatal(err)
	}
	if kind, words := r.Trouble(); kind != Complete {
		t.Error(words)
	}
	held(path, "while it goes on")
	r.Write([]byte("and on\n"), noon.Add(time.Hour))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want[1].To += 7
	held(path, "gone on with")
	if index, _ := os.ReadFile(path + linesEnd); !bytes.HasPrefix(index, []byte(linesMagic)) {
		t.Errorf("the index begins with %q", index[:16])
	}
	if _, err := os.Stat(path + idxEnd); err == nil {
		t.Error("the times of the earlier version are left")
	}
	os.Remove(path + linesEnd) // a time index alone, as the first versions wrote
	os.WriteFile(path+idxEnd, []byte("somebody's notes, no index"), 0o600)
	if r, err = Resume(path); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if notes, _ := os.ReadFile(path + idxEnd); string(notes) != "somebody's notes, no index" {
		t.Errorf("a file of somebody else holds %q", notes)
	}
}
