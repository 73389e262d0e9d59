package console

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/console/record"
	"oopscope/parse"
)

// bigSession is some 3 MB of a board that crashes in each of its boots, now and then after
// trouble of a driver.
func bigSession() string {
	var b strings.Builder
	for boot := range 60 {
		b.WriteString("U-Boot SPL 2019.04 (Jan 01 2020 - 00:00:00 +0000)\r\nTrying to boot from MMC1\r\n")
		fmt.Fprintf(&b, "[    0.000000] Linux version 6.1.%d (root@b) (gcc 12) #1 SMP\r\n[    0.100000] OF: fdt: Machine model: Board %d\r\n", boot, boot)
		for n := range 600 {
			fmt.Fprintf(&b, "[%5d.%06d] usb 1-1: line %d of boot %d, which tells of nothing in particular\r\n", 1+n/10, n, n, boot)
		}
		if boot%3 == 0 {
			b.WriteString("[   61.000000] foo 1-0:1.0: probe of bar failed with error -22\r\n")
		}
		b.WriteString(stamped(62+boot, fmt.Sprintf("board%d", boot)))
		b.WriteString("[  900.000000] reboot: Restarting system\r\n")
	}
	return b.String()
}

// recorded is a record of a session at which a board said something.
func recorded(t *testing.T, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "board.log")
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: path, Scroll: true})
	go w.master.Write([]byte(text))
	until(t, "the record", func() bool { return s.Link().Recorded == int64(len(text)) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// crashesIn opens a capture, and returns what is found in it by its ID.
func crashesIn(t *testing.T, path string) (*Session, map[int]*parse.Crash, parse.Batch) {
	t.Helper()
	s := openSession(t, Options{Spec: path, Scroll: true})
	all := gather(t, s, func(parse.Batch) bool { return s.Link().State == Over })
	for {
		b, err := s.Next(t.Context())
		if err != nil {
			break
		}
		all.Crashes, all.Boots = append(all.Crashes, b.Crashes...), append(all.Boots, b.Boots...)
	}
	found := map[int]*parse.Crash{}
	for _, c := range all.Crashes {
		found[c.ID] = c
	}
	return s, found, all
}

// What the index of a record remembers is what reading all of it finds: crashes in brief,
// which are the same once they are decoded again, boots, and every line.
func TestARecordIsKnown(t *testing.T) {
	path := recorded(t, bigSession())
	s, known, all := crashesIn(t, path)
	var lines []parse.Line
	for n := 1; n <= s.Scroll().Lines(); {
		page, first, end := s.Scroll().Page(n)
		got, err := s.Scroll().Read(page)
		if err != nil || first != n || len(got) != end-first {
			t.Fatalf("page %d: lines %d to %d, %d of them: %v", page, first, end, len(got), err)
		}
		lines, n = append(lines, got...), end
	}
	index, _ := os.ReadFile(path + ".lines")
	os.WriteFile(path+".lines", bytes.ReplaceAll(index, []byte("oopscope-lines-2"), []byte("oopscope-lines-9")), 0o600) // times are known by neither then
	again, read, want := crashesIn(t, path)
	if n := again.Scroll().Lines(); n != len(lines) || len(read) < 80 {
		t.Fatalf("%d lines are read, %d known; %d crashes", n, len(lines), len(read))
	}
	for i := 0; i < len(lines); {
		page, _, _ := again.Scroll().Page(i + 1)
		got, _ := again.Scroll().Read(page)
		for _, l := range got {
			if k := lines[i]; l.N != k.N || l.First != k.First || l.Mark != k.Mark || !bytes.Equal(l.Raw, k.Raw) {
				t.Fatalf("line %d is %+v %q, known as %+v %q", l.N, l, l.Raw, k, k.Raw)
			}
			i++
		}
	}
	boots := func(b parse.Batch) (list []string) {
		for _, x := range b.Boots {
			list = append(list, fmt.Sprintf("%d at %d %s %s", x.N, x.First, x.Kernel, x.How))
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	if a, b := boots(all), boots(want); len(a) < 60 || !reflect.DeepEqual(a[len(a)-60:], b[len(b)-60:]) {
		t.Errorf("boots %q\nwant  %q", a, b)
	}
	brief := 0
	for id, c := range read {
		k := known[id]
		if k == nil {
			t.Fatalf("crash %d, %s, is not known", id, c.Title)
		}
		if !k.Brief {
			continue
		}
		brief++
		boot := want.Boots[slices.IndexFunc(want.Boots, func(b parse.Boot) bool { return b.N == k.Boot && b.Kernel != "" })]
		whole, err := s.Whole(t.Context(), k, boot)
		if err != nil {
			t.Fatalf("crash %d: %v", id, err)
		}
		with := *whole
		with.Seen = c.Seen
		if !reflect.DeepEqual(&with, c) {
			t.Errorf("crash %d is\n%+v\nwant\n%+v", id, with, *c)
		}
	}
	if brief < len(read)/2 {
		t.Errorf("%d of %d crashes were known", brief, len(read))
	}
}

// A record that goes on is not read again: what is known of its beginning is there although
// that was made unreadable.
func TestAKnownRecordIsNotReadAgain(t *testing.T) {
	text := bigSession()
	path := recorded(t, text)
	blank := bytes.Repeat([]byte{'x'}, len(text)-(1<<20)-(1<<19))
	f, _ := os.OpenFile(path, os.O_WRONLY, 0)
	f.WriteAt(blank, 0)
	f.Close()
	w := newWire(t)
	for day := range 2 {
		s := openSession(t, Options{Spec: w.link, Record: path, Scroll: true, Resume: true})
		go w.master.WriteString(stamped(1000+day, "today"))
		found := map[int]string{}
		gather(t, s, func(b parse.Batch) bool {
			for _, c := range b.Crashes {
				found[c.ID] = c.Title
			}
			return strings.Contains(found[len(found)], "today")
		})
		if n := len(found); n != 80+1+day || !strings.Contains(found[1], "bar") && !strings.Contains(found[2], "board0") {
			t.Errorf("day %d: %d crashes: %v", day, n, found)
		}
		if _, err := s.Whole(t.Context(), &parse.Crash{ID: 1, FirstByte: 100, LastByte: 900, Boot: 1, First: 3, Last: 9}, parse.Boot{N: 1, First: 1}); err == nil {
			t.Error("a crash is decoded out of nothing")
		}
		until(t, "what came in the record", func() bool { return s.Link().Recorded > 0 })
		s.Close()
	}
}

// An index that tells of another record, or nonsense, is not believed.
func TestAForeignIndexIsNotBelieved(t *testing.T) {
	text := bigSession()
	path := recorded(t, text)
	if _, k := record.ReadIndex(path, 1<<40); k == nil || len(k.Brief) < 80 {
		t.Fatalf("what is known is %+v", k)
	}
	info, _ := os.Stat(path)
	for what, harm := range map[string]func(raw, index []byte) ([]byte, []byte){
		"another record": func(raw, index []byte) ([]byte, []byte) { return bytes.ToUpper(raw), index },
		"a shorter one":  func(raw, index []byte) ([]byte, []byte) { return raw[:len(raw)/2], index },
		"a newer index": func(raw, index []byte) ([]byte, []byte) {
			return raw, append([]byte("oopscope-lines-9"), index[16:]...)
		},
		"a changed one": func(raw, index []byte) ([]byte, []byte) { index[len(index)/2] ^= 1; return raw, index },
	} {
		raw, _ := os.ReadFile(path)
		index, _ := os.ReadFile(path + ".lines")
		raw, index = harm(raw, index)
		other := filepath.Join(t.TempDir(), "other.log")
		os.WriteFile(other, raw, 0o600)
		os.WriteFile(other+".lines", index, 0o600)
		if _, k := record.ReadIndex(other, info.Size()); k != nil {
			t.Errorf("%s: %d crashes are known", what, len(k.Crashes))
		}
	}
	_ = time.Now
}
