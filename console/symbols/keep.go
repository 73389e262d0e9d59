package symbols

import (
	"fmt"
	"io"
	"os"
	"time"

	"oopscope/parse/symbol"
)

// While a board runs, its kernel and modules are built anew on the desk: the files
// that are there when it crashes need not be those that it runs. So what is there
// when it boots is kept: a clone where the file system makes one, a copy of what is
// small, else the file held open, which outlives its name, as linkers write a new
// file and give it the old one's name.

const (
	maxKeptCopy   = 16 << 20 // bytes of a file that is copied
	maxKeptCopies = 96 << 20 // and of all
	maxKeptFiles  = 64       // modules, the newest: those somebody works on
	maxVersions   = 4        // of one file
)

// A version is a file as it was.
type version struct {
	path  string      // as it is called
	info  os.FileInfo // of what lay there
	since time.Time   // when it was kept
	f     *os.File    // the bytes of then
	own   bool        // f is a copy, and nobody else writes to it

	buildID string // of a file that is no copy, "" when it has none
}

// open is the path under which the bytes can be read.
func (v *version) open() string { return fmt.Sprintf("/proc/self/fd/%d", v.f.Fd()) }

// whole tells whether the bytes are still those: a file that is only held open may
// have been written over.
func (v *version) whole() bool {
	info, err := v.f.Stat()
	return err == nil && (v.own || unchanged(info, v.info))
}

// keeper holds versions, the newest of each file first.
type keeper struct {
	dir      string // where copies are made
	versions map[string][]*version
	copied   int64
	left     []string // names of copies that a system keeps while they are open
}

// keep takes one file in, unless it is there as it is.
func (k *keeper) keep(path string) {
	f, info, err := anywhere.regular(path)
	if err != nil {
		return
	}
	if old := k.versions[path]; len(old) > 0 && unchanged(old[0].info, info) {
		f.Close()
		return
	}
	v := &version{path: path, info: info, since: time.Now(), f: f}
	if c := k.copy(f, info.Size()); c != nil {
		f.Close()
		v.f, v.own = c, true
	} else if im, err := symbol.Open(f, nil); err == nil {
		v.buildID = im.BuildID()
	}
	if k.versions == nil {
		k.versions = map[string][]*version{}
	}
	all := append([]*version{v}, k.versions[path]...)
	for _, old := range all[min(len(all), maxVersions):] {
		k.drop(old)
	}
	k.versions[path] = all[:min(len(all), maxVersions)]
}

// copy makes a file of nobody's out of another, nil when that costs too much.
func (k *keeper) copy(f *os.File, size int64) *os.File {
	out, err := os.CreateTemp(k.dir, ".oopscope-*")
	if err != nil {
		return nil
	}
	if os.Remove(out.Name()) != nil { // it lasts as long as it is open
		k.left = append(k.left, out.Name()) // but on Windows, where an open file keeps its name
	}
	if clone(out, f) {
		return out
	}
	if size <= maxKeptCopy && k.copied+size <= maxKeptCopies {
		if n, err := io.Copy(out, io.NewSectionReader(f, 0, size)); err == nil && n == size {
			k.copied += size
			return out
		}
	}
	out.Close()
	return nil
}

func (k *keeper) drop(v *version) {
	if v.own {
		k.copied -= min(v.info.Size(), k.copied)
	}
	v.f.Close()
}

func (k *keeper) close() {
	for _, all := range k.versions {
		for _, v := range all {
			k.drop(v)
		}
	}
	k.versions = nil
	for _, name := range k.left {
		os.Remove(name)
	}
	k.left = nil
}

// before returns what lay at a path before it was replaced, the newest first.
func (k *keeper) before(path string) (all []*version) {
	now, err := os.Stat(path)
	for _, v := range k.versions[path] {
		if (err != nil || !unchanged(now, v.info)) && v.whole() {
			all = append(all, v)
		}
	}
	return all
}

// lost returns what lay at a path when it was kept last, and was written over since, so
// that nobody has it any more; nil when that is not so.
func (k *keeper) lost(path string) *version {
	now, err := os.Stat(path)
	if all := k.versions[path]; err == nil && len(all) > 0 && !unchanged(now, all[0].info) && !all[0].whole() {
		return all[0]
	}
	return nil
}

// since is when the file that is at a path now was kept; zero when it is newer.
func (k *keeper) since(path string) (at time.Time) {
	now, err := os.Stat(path)
	if all := k.versions[path]; err == nil && len(all) > 0 && unchanged(now, all[0].info) {
		at = all[0].since
	}
	return at
}
