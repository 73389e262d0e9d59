package headless

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"oopscope/console/files"
	"oopscope/console/out"
	"oopscope/parse"
	"oopscope/parse/letter"
)

// take enters the crashes of captures. A capture of the same bytes is not read a
// second time, and a crash that another capture has is not entered again.
func (a *asked) take(names []string) error {
	if len(names) == 0 {
		names, _ = filepath.Glob(filepath.Join(a.opt.Dir, "*.log"))
	}
	t := &taking{asked: a}
	scan := ScanOptions{UnpackLimit: a.opt.UnpackLimit, Stdin: os.Stdin, Out: io.Discard, Err: a.opt.Err, Enter: t.enter}
	var fresh []string
	for _, name := range names {
		sum, ok := sumOf(name)
		if ok && a.store.Imported(sum) {
			t.known++
			continue
		}
		if ok {
			t.sums = append(t.sums, imported{name, sum})
		}
		fresh = append(fresh, name)
	}
	if len(fresh) > 0 {
		a.status = Scan(fresh, scan)
	}
	if t.failed != nil {
		return t.failed
	}
	if a.status == Done { // what was read only in part is read again
		for _, c := range t.sums {
			if err := a.store.Import(c.sum, c.name); err != nil {
				return err
			}
		}
	}
	words := fmt.Sprintf("oopscope: %s read, %s, %d of them not known before", count(t.captures, "capture", "captures"), count(t.crashes, "crash", "crashes"), t.fresh)
	if t.known > 0 {
		words += fmt.Sprintf("; %s imported before", count(t.known, "capture was", "captures were"))
	}
	out.Line(a.opt.Err, "%s", words)
	return nil
}

// taking is an import.
type taking struct {
	*asked
	captures, known, crashes, fresh int
	sums                            []imported
	failed                          error
}

type imported struct {
	name string
	sum  uint64
}

// enter begins a capture: crashes and boots go to take, and over ends it.
func (t *taking) enter(name string) (take func([]*parse.Crash, []parse.Boot), over func()) {
	in := t.store.Intake(name)
	return in.Take, func() {
		crashes, fresh, err := in.Close()
		t.captures++
		t.crashes, t.fresh = t.crashes+crashes, t.fresh+fresh
		t.failed = errors.Join(t.failed, err)
		if crashes > 0 {
			out.Line(t.opt.Err, "%s: %s, %d of them not known before", letter.Clean(name), count(crashes, "crash", "crashes"), fresh)
		}
	}
}

// sumOf tells a file's bytes from others'. It is not there to withstand anybody
// who makes two that have the same.
func sumOf(name string) (sum uint64, ok bool) {
	f, err := files.Open(name)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	one, two := crc32.NewIEEE(), crc32.New(crc32.MakeTable(crc32.Castagnoli))
	n, err := io.Copy(io.MultiWriter(one, two), f)
	return max(uint64(one.Sum32())<<32|uint64(two.Sum32())^uint64(n), 1), err == nil
}
