package headless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"oopscope/console/config"
	"oopscope/console/debuginfod"
	"oopscope/console/out"
	"oopscope/console/symbols"
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// Locate returns what adds source locations to the crashes: from the files that a
// person named, else from those found on this machine by release and build id, of
// which only what provably fits is taken. When named files are another kernel's,
// the crash says so among its problems, as nobody sees a badge here; what does not
// fit into the memory for symbols is said on errs, once.
func Locate(set config.Settings, errs io.Writer) (*Locator, error) {
	named := slices.DeleteFunc([]string{set.Vmlinux, set.Modules, set.SystemMap}, func(s string) bool { return s == "" })
	for _, path := range named {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("cannot read the symbols: %w", err)
		}
	}
	for _, dir := range filepath.SplitList(set.Source) {
		if _, err := os.Stat(dir); err != nil {
			out.Complain(errs, fmt.Errorf("no lines from a source tree: %w (--source)", err))
		}
	}
	return &Locator{files: symbols.New(Sources(set)), named: len(named) > 0, errs: errs, nothing: map[string]bool{}, told: map[string]bool{}}, nil
}

// Close is called when no more crashes come. It waits no longer than it is told for
// what is being unpacked to be kept.
func (l *Locator) Close(patience time.Duration) {
	l.files.Settle(patience)
	l.files.Close()
}

// Sources tells where the symbols are that the settings name, and what they may take.
func Sources(set config.Settings) symbols.Sources {
	s := symbols.System(set.Vmlinux, set.Modules, set.SystemMap)
	s.Tree, s.Memory, s.Cached = set.Source, int64(set.SymbolMB)<<20, int64(set.SymbolCacheMB)<<20
	if set.Debuginfod {
		s.Servers = debuginfod.FromEnvironment(s.Debuginfod)
	}
	if set.SymbolCacheMB == 0 {
		s.Cache = ""
	}
	return s
}

// A Locator looks for the symbols of crashes, and remembers where there are none:
// a scan may hold ten thousand crashes of one kernel. Its methods may be called by
// several goroutines: everyone who follows a session asks it.
type Locator struct {
	files *symbols.Symbolizer
	named bool
	errs  io.Writer

	mu      sync.Mutex      // of what follows; nothing is looked for below it
	nothing map[string]bool // found for what symbols are searched by
	told    map[string]bool
}

// mostNothing bounds what is remembered; a log may name any number of kernels.
const mostNothing = 1 << 10

// Resolve returns a crash with locations. It is a [Resolve].
func (l *Locator) Resolve(c *parse.Crash) *parse.Crash {
	by := symbols.SearchedBy(c)
	if !l.named && (by == "" || l.hasNothing(by)) {
		return c
	}
	_, over := l.files.Fetching()
	located := l.files.Resolve(c)
	if l.fetched(over) {
		located = l.files.Resolve(c)
	}
	for _, words := range l.files.Refusals(c) {
		if l.first(words) {
			out.Complain(l.errs, errors.New(words))
		}
	}
	if !l.named {
		if !hasLocations(located) {
			l.foundNothing(by)
		}
		return located
	}
	if text, ok := l.files.State(c); !ok {
		located.Quality.Problems = append(slices.Clone(located.Quality.Problems),
			crash.Problem{Kind: crash.Doubtful, Text: "source locations are doubtful: " + text})
	}
	return located
}

func (l *Locator) hasNothing(by string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.nothing[by]
}

func (l *Locator) foundNothing(by string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.nothing) < mostNothing {
		l.nothing[by] = true
	}
}

// first tells whether words are to be said, as they were not yet.
func (l *Locator) first(words string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	said := l.told[words]
	l.told[words] = true
	return !said
}

// Booted keeps the files that a person named as they are now, for the crashes of the
// boot that begins: they may be built anew while the board runs.
func (l *Locator) Booted() {
	if l.named {
		l.files.Booted()
	}
}

// fetched waits for what is being fetched from servers, of which it tells, and tells
// whether something came since so many fetches were over.
func (l *Locator) fetched(before int) bool {
	progress, _ := l.files.Fetching()
	if progress != "" {
		out.Line(l.errs, "oopscope: %s", progress)
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchPatience)
	defer cancel()
	l.files.Fetched(ctx)
	_, over := l.files.Fetching() // read last: what ended since the first look came, too
	return over > before
}

// fetchPatience is how long a crash waits for symbols from servers.
const fetchPatience = 10 * time.Minute

func hasLocations(c *parse.Crash) bool {
	has := func(f arch.Frame) bool { return f.File != "" }
	return slices.ContainsFunc(c.Chain, has) || slices.ContainsFunc(c.Stacks, func(s parse.Stack) bool { return slices.ContainsFunc(s.Frames, has) })
}
