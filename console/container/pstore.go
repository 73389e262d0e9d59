package container

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"oopscope/console/packed"
	"oopscope/parse/regex"
	"oopscope/parse/unwrap"
)

// The kernel writes a dump to a persistent store part by part, the newest lines
// first, each part a file of its own in /sys/fs/pstore (fs/pstore/platform.c,
// pstore_dump; fs/pstore/inode.c, pstore_mkfile):
//
//	dmesg-ramoops-0                     Panic#2 Part1   the last lines
//	dmesg-ramoops-1                     Panic#2 Part2   those before
//	dmesg-efi_pstore-170000000002001    written at 1700000000, part 02, dump 001
//	dmesg-erst-6789012345678901235
//	dmesg-ramoops-0.enc.z               still packed: the kernel that read it could not
var dumpName = regex.Of(`^dmesg-([a-z][a-z0-9_]*?)-(\d{1,20})(\.enc\.z)?$`)

// dumpHead is the line that every part begins with.
var dumpHead = regex.Of(`^([A-Z][A-Za-z-]*(?: [A-Za-z]+)?)#(\d{1,9}) Part(\d{1,9})[^\n]*\n`)

const stillPacked = ".enc.z"

func isDump(name string) bool {
	base := filepath.Base(name)
	return strings.HasPrefix(base, "dmesg-") && dumpName.Get().MatchString(base) // hardly any name makes the expression worth compiling
}

func isStillPacked(name string) bool { return isDump(name) && strings.HasSuffix(name, stillPacked) }

// Bounds of what is kept of dumps until they are whole.
const (
	maxPart  = 2 << 20 // bytes
	maxParts = 512
)

// part is one part of a dump.
type part struct {
	name    string
	dump    string // what all parts of a dump have in common
	count   int    // of the dump in its boot
	n       int    // 1 is the newest
	when    time.Time
	text    []byte // without its first line
	head    []byte // its first line
	problem error  // why it could not be read, or not to its end
}

// dumps are the parts found in one folder or archive.
type dumps []part

// take keeps what is a part of a dump.
func (d *dumps) take(name string, t Text, when time.Time) bool {
	m := dumpName.Get().FindStringSubmatch(path.Base(filepath.ToSlash(name)))
	if m == nil || len(*d) == maxParts {
		return false
	}
	p := part{name: t.Name, when: when}
	data, err := io.ReadAll(io.LimitReader(t.In, maxPart+1))
	if p.problem = err; len(data) > maxPart {
		data, p.problem = data[:maxPart], fmt.Errorf("larger than the %d MB of any store's part: the rest is not read", maxPart>>20)
	}
	if kind, _ := packed.Tell(data); m[3] != "" || kind != "" {
		var err error
		if data, err = inflate(data); err != nil {
			p.problem = err
		}
	}
	p.read(path.Dir(filepath.ToSlash(name))+" "+m[1], m[2], data)
	*d = append(*d, p)
	return true
}

// read tells where a part belongs, by its first line, else by EFI's number.
func (p *part) read(store, id string, data []byte) {
	p.text, p.dump = data, store+" "+id
	if m := dumpHead.Get().FindSubmatch(data); m != nil {
		p.head, p.text = data[:len(m[0])], data[len(m[0]):]
		p.count, _ = strconv.Atoi(string(m[2]))
		p.n, _ = strconv.Atoi(string(m[3]))
		p.dump = fmt.Sprintf("%s %s#%d", store, m[1], p.count)
		return
	}
	// generic_id of drivers/firmware/efi/efi-pstore.c: (time * 100 + part) * 1000 + count
	if n, err := strconv.ParseUint(id, 10, 64); err == nil && strings.Contains(store, " efi") && n > 1e13 {
		p.count, p.n = int(n%1000), int(n/1000%100)
		p.dump = fmt.Sprintf("%s #%d", store, p.count)
	}
}

// inflate unpacks what a kernel left packed. Which way it was packed is not
// written in it: crypto's "deflate" and "lz4" have no header, older kernels' zlib has.
func inflate(data []byte) ([]byte, error) {
	kinds := []packed.Kind{packed.Zlib, packed.Deflate}
	if kind, _ := packed.Tell(data); kind != "" {
		kinds = []packed.Kind{kind}
	}
	for _, kind := range kinds {
		r, err := packed.Open(kind, bytes.NewReader(data), &grant{memory: maxMemory})
		if err != nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, maxPart))
		r.Close()
		if isText(text) {
			return text, err
		}
	}
	if text, err := packed.Block(data, maxPart); err == nil && isText(text) {
		return text, nil
	}
	return nil, errors.New("it is still packed, in a way that is not known here (lzo or 842 perhaps): not read; boot the kernel that wrote it and read it in /sys/fs/pstore")
}

func isText(b []byte) bool {
	var c unwrap.Census
	c.Add(b)
	return len(b) > 0 && c.Text()
}

// stillPacked is such a part that was named by itself.
func (w *walk) stillPacked(t Text, in io.Reader) error {
	var d dumps
	t.In = in
	d.take(t.Name, t, time.Time{})
	return w.dumps(&d)
}

// dumps hands on the dumps that the parts make, each as one text, its oldest part
// first. Dumps come in the order in which their first part was found.
func (w *walk) dumps(d *dumps) error {
	for _, dump := range d.joined() {
		var text []byte
		for i, p := range dump {
			if p.problem != nil {
				w.Lost(p.name, p.problem)
			}
			if i == 0 {
				text = append(text, p.head...)
			}
			if n := len(text); n > 0 && text[n-1] != '\n' {
				text = append(text, '\n')
			}
			text = append(text, p.text...)
		}
		if len(text) == 0 && dump[0].problem != nil {
			continue
		}
		if err := w.found(Text{Name: dumpTitle(dump), In: bytes.NewReader(text), Folded: true}); err != nil {
			return err
		}
	}
	return nil
}

// dumpTitle names a dump by its oldest part.
func dumpTitle(dump []part) string {
	if len(dump) == 1 {
		return dump[0].name
	}
	return fmt.Sprintf("%s and %d newer parts", dump[0].name, len(dump)-1)
}

// joined groups the parts. A part that is there already is another dump's, of
// another boot: slots of ramoops are numbered from 0 each time.
func (d dumps) joined() (all [][]part) {
	slices.SortStableFunc(d, func(a, b part) int { return cmp.Or(a.when.Compare(b.when), byNumber(a.name, b.name)) })
	for _, p := range d {
		at := slices.IndexFunc(all, func(dump []part) bool { return belongs(dump, p) })
		if at < 0 {
			all = append(all, []part{p})
			continue
		}
		all[at] = append(all[at], p)
	}
	for _, dump := range all {
		slices.SortStableFunc(dump, func(a, b part) int { return b.n - a.n })
	}
	return all
}

// sameDump is how far apart parts of a dump may be written, in a slow store.
const sameDump = 10 * time.Minute

func belongs(dump []part, p part) bool {
	first := dump[0]
	return p.n > 0 && first.dump == p.dump && p.when.Sub(first.when).Abs() < sameDump &&
		!slices.ContainsFunc(dump, func(q part) bool { return q.n == p.n })
}

// byNumber orders dmesg-ramoops-9 before dmesg-ramoops-10.
func byNumber(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) }
