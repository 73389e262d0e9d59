package symbols

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/printk"
	"oopscope/parse/symbol"
)

// withVersions settles which version of each file the crash is from, where it was
// replaced while the board ran, and proves them all.
func (s *Symbolizer) withVersions(set *images, c *parse.Crash, board symbol.Board) {
	prove := func() {
		set.choose(c)
		set.prove(c)
	}
	prove()
	when := whenOf(c, s.src.Captured)
	if kernel := set.kernel; kernel != nil {
		board := board
		s.settle(set, kernel, when, board, func(m *module) {
			set.kernel = m
			set.slide = shiftOf(c, m)
			prove()
		})
	}
	for _, m := range modulesIn(c) {
		if found := set.modules[m.name]; found != nil {
			board := board
			board.BuildID, board.Functions = m.buildID, placesIn(c, m.name)
			s.settle(set, found, when, board, func(v *module) {
				set.modules[m.name] = v
				prove()
			})
		}
	}
	for _, m := range set.all() {
		m.age(when, m == set.kernel)
	}
}

// open returns the image at a path, or, where that cannot be read, being built or
// gone, the one that lay there before; was is nil for the former.
func (s *Symbolizer) open(path string, read reading) (im *symbol.Image, was *version, err error) {
	if im, err = s.files.open(path, read); err == nil {
		return im, nil, nil
	}
	for _, v := range s.kept.before(path) {
		if old, failed := s.files.open(v.open(), read); failed == nil {
			return old, v, nil
		}
	}
	return nil, nil, err
}

// versionOf is newModule of a file as it is, or as it was.
func versionOf(im *symbol.Image, path string, was *version, board symbol.Board) *module {
	m := newModule(im, path, im.Match(board))
	if was != nil {
		m.modified, m.since, m.kept = was.info.ModTime(), was.since, true
	}
	return m
}

// settle puts that version of a file in its place that fits best; of those that
// fit alike the one that the board can have booted with.
func (s *Symbolizer) settle(set *images, now *module, when moment, board symbol.Board, put func(*module)) {
	all, kernel := []*module{now}, now == set.kernel
	if !now.kept {
		now.since = s.kept.since(now.path)
	}
	for _, v := range s.kept.before(now.path) {
		if im, err := s.files.open(v.open(), readKernel); err == nil && im != now.image {
			all = append(all, versionOf(im, now.path, v, board))
		}
	}
	if len(all) == 1 {
		s.writtenOver(now, when)
		return
	}
	worth := map[*module]int{}
	for _, m := range all {
		put(m)
		worth[m] = m.worth()
	}
	bestFirst(all, worth, when)
	best := all[0]
	put(best)
	if best.kept && best != now && worth[now] == worth[best] && !kernel && now.modified.Before(when.crashed) {
		best.rebuilt = now.modified
	}
}

// bestFirst sorts versions of a file by how well they fit; of those that fit alike the newest
// that was there when a boot before the crash began comes first, what was written since that
// boot last.
func bestFirst(all []*module, worth map[*module]int, when moment) {
	late := func(m *module) bool {
		return m.since.IsZero() || !when.crashed.IsZero() && m.since.After(when.crashed)
	}
	slices.SortStableFunc(all, func(a, b *module) int {
		switch {
		case worth[a] != worth[b]:
			return worth[b] - worth[a]
		case late(a) != late(b) && late(a):
			return 1
		case late(a) != late(b):
			return -1
		}
		return b.since.Compare(a.since)
	})
}

// writtenOver tells a file that is no more what it was when a boot before the crash
// found it, where what it was is gone. An equal build id says that it was touched only.
func (s *Symbolizer) writtenOver(now *module, when moment) {
	was := s.kept.lost(now.path)
	switch {
	case was == nil || when.crashed.IsZero() || was.since.After(when.crashed):
	case was.buildID != "" && was.buildID == now.image.BuildID():
		now.modified = was.info.ModTime()
	default:
		now.lost = was.since
	}
}

// worth orders versions of a file.
func (m *module) worth() int {
	w := len(m.proof)
	if m.verdict.OK {
		w += 10
	}
	return w
}

// A moment is when a crash was printed; its parts are zero where nobody knows.
type moment struct {
	booted, crashed time.Time // on a live console
	captured        time.Time // the latest that a capture's crash can have been
	logged          time.Time // and the latest by what its logger put in front of it
}

func whenOf(c *parse.Crash, captured time.Time) (m moment) {
	if m.crashed = c.Seen; m.crashed.IsZero() {
		m.captured = cmp.Or(c.Captured, captured)
		if len(c.Body) > 0 {
			m.logged = printk.LoggedBy([]byte(c.Body[0].Raw))
		}
		return m
	}
	if c.HasTime {
		m.booted = c.Seen.Add(-time.Duration(c.Time * float64(time.Second)))
	}
	return m
}

// How much later than what it is compared with a file's time may be. Captures are
// copied together with the files of their kernel, and not always in that order.
const (
	tolerance     = 2 * time.Second
	copyTolerance = 10 * time.Minute
)

// age finds files that were written when the board ran already: what they tell of
// code is proved by it, what they tell of lines is not, as a comment moves lines and
// no code; of those without lines the code is all there is, and stripping makes a file
// anew. Of both a build id is proof, as linkers make it of the lines, too. Of a
// kernel its code and its version line are proof where it may only have been copied later
// than a capture was; on the bench, where kernels are built, they are none: builds that
// can be repeated (KBUILD_BUILD_TIMESTAMP) have one line for all.
func (m *module) age(when moment, kernel bool) {
	byCode := slices.Contains(m.proof, crash.ByCode) || slices.Contains(m.proof, crash.ByCalls)
	m.sameCode = byCode
	if !m.verdict.OK || m.verdict.BuildID || m.modified.IsZero() || (byCode || m.verdict.Banner) && !m.image.HasLines() {
		return
	}
	if why := m.newer(when, kernel); why != "" {
		m.suspect(why)
	}
}

// newer says than what a file is newer that it should not be newer than, "" for nothing.
func (m *module) newer(when moment, kernel bool) string {
	newer := func(than time.Time, by time.Duration) bool { return !than.IsZero() && m.modified.After(than.Add(by)) }
	clock := func(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05") }
	what, unsure := m.unsure()
	copied := m.verdict.Banner || kernel && m.sameCode
	words := func(than string, t time.Time, end string) string {
		return fmt.Sprintf("it is newer (%s) than %s (%s): %s", clock(m.modified), than, clock(t), end)
	}
	switch {
	case newer(when.crashed, tolerance):
		return words("the crash", when.crashed, what)
	case newer(when.booted, tolerance) && (kernel || !m.sameCode):
		return words("the boot", when.booted, unsure)
	case newer(when.logged, tolerance) && !copied:
		return words("the log says of the crash", when.logged, what)
	case newer(when.captured, copyTolerance) && !copied:
		return words("the capture", when.captured, what)
	case !m.lost.IsZero():
		return fmt.Sprintf("it was written over since the boot (%s), and what it was is gone: %s", clock(m.lost), what)
	case !m.rebuilt.IsZero():
		return fmt.Sprintf("it was built anew (%s) since the boot, with the same code: these lines are of the file as it was; when the module was loaded again they may have moved", clock(m.rebuilt))
	}
	return ""
}

// unsure says what of a file that is newer than the board may be wrong, and what when nothing
// proves that the board runs it.
func (m *module) unsure() (moved, unproved string) {
	moved, unproved = "the lines may have moved", "nothing proves that the board runs it"
	if !m.image.HasLines() {
		moved = "functions may have moved"
	}
	if m.sameCode || m.verdict.Banner {
		unproved = moved
	}
	return moved, unproved
}

// Booted keeps the files as they are now: when a session begins, and when its
// board boots. It may take as long as walking the directories takes. The kernel is
// opened, so that the first crash need not wait for that.
func (s *Symbolizer) Booted() {
	within(s.symbols, func() struct{} {
		for _, path := range s.toKeep() {
			s.kept.keep(path)
		}
		if s.src.Vmlinux != "" {
			if im, err := s.files.open(s.src.vmlinux(), readKernel); err == nil {
				im.Prepare()
			}
		}
		return struct{}{}
	})
}

// toKeep are the kernel and the newest of the modules that a person named.
func (s *Symbolizer) toKeep() (paths []string) {
	if s.src.Vmlinux != "" {
		paths = append(paths, s.src.vmlinux())
	}
	type dated struct {
		path string
		at   time.Time
	}
	var modules []dated
	for _, dir := range s.src.ownModules() {
		s.shelves[dir] = walk(dir)
		for _, files := range s.shelves[dir].files {
			for _, path := range files {
				modules = append(modules, dated{path, modified(path)})
			}
		}
	}
	slices.SortFunc(modules, func(a, b dated) int {
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.path, b.path))
	})
	for _, m := range modules[:min(len(modules), maxKeptFiles)] {
		paths = append(paths, m.path)
	}
	return paths
}

// ownModules are the directories of modules that a person named, or that lie beside
// the kernel that was named.
func (s Sources) ownModules() (dirs []string) {
	if s.Modules != "" {
		dirs = append(dirs, s.Modules)
	}
	if s.Vmlinux != "" {
		for _, dir := range modulesNear(s.vmlinux(), "") {
			if !slices.ContainsFunc(dirs, func(d string) bool { return below(filepath.Clean(d), dir) }) {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}
