package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"reflect"
	"sync"
	"testing"
	"time"

	"oopscope/console/link"
)

// filled is an index of so many crashes with all else that a line may say, long enough for a
// summary.
func filled(t *testing.T, dir string, n int) *Index {
	t.Helper()
	x := Open(dir)
	var list []link.Sighting
	for i := range n {
		s := sightingN(i)
		s.Source, s.Base = fmt.Sprintf("/x/%d.log", i/100), int64(i/500)
		s.Timed, s.Uptime, s.About, s.Machine, s.Build = i%2 == 0, float64(i)/7, i%3 == 0, "a board", fmt.Sprint(i%5)
		if i%11 == 0 {
			s.At = time.Time{}
		}
		list = append(list, s)
		boot := link.Sighting{Kind: link.ABoot, UID: uint64(i) + 1e6, Source: s.Source, Base: s.Base, Boot: s.Boot + 1, At: s.At, Kernel: s.Kernel, Count: i % 4}
		bad := link.Sighting{Kind: link.ATrouble, UID: uint64(i) + 2e6, Source: s.Source, Boot: s.Boot, Key: fmt.Sprint(i % 9), Count: i, Errno: "EIO", Title: "é\x1b", At: s.At}
		list = append(list, boot, bad)
	}
	add(t, x, list...)
	for i := range n / 10 { // told again
		list[3*i].Folder = fmt.Sprintf("folder %d", i)
		list[3*i].Key = "moved"
	}
	add(t, x, list...)
	if err := x.Import(7, "/x/a"); err != nil {
		t.Fatal(err)
	}
	if err := x.SetFolders("as they are"); err != nil {
		t.Fatal(err)
	}
	return x
}

// told is all that an index tells.
func told(t *testing.T, x *Index) (all []any) {
	t.Helper()
	for _, kind := range []string{link.ACrash, link.ATrouble} {
		groups, err := x.Groups(kind)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, groups)
		for _, g := range groups {
			list, _ := x.Of(kind, g.Key)
			h, _ := x.Elsewhere(g.Key, "/x/1.log", 0)
			all = append(all, list, h)
		}
	}
	for _, n := range []uint64{1, 500, 1e6 + 3, 2e6 + 9, 1e9} {
		s, ok, _ := x.Find(n, 0, "")
		copied, again, _ := x.Find(0, 1000+n, "/x/2.log")
		all = append(all, s, ok, copied, again)
	}
	lives, _ := x.Lives()
	last, boots, _ := x.Latest(9, "moved")
	folders, _ := x.Folders()
	return append(all, lives, last, boots, x.Saved(), folders, x.Imported(7), x.Imported(8))
}

// TestASummaryTellsTheSame: what is read from the summary, and from the lines behind it, is
// what the lines tell.
func TestASummaryTellsTheSame(t *testing.T) {
	dir := t.TempDir()
	x := filled(t, dir, 500)
	for _, more := range []int{0, 1, 20} {
		for i := range more {
			s := sightingN(5000 + i)
			s.Key = "late"
			add(t, x, s)
		}
		again := Open(dir)
		got := told(t, again)
		if again.summed == 0 {
			t.Fatal("there is no summary")
		}
		os.Rename(x.summary(), x.summary()+".away")
		plain := Open(dir)
		want := told(t, plain)
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("with %d lines more, answer %d with the summary is\n%+v\nwithout\n%+v", more, i, got[i], want[i])
			}
		}
		if _, err := os.Stat(x.summary()); err != nil {
			t.Error("nobody wrote the summary that was missing")
		}
		if mine := told(t, x); !reflect.DeepEqual(mine, want) {
			t.Error("the one that wrote it tells something else")
		}
	}
}

// TestBadSummaries: a summary that is none, of another file, or damaged costs time and nothing else.
func TestBadSummaries(t *testing.T) {
	dir := t.TempDir()
	x := filled(t, dir, 400)
	want := told(t, x)
	whole, err := os.ReadFile(x.summary())
	if err != nil {
		t.Fatal(err)
	}
	lines, _ := os.ReadFile(x.Path())
	checkedAnew := func(d []byte) []byte {
		return binary.LittleEndian.AppendUint32(d[:len(d)-4], crc32.Checksum(d[:len(d)-4], castagnoli))
	}
	clone := func() []byte { return append([]byte(nil), whole...) }
	bad := map[string][]byte{
		"empty": {}, "torn": whole[:len(whole)/2], "without its end": whole[:len(whole)-1], "newer": append([]byte("oopscope ledger summary 2\n"), whole[len(summaryHeader):]...),
		"noise": []byte("\x00\x01\x02"), "header only": []byte(summaryHeader),
	}
	d := clone()
	d[len(d)/3] ^= 1
	bad["a bit"] = d
	d = clone()
	binary.LittleEndian.PutUint64(d[len(summaryHeader):], 1<<40)
	bad["of a longer file"] = checkedAnew(d)
	d = clone()
	binary.LittleEndian.PutUint64(d[len(summaryHeader):], uint64(len(lines)-300))
	bad["of another place"] = checkedAnew(d)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 60 { // whoever made it knows the check
		d = clone()
		for range 1 + r.IntN(3) {
			d[len(summaryHeader)+16+r.IntN(len(d)-len(summaryHeader)-20)] = byte(r.IntN(256))
		}
		if i%3 == 0 {
			d = d[:len(summaryHeader)+20+r.IntN(len(d)-len(summaryHeader)-20)]
		}
		os.WriteFile(x.summary(), checkedAnew(d), 0o600)
		told(t, Open(dir)) // whatever it is, it ends
	}
	for name, d := range bad {
		os.WriteFile(x.summary(), d, 0o600)
		if got := told(t, Open(dir)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: something else is told", name)
		}
	}
	os.Remove(x.summary())
	os.Mkdir(x.summary(), 0o700)
	if got := told(t, Open(dir)); !reflect.DeepEqual(got, want) {
		t.Error("a folder in its place: something else is told")
	}
	os.Remove(x.summary())
	os.WriteFile(x.summary(), whole, 0o600)
	os.WriteFile(x.Path(), lines[:len(lines)/2], 0o600) // the disk lost it
	got := told(t, Open(dir))
	os.Remove(x.summary())
	if plain := told(t, Open(dir)); !reflect.DeepEqual(got, plain) {
		t.Error("of a file that lost its end something is told that it does not say")
	}
}

// TestSummariesAtOnce: many add, write the file anew and its summary, and nothing is lost.
func TestSummariesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	const each = 800
	for w := range 4 {
		all.Go(func() {
			x := Open(dir)
			for i := 0; i < each; i += 40 {
				var list []link.Sighting
				for j := range 40 {
					s := sightingN(w*10_000 + i + j)
					list = append(list, s)
				}
				if err := x.Add(false, list...); err != nil {
					t.Error(err)
				}
				list[0].Folder = "saved"
				if err := x.Add(false, list...); err != nil {
					t.Error(err)
				}
				if i%400 == 0 {
					x = Open(dir)
				}
			}
		})
	}
	all.Wait()
	x := Open(dir)
	if n := count(t, dir); n != 4*each {
		t.Errorf("%d crashes, want %d", n, 4*each)
	}
	if _, err := x.Groups(link.ACrash); err != nil || x.summed == 0 || len(x.Saved()) != 1 {
		t.Errorf("%d bytes are in the summary, %v", x.summed, err)
	}
}
