package symbols

import (
	"cmp"
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"oopscope/console/cellar"
	"oopscope/parse"
	"oopscope/parse/symbol"
)

// Symbolizer adds file, line and inlined functions to the frames of crashes.
// Its methods may be called by several goroutines; they take turns, and none
// of them waits for ever.
type Symbolizer struct {
	symbols *turn // whoever has it may use what follows
	src     Sources
	files   files
	shelves map[string]*shelf
	kept    keeper
	last    answer

	fetches   fetches
	described described

	sources *turn                  // for reading source files, which needs none of the above
	reading atomic.Pointer[string] // the file that was opened last
}

// An answer is what is said of the symbols of a crash, beside its locations. It is
// kept until it is asked for: locations come first.
type answer struct {
	of       *parse.Crash
	text     string
	ok       bool
	refusals []string
}

// How long a file may take. A large vmlinux that no cache knows takes seconds
// on a slow disk, and a directory of modules as well.
const (
	symbolPatience = time.Minute
	sourcePatience = 10 * time.Second
)

// New returns a symbolizer; it opens nothing yet.
func New(src Sources) *Symbolizer {
	s := &Symbolizer{src: src, shelves: map[string]*shelf{}, symbols: newTurn(symbolPatience), sources: newTurn(sourcePatience)}
	s.kept.dir = src.Keep
	s.files.memory = symbol.NewMemory(cmp.Or(src.Memory, DefaultMemory), runtime.GC)
	s.fetches.client = src.Servers
	s.files.stores = stores{s.src.Root, s.src.byBuildID}
	if src.Cache != "" {
		s.files.cellar = cellar.New(src.Cache, cmp.Or(src.Cached, DefaultCached))
	}
	s.files.opening = func(path string) { s.reading.Store(&path) }
	return s
}

// Close closes the files, but for one that does not answer.
func (s *Symbolizer) Close() {
	s.StopFetching()
	s.described.stop()
	const patience = time.Second / 2
	if s.symbols.begin(time.After(patience)) {
		s.files.drop(func(*file) bool { return true })
		s.kept.close()
		s.symbols.end()
	}
}

// Settle waits no longer than it is told for what is being unpacked on the disk, and
// nearly is: the next one who needs it finds it there.
func (s *Symbolizer) Settle(patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if !s.symbols.begin(time.After(patience)) {
		return
	}
	defer s.symbols.end()
	for _, f := range s.files.all {
		for _, c := range f.kept {
			c.Finish(ctx)
		}
	}
}
