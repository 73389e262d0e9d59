package symbols

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/regex"
	"oopscope/parse/symbol"
	"oopscope/parse/typed"
)

// Where a tree is not the one that the kernel was built from, its lines are others:
// a blank one as the place of death. What the symbols claim of a place is looked for
// in the text.

// A claim is what the symbols tell of a place beside its line.
type claim struct {
	declared symbol.Location // where the function is declared
	callee   string          // what is called there, "" when nobody knows
	names    []string        // of the members one of which is accessed there; none when nobody knows
}

// claims are those of a frame's places, the innermost first.
func (set *images) claims(c *parse.Crash, f *arch.Frame, places []crash.Excerpt) []claim {
	all := make([]claim, len(places))
	m := set.of(f.Module)
	if m == nil {
		return all
	}
	if declared := m.image.Declared(set.place(f)); len(declared) == len(all) {
		for i := range all {
			all[i].declared = declared[i]
		}
	}
	for i := range all {
		if i > 0 {
			all[i].callee = places[i-1].Function
		}
	}
	if len(all) > 0 && !f.Exact {
		all[0].callee = above(c, f)
	}
	if o := c.Operand; o != nil && len(all) > 0 && keyOf(f) == keyOf(&o.Frame) {
		all[0].names = typed.Names(o)
	}
	return all
}

// above is the function of the frame above one, "" when that is not sure.
func above(c *parse.Crash, f *arch.Frame) string {
	for _, s := range stacksOf(c) {
		for i := 1; i < len(s.Frames); i++ {
			if keyOf(&s.Frames[i]) == keyOf(f) && s.Frames[i-1].Reliable && f.Reliable && !s.Frames[i-1].Exact {
				return s.Frames[i-1].Function
			}
		}
	}
	return ""
}

// mismatch says why a text cannot be the one that a place was compiled from, "" when
// nothing speaks against it.
func (r *reader) mismatch(t *text, e *crash.Excerpt, c claim, release string) string {
	const another = "this tree does not match (--source DIR names the right one): "
	if v := treeVersion(t.path); v != "" && release != "" && !sameVersion(release, v) {
		return another + "its Makefile says " + v + ", the kernel is " + release
	}
	if d := c.declared; d.Line > 0 && d.Function != "" {
		if in, err := r.text(d.File); err == nil && !declares(in, d) {
			return another + fmt.Sprintf("%s is not declared at line %d of %s", d.Function, d.Line, filepath.Base(d.File))
		}
	}
	if line := strings.TrimSpace(strings.Join(t.lines(e.Line, 1), "")); t.has(e.Line) && (line == "" || strings.HasPrefix(line, "#include") || isComment(t.lines(e.Line, 1)[0])) {
		return another + fmt.Sprintf("line %d has no code", e.Line)
	}
	if n := movedTo(t, e, c); n > 0 {
		return another + fmt.Sprintf("line %d does not call %s, line %d does", e.Line, c.callee, n)
	}
	if s := lacksMember(t, e, c); s != "" {
		return another + s
	}
	return ""
}

// A macro that defines functions makes their names of its arguments, and stands where
// no type stands in front of it, or in capitals: SYSCALL_DEFINE3(read, …),
// module_pci_driver(…), int LZO_SAFE(…)(…).
var definer = regex.Of(`^((static|inline|noinline|asmlinkage|__\w+)\s+)*[A-Za-z_]\w*\s*\(|^\w.*\b[A-Z][A-Z0-9_]+\(|^\s*[A-Z][A-Z0-9_]+\(`)

// declares tells whether a function's name stands where it is declared, or a macro
// that can make it: one of its words is part of the name.
func declares(t *text, d symbol.Location) bool {
	lines := t.lines(d.Line, 3)
	switch {
	case len(lines) == 0 || isComment(lines[0]) || strings.HasPrefix(lines[0], "EXPORT_"):
		return false
	case hasName(lines[0], d.Function):
		return true
	case !definer.Get().MatchString(lines[0]) && !strings.Contains(lines[0], "##"):
		return false
	}
	_, arguments, _ := strings.Cut(strings.Join(lines, " "), "(")
	for _, word := range words.Get().FindAllString(arguments, -1) {
		if strings.Contains(d.Function, word) {
			return true
		}
	}
	if name := nameMacro.Get().FindStringSubmatch(lines[0]); name != nil && bytes.Contains(t.data, []byte("#define "+name[1]+" "+d.Function+"\n")) {
		return true
	}
	return strings.Contains(lines[0], "##")
}

// nameMacro is a macro in the place of a function's name.
var nameMacro = regex.Of(`\b([A-Z][A-Z0-9_]+)\(`)

var words = regex.Of(`\w{2,}|\d`)

// isComment tells lines of comments, as kernel people write them.
func isComment(line string) bool {
	for _, begin := range []string{"/*", " * ", " */", "//"} {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	return line == " *"
}

// movedTo is the line of the function that names what it calls where the line of the
// call itself, with what a long call takes around it, does not; 0 when the line may
// well be the right one: macros and what was inlined call by other names.
func movedTo(t *text, e *crash.Excerpt, c claim) (found int) {
	const statement, far = 3, 200
	here := strings.Join(t.lines(e.Line, 1), "")
	if c.callee == "" || c.declared.Line == 0 || c.declared.File != e.File || e.Line <= c.declared.Line || callsAnything(here) {
		return 0
	}
	for i, l := range t.lines(c.declared.Line+1, far) {
		n := c.declared.Line + 1 + i
		switch {
		case strings.HasPrefix(l, "}"):
			return found
		case !hasName(l, c.callee):
		case n >= e.Line-statement && n <= e.Line+statement:
			return 0
		case found == 0 && strings.Contains(l, "("):
			found = n
		}
	}
	return 0
}

var called = regex.Of(`\w+\s*\(`)

// callsAnything tells whether a line calls a function or a macro, which may have
// become a call of another.
func callsAnything(line string) bool {
	for _, name := range called.Get().FindAllString(line, -1) {
		switch strings.TrimRight(name, " \t(") {
		case "if", "for", "while", "switch", "return", "sizeof":
		default:
			return true
		}
	}
	return false
}

// hasName tells whether a function's name, as the source has it, stands in a line as
// a word.
func hasName(line, name string) bool {
	name, _, _ = strings.Cut(strings.TrimLeft(name, "."), ".")
	for at := 0; name != ""; {
		i := strings.Index(line[at:], name)
		if i < 0 {
			return false
		}
		i += at
		if end := i + len(name); (i == 0 || !wordByte(line[i-1])) && (end == len(line) || !wordByte(line[end])) {
			return true
		}
		at = i + 1
	}
	return true
}

func wordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// treeVersion is that of the kernel's tree that a file lies in, "6.1", "" when it
// lies in none.
func treeVersion(path string) string {
	for _, top := range kernelTreeAbove(filepath.Dir(path)) {
		f, err := os.Open(filepath.Join(top, "Makefile"))
		if err != nil {
			return ""
		}
		defer f.Close()
		values := map[string]string{}
		const head = 12 // lines
		for in, n := bufio.NewScanner(f), 0; in.Scan() && n < head; n++ {
			if key, value, ok := strings.Cut(in.Text(), "="); ok {
				values[strings.TrimSpace(key)] = strings.TrimSpace(value)
			}
		}
		if digits(values["VERSION"]) && digits(values["PATCHLEVEL"]) {
			return values["VERSION"] + "." + values["PATCHLEVEL"]
		}
	}
	return ""
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// sameVersion tells whether a release, "6.1.0-50-amd64", is of a version, "6.1".
func sameVersion(release, version string) bool {
	rest, ok := strings.CutPrefix(release, version)
	return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
}
