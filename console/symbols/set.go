package symbols

import (
	"path/filepath"
	"time"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
	"oopscope/parse/typed"
)

// images is what there is for one crash.
type images struct {
	kernel  *module // nil when there is none
	failure error   // why the file that was asked for cannot be used
	failed  string  // its path
	unfit   string  // a file that was found but is another kernel's, and why
	slide   shift
	modules map[string]*module
	chosen  map[frameKey][]uint64 // where frames are whose functions have namesakes
	refused map[string]error      // why the files of a module that has no image cannot be used

	described *described // where the kernel's data is described
}

// module is the image of a module, or of the kernel itself.
type module struct {
	image    *symbol.Image
	code     *symbol.Image // the file with the code, where image has none; or nil
	path     string
	buildDir string         // where the image says that it was built
	compared symbol.Verdict // what the log tells of its build
	verdict  symbol.Verdict // and what code, calls and time tell as well
	aged     bool           // that is because of the file's age alone
	modified time.Time
	rebuilt  time.Time     // when it was replaced by another of the same code, that may run; or zero
	lost     time.Time     // since when a boot knew it as what it was before somebody wrote over it; or zero
	sameCode bool          // the code that the board printed, or its calls, are the file's
	since    time.Time     // when a boot found it there; zero when none did
	kept     bool          // it lay there before, and was replaced
	proof    []crash.Proof // by what it proved to be the board's
}

// newModule makes a module of an open file.
func newModule(im *symbol.Image, path string, v symbol.Verdict) *module {
	return &module{image: im, path: path, buildDir: im.BuildDir(), compared: v, verdict: v, modified: modified(path)}
}

// of returns what there is of a module, or of the kernel itself.
func (set *images) of(name string) *module {
	if name != "" {
		return set.modules[name]
	}
	return set.kernel
}

// all returns the files in use, the kernel's first.
func (set *images) all() (all []*module) {
	if set.kernel != nil {
		all = append(all, set.kernel)
	}
	for _, m := range set.modules {
		if m != nil {
			all = append(all, m)
		}
	}
	return all
}

// withCode is the file that holds the code: debug packages keep symbols apart.
func (m *module) withCode() *symbol.Image {
	if m.image.HasCode() {
		return m.image
	}
	return m.code
}

// doubt says why what the file tells is doubtful, "" when nothing speaks against it.
func (m *module) doubt() string {
	if m.verdict.OK {
		return ""
	}
	return m.differs(" is another build: ")
}

// differs says why the file is another one's, or may be.
func (m *module) differs(is string) string {
	if m.aged {
		is = " may be of another build: "
	}
	return filepath.Base(m.path) + is + m.verdict.Text
}

// place is where a frame is, in the words of the symbol files.
func (set *images) place(f *arch.Frame) symbol.Place {
	p := symbol.Place{Function: f.Function, Offset: f.Offset, Size: f.Size, Exact: f.Exact}
	if f.HasAddress && f.Module == "" {
		p.Address = f.Address - set.slide.by
	}
	if at := set.chosen[keyOf(f)]; len(at) == 1 {
		p.Address = at[0]
	}
	return p
}

// name turns a bare address of the kernel into a symbol.
func (set *images) name(address uint64) (name string, offset, size uint64, ok bool) {
	if set.kernel == nil || !set.slide.known {
		return "", 0, 0, false
	}
	return set.kernel.image.Symbol(address - set.slide.by)
}

func (set *images) lookup(p symbol.Place, module string) []symbol.Location {
	m := set.of(module)
	if m == nil || p.Function == "" {
		return nil
	}
	found := m.image.Lookup(p)
	if len(found) == 1 && p.Exact {
		return m.outOfLine(p, found)
	}
	return found
}

// outOfLine puts a place of code that a function has outside of all functions where the
// function goes there; what stands there is not what was printed.
func (m *module) outOfLine(p symbol.Place, found []symbol.Location) []symbol.Location {
	at, ok := m.image.Find(p)
	if !ok || !m.image.HasCode() {
		return found
	}
	if inside := m.image.Locate(at); len(inside) == 1 && inside[0].Function != "" {
		return found
	}
	branch, ok := typed.OutOfLine(m.image, at)
	if !ok {
		return found
	}
	return append(m.image.Locate(branch), symbol.Location{Function: p.Function})
}

// A shift is how far the kernel was moved from where it was linked (KASLR).
type shift struct {
	by    uint64
	known bool   // bare addresses may be named
	doubt string // why the names may be wrong, or why there are none
}

// A frameKey finds a frame again that was copied.
type frameKey struct {
	line         int
	symbol       arch.Symbol
	returnsThere bool
}

func keyOf(f *arch.Frame) frameKey { return frameKey{f.Line, f.Symbol, !f.Exact} }
