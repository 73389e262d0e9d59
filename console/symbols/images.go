package symbols

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/symbol"
)

// images opens what belongs to a crash.
func (s *Symbolizer) images(c *parse.Crash) *images {
	s.files.round++
	set := &images{modules: map[string]*module{}, refused: map[string]error{}, described: &s.described}
	board := boardOf(c)
	s.findKernel(set, c, board)
	set.slide = shiftOf(c, set.kernel)
	for _, m := range modulesIn(c) {
		board := board
		if board.Release == "" && set.kernel != nil { // the log does not tell it; the kernel that was named does
			board.Release = set.kernel.image.Release()
		}
		board.BuildID, board.Functions = m.buildID, placesIn(c, m.name)
		set.modules[m.name], set.refused[m.name] = s.findModule(m, c, board)
	}
	s.withVersions(set, c, board)
	return set
}

// findKernel takes the kernel that was named, or one that fits.
func (s *Symbolizer) findKernel(set *images, c *parse.Crash, board symbol.Board) {
	switch {
	case s.src.Vmlinux != "":
		set.take(s, s.src.vmlinux(), c, board)
	case s.src.SystemMap == "":
		s.searchKernel(set, board)
	}
	if set.kernel == nil && s.src.SystemMap != "" {
		im, err := s.files.open(s.src.SystemMap, readSystemMap)
		if err != nil {
			if set.failure == nil {
				set.failure, set.failed = plain(err), s.src.SystemMap
			}
			return
		}
		set.kernel = newModule(im, s.src.SystemMap, im.Match(board))
	}
}

func (set *images) take(s *Symbolizer, path string, c *parse.Crash, board symbol.Board) {
	im, was, err := s.open(path, readKernel)
	if err == nil {
		err = foreign(path, im, c)
	}
	if err == nil && im.IsModule() {
		err = fmt.Errorf("cannot use %s as the kernel: it is a module: give its directory as --modules, and the ELF vmlinux of the build as --vmlinux", path)
	}
	if err != nil {
		set.failure, set.failed = plain(err), path
		return
	}
	set.kernel = versionOf(im, path, was, board)
}

// searchKernel looks where kernels are kept. Only one that provably fits is
// taken: nobody chose it.
func (s *Symbolizer) searchKernel(set *images, board symbol.Board) {
	for _, path := range s.src.kernels(board.Release, board.BuildID) {
		im, err := s.files.open(path, readImage)
		if err != nil {
			continue
		}
		v := im.Match(board)
		if v.OK && v.Compared {
			set.kernel = newModule(im, path, v)
			return
		}
		set.unfit = path + ": " + v.Text
	}
	s.fetches.want(board.BuildID)
}

// findModule takes, of the files with the module's name, the one that fits
// best. The error is that of a file that cannot be used, when none can.
func (s *Symbolizer) findModule(m moduleIn, c *parse.Crash, board symbol.Board) (best *module, failed error) {
	paths := s.src.byBuildID(m.buildID)
	if pathSafe(m.name) {
		for _, dir := range s.src.moduleDirs(board.Release) {
			paths = append(paths, s.modulesNamed(dir, m.name)...)
		}
	}
	var code *symbol.Image
	worth := 0
	for _, path := range paths {
		im, was, err := s.open(path, readImage)
		if err == nil {
			err = foreign(path, im, c)
		}
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				failed = cmp.Or(failed, plain(err))
			}
			continue
		}
		m := versionOf(im, path, was, board)
		if w := value(im, m.verdict); w > worth {
			best, worth = m, w
		}
		if code == nil && m.verdict.OK && im.HasCode() {
			code = im
		}
	}
	if best == nil || !best.verdict.OK || !best.image.HasLines() {
		s.fetches.want(m.buildID)
	}
	if best == nil {
		return nil, failed
	}
	best.code = code
	return best, nil
}

// value orders candidates: one of the right build first, and of those one that
// knows lines.
func value(im *symbol.Image, v symbol.Verdict) int {
	w := 1
	if v.OK {
		w += 4
	}
	if im.HasLines() {
		w += 2
	}
	return w
}

// plain takes the system call's name out of an error.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("cannot read %s: %w", p.Path, p.Err)
	}
	return err
}

// foreign says that a file is another architecture's than the crash, or of another
// order of bytes, nil when it is not, or when that is not known for certain.
func foreign(path string, im *symbol.Image, c *parse.Crash) error {
	machine, _, order := im.Machine()
	ours, theirs := all.ByMachine(machine), all.ByName(c.Arch)
	const give = ": give the files of the board's own build"
	switch {
	case ours == nil || theirs == nil || len(theirs.Machines) == 0, c.Banner != "" && im.Banner() == c.Banner:
		return nil
	case ours != theirs && !c.Quality.Guessed:
		return fmt.Errorf("cannot use %s: it is for %s, and the crash is %s's%s", path, ours.Name, theirs.Name, give)
	}
	if printed := orderIn(c); printed != nil && printed != order {
		return fmt.Errorf("cannot use %s: it is %s, and the board is %s%s", path, endian(order), endian(printed), give)
	}
	return nil
}

// orderIn is the order of bytes that a report names, nil when it does not: powerpc
// does, as "BE PAGE_SIZE=64K MMU=Hash".
func orderIn(c *parse.Crash) binary.ByteOrder {
	for _, n := range c.Dump.Notes {
		switch {
		case n.Name != arch.KernelOptions:
		case strings.HasPrefix(n.Value, "LE "):
			return binary.LittleEndian
		case strings.HasPrefix(n.Value, "BE "):
			return binary.BigEndian
		}
	}
	return nil
}

func endian(order binary.ByteOrder) string {
	if order == binary.BigEndian {
		return "big-endian"
	}
	return "little-endian"
}

// modulesNamed returns the files of a module below dir. What is missing may
// have been built since the last look.
func (s *Symbolizer) modulesNamed(dir, name string) []string {
	known := s.shelves[dir]
	if known != nil {
		found := known.files[name]
		if len(found) > 0 || time.Since(known.walked) < rewalkWait {
			return found
		}
	}
	known = walk(dir)
	s.shelves[dir] = known
	return known.files[name]
}
