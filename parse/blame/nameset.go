package blame

import (
	"strings"
	"sync"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// A nameSet holds functions: by name, by a pattern of names, or by the place where
// they are defined. It is read from its table when it is first asked: most runs
// of the program ask few or none.
//
// A word of a table with a slash in it is a place, as [places.Within] has it. Any
// other is a name without its leading underscores; a star at either end stands for
// anything. A word behind an exclamation mark is none of the set: names go before
// places, and what is not goes before what is.
type nameSet struct {
	table  string
	once   sync.Once
	are    words
	arenot words
}

type words struct {
	exact    map[string]bool
	prefixes map[byte][]string // by their first byte
	suffixes []string
	within   []string
	areas    []string
}

func compileNames(table string) *nameSet { return &nameSet{table: table} }

func (s *nameSet) compile() {
	for _, w := range strings.Fields(s.table) {
		if not, ok := strings.CutPrefix(w, "!"); ok {
			s.arenot.add(not)
		} else {
			s.are.add(w)
		}
	}
}

func (w *words) add(word string) {
	if strings.Contains(word, "/") {
		w.areas = append(w.areas, word)
		return
	}
	name, front := strings.CutPrefix(word, "*")
	name, back := strings.CutSuffix(name, "*")
	switch {
	case front && back:
		w.within = append(w.within, name)
	case front:
		w.suffixes = append(w.suffixes, name)
	case back:
		if w.prefixes == nil {
			w.prefixes = map[byte][]string{}
		}
		w.prefixes[name[0]] = append(w.prefixes[name[0]], name)
	default:
		if w.exact == nil {
			w.exact = map[string]bool{}
		}
		w.exact[name] = true
	}
}

// A subject is a function that sets are asked about. Its place is looked up once,
// and only when its name did not tell.
type subject struct {
	frame *arch.Frame
	name  string // without compiler suffixes and leading underscores, which do not count
	place string
	known bool // whether place was looked up
}

func subjectOf(f *arch.Frame) subject {
	return subject{frame: f, name: places.Word(f.Function)}
}

func (x *subject) at() string {
	if !x.known {
		x.place, x.known = crash.PlaceOf(x.frame), true
	}
	return x.place
}

// has tells whether the set holds the frame's function.
func (s *nameSet) has(f *arch.Frame) bool {
	x := subjectOf(f)
	return s.holds(&x)
}

func (s *nameSet) holds(x *subject) bool {
	if x.name == "" {
		return false
	}
	s.once.Do(s.compile)
	switch {
	case s.arenot.name(x.name):
		return false
	case s.are.name(x.name):
		return true
	case len(s.are.areas) == 0:
		return false
	}
	at := x.at()
	return at != "" && s.are.area(at) && !s.arenot.area(at)
}

func (w *words) name(name string) bool {
	if w.exact[name] {
		return true
	}
	for _, p := range w.prefixes[name[0]] {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	for _, p := range w.suffixes {
		if strings.HasSuffix(name, p) {
			return true
		}
	}
	for _, p := range w.within {
		if strings.Contains(name, p) {
			return true
		}
	}
	return false
}

func (w *words) area(place string) bool {
	for _, a := range w.areas {
		if places.Within(place, a) {
			return true
		}
	}
	return false
}
