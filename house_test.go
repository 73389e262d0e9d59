package main

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse/arch/all"
)

// The house: who may import whom. A key is a package of the project, or a
// folder with everything below it when it ends in "/..."; the longest match
// counts. What is not drawn is forbidden.
var arrows = map[string][]string{
	".":             {"ui/...", "console/...", "parse/...", "keymap"},
	"ui":            {"ui/ability", "ui/book", "ui/bootdiff", "ui/cell", "ui/crashpane", "ui/edit", "ui/help", "ui/hexview", "ui/ledger", "ui/list", "ui/logpane", "ui/marklist", "ui/match", "ui/menu", "ui/paste", "ui/picker", "ui/rounds", "ui/rulelist", "ui/say", "ui/scrollback", "ui/source", "ui/stage", "ui/sysrq", "ui/term", "ui/theme", "ui/timeline", "parse/...", "keymap", "console/link", "console/link/menus"},
	"ui/ability":    {},
	"ui/book":       {"parse/...", "console/link"},
	"ui/bootdiff":   {"ui/cell", "ui/say", "ui/theme", "parse/compare", "keymap"},
	"ui/cell":       {"parse/ascii", "parse/letter"},
	"ui/crashpane":  {"ui/cell", "ui/say", "ui/theme", "parse/...", "console/link"},
	"ui/edit":       {"ui/cell", "ui/theme", "parse/letter", "keymap"},
	"ui/help":       {"ui/cell", "ui/theme", "keymap"},
	"ui/hexview":    {"ui/cell", "ui/theme", "keymap"},
	"ui/ledger":     {"ui/cell", "ui/theme", "keymap", "console/link", "console/link/recall"},
	"ui/list":       {"ui/book", "ui/cell", "ui/theme", "parse/crash", "keymap"},
	"ui/logpane":    {"ui/book", "ui/cell", "ui/match", "ui/say", "ui/scrollback", "ui/theme", "parse/...", "console/link"},
	"ui/match":      {"parse/ascii"},
	"ui/marklist":   {"ui/cell", "ui/say", "ui/theme", "keymap", "console/link"},
	"ui/menu":       {"ui/cell", "ui/theme", "keymap"},
	"ui/paste":      {"ui/say"},
	"ui/say":        {"console/link"},
	"ui/picker":     {"ui/cell", "ui/edit", "ui/say", "ui/stage", "ui/term", "ui/theme", "keymap"},
	"ui/rounds":     {"ui/cell", "ui/say", "ui/theme", "keymap", "console/link"},
	"ui/rulelist":   {"ui/cell", "ui/theme", "keymap", "console/link"},
	"ui/scrollback": {"ui/cell", "parse", "parse/ascii"},
	"ui/source":     {"ui/book", "ui/cell", "ui/crashpane", "ui/say", "ui/theme", "parse/...", "keymap"},
	"ui/stage":      {"console/link"},
	"ui/sysrq":      {"console/link/menus", "ui/menu", "ui/theme", "keymap"},
	"ui/theme":      {"ui/cell", "keymap", "parse"},
	"ui/timeline":   {"ui/cell", "ui/say", "ui/theme", "parse", "keymap"},
	"ui/term":       {"ui/cell", "parse/letter", "keymap"},
	"ui/uitest":     {"parse/..."}, // for tests only
	"console/...":   {"console/...", "parse/..."},
	"console/link":  {},
	// for a program of its own
	"console/telemetry":                 {"console/protocol", "parse/..."},
	"console/telemetry/oopscope-export": {"console/config", "console/out", "console/telemetry"},
	// pages about flags and keys
	"console/manual": {"console/config", "keymap"},
	// what is said over the socket; who says it knows the session, and who asks does not
	"console/protocol": {"console/files", "console/record", "parse", "parse/schema"},
	"console/serve":    {"console", "console/files", "console/link", "console/port", "console/protocol", "console/record", "parse/..."},
	"console/mcp":      {"console/protocol", "parse/letter", "parse/schema"},
	"console/gdbproxy": {"console/protocol", "parse/kgdb"},
	"console/attach":   {"console", "console/link", "console/port", "console/protocol", "console/record"},
	// pictures and filters of what the ledger knows, for the screen, too
	"console/link/recall": {"console/link"},
	// and what can be done with a line
	"console/link/menus": {"console/link"},
	// typing works without a screen, too
	"console/headless": {"console/...", "parse/...", "keymap"},
	"console/command":  {"console/...", "parse/...", "keymap"},

	"parse":         {"parse/ascii", "parse/blame", "parse/boot", "parse/class", "parse/crash", "parse/decode", "parse/grammar", "parse/prefix", "parse/printk", "parse/report", "parse/story", "parse/trigger", "parse/trouble", "parse/unwrap"},
	"parse/ascii":   {},
	"parse/blame":   {"parse/arch", "parse/ascii", "parse/class", "parse/crash", "parse/mangled", "parse/places"},
	"parse/boot":    {"parse/ascii", "parse/crash", "parse/printk"},
	"parse/class":   {"parse/ascii", "parse/crash"},
	"parse/crash":   {"parse/arch", "parse/places"},
	"parse/decode":  {"parse/arch", "parse/arch/all", "parse/ascii", "parse/class", "parse/crash", "parse/grammar", "parse/letter"},
	"parse/grammar": {"parse/arch", "parse/arch/all", "parse/ascii", "parse/crash"},
	"parse/kgdb":    {"parse/ascii"},
	"parse/letter":  {"parse/ascii"},
	"parse/mangled": {"parse/ascii"},
	"parse/literal": {"parse/ascii"},
	"parse/places":  {"parse/mangled"},
	"parse/prefix":  {"parse/arch", "parse/ascii", "parse/class", "parse/grammar", "parse/printk"},
	"parse/printk":  {"parse/ascii"},
	"parse/report":  {"parse/class", "parse/crash", "parse/grammar", "parse/printk"},
	"parse/trigger": {"parse/ascii", "parse/boot", "parse/class", "parse/literal", "parse/printk", "parse/report", "parse/trouble"},
	"parse/regex":   {},
	"parse/story":   {"parse/arch", "parse/crash", "parse/regex"},
	"parse/compare": {"parse/crash", "parse/letter", "parse/odds", "parse/schema", "parse/trouble"},
	"parse/noise":   {},
	"parse/odds":    {},
	"parse/trouble": {"parse/ascii", "parse/class", "parse/crash", "parse/grammar", "parse/report"},

	"parse/arch":         {"parse/ascii"},
	"parse/arch/...":     {"parse/arch", "parse/arch/flow", "parse/ascii"},
	"parse/arch/all":     {"parse/arch/...", "parse/ascii"},
	"parse/symbol":       {"parse/mangled", "parse/symbol/ctype"},
	"parse/symbol/ctype": {},
	"parse/proof":        {"parse/arch", "parse/arch/all", "parse/symbol"},
	"parse/typed":        {"parse/arch", "parse/arch/all", "parse/arch/flow", "parse/crash", "parse/regex", "parse/symbol", "parse/symbol/ctype"},
	"parse/triage":       {"parse/arch", "parse/arch/all", "parse/crash", "parse/letter", "parse/mangled", "parse/regex"},
	"parse/export":       {"parse/arch", "parse/ascii", "parse/crash", "parse/letter", "parse/mangled", "parse/regex", "parse/schema", "parse/triage"},
	"parse/schema":       {},
	"parse/redact":       {"parse/regex"},
	"parse/unwrap":       {"parse/ascii", "parse/regex"},

	"keymap":       {},
	"testdata/...": {},
	"examples/...": {"parse/..."}, // as anybody else uses it
}

// parse/... is pure: bytes in, values out. unsafe would be a way around that.
var impure = []string{"os", "os/exec", "os/signal", "net", "net/http", "syscall", "log", "io/ioutil", "unsafe"}

func TestImportsFollowTheHouse(t *testing.T) {
	for _, f := range sources(t) {
		allowed := arrowsOf(f.dir)
		if allowed == nil {
			t.Errorf("%s: no arrow drawn for the package %s", f.path, f.dir)
			continue
		}
		for _, imp := range f.imports() {
			to, ours := strings.CutPrefix(imp, "oopscope/")
			tests := f.test && (to == "parse" || f.dir == "parse" || to == "ui/uitest" || to == "console/attach" || to == "console/hook") // a test may begin with a log, and look at all that came out of it
			if ours && to != f.dir && !tests && !matches(allowed, to) {
				t.Errorf("%s: %s may not import %s", f.path, f.dir, to)
			}
		}
	}
}

// TestEveryPackageStandsInTheArchitecture: a stranger who meets a package finds on that page what it is for.
func TestEveryPackageStandsInTheArchitecture(t *testing.T) {
	page, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{".": true}
	for _, f := range sources(t) {
		aFolderEach := strings.HasPrefix(f.dir, "parse/arch/") || strings.HasPrefix(f.dir, "testdata/") || strings.HasPrefix(f.dir, "examples/")
		if told[f.dir] || aFolderEach && f.dir != "parse/arch/all" && f.dir != "parse/arch/flow" {
			continue
		}
		told[f.dir] = true
		if name := f.dir; !strings.Contains(string(page), "`"+name+"`") && !strings.Contains(string(page), "`"+name+"/`") {
			t.Errorf("docs/architecture.md has no word on %s", name)
		}
	}
}

func TestParseIsPure(t *testing.T) {
	for _, f := range sources(t) {
		if f.dir != "parse" && !strings.HasPrefix(f.dir, "parse/") || f.test {
			continue
		}
		for _, imp := range f.imports() {
			if slices.Contains(impure, imp) || strings.Contains(imp, "charm") {
				t.Errorf("%s: parse is pure, but imports %s", f.path, imp)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: parse is pure, but starts a goroutine", f.at(n))
			case *ast.SelectorExpr:
				if clock(n) {
					t.Errorf("%s: parse is pure, but reads the clock", f.at(n))
				}
			}
			return true
		})
	}
}

// ownDoor are files that name the standard output and print nothing to a person:
// the screen's default, and the child whose output is a pipe to its parent.
var ownDoor = []string{"ui/run.go", "console/clipboard/child.go"}

// TestOneDoorForAllThatIsPrinted holds everybody to console/out: nobody else
// names the standard streams, or prints in a way that goes there by itself.
// What the full screen writes, it writes to what it is given.
func TestOneDoorForAllThatIsPrinted(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.dir == "console/out" {
			continue
		}
		if slices.Contains(f.imports(), "log") {
			t.Errorf("%s: log prints past the door", f.path)
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if printsByItself(n) && !slices.Contains(ownDoor, f.path) {
					t.Errorf("%s: %s is for console/out only", f.at(n), n.Sel.Name)
				}
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
					t.Errorf("%s: %s prints past the door", f.at(n), id.Name)
				}
			}
			return true
		})
	}
}

func printsByItself(s *ast.SelectorExpr) bool {
	pkg, ok := s.X.(*ast.Ident)
	return ok && (pkg.Name == "os" && (s.Sel.Name == "Stdout" || s.Sel.Name == "Stderr") ||
		pkg.Name == "fmt" && strings.HasPrefix(s.Sel.Name, "Print"))
}

// TestArchitecturesStayInTheirFolders: whose name an architecture has, and how
// its registers are called, is known below parse/arch only.
func TestArchitecturesStayInTheirFolders(t *testing.T) {
	words := []string{"status", "Register r"} // of plain English, too
	theirs := map[string]string{}
	for _, a := range all.List {
		theirs[a.Name], theirs[cmp.Or(a.FaultRegister, a.Name)] = a.Name, a.Name
		for _, begin := range slices.Concat(a.Lines.Registers, a.Lines.Status) {
			if name := strings.TrimRight(begin, " :"); len(name) > 2 && !slices.Contains(words, name) {
				theirs[name] = a.Name
			}
		}
	}
	for _, f := range sources(t) {
		if f.test || strings.HasPrefix(f.dir, "parse/arch") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				if whose := theirs[strings.TrimRight(text, " :")]; whose != "" {
					t.Errorf("%s: %q belongs into the folder of %s", f.at(n), text, whose)
				}
			}
			return true
		})
	}
}

// TestFileNamesCompileEverywhere holds files to names that Go does not drop:
// regs_arm64.go is only built on arm64. Only console may mean it.
func TestFileNamesCompileEverywhere(t *testing.T) {
	systems := strings.Fields("linux darwin windows freebsd openbsd netbsd android ios js plan9 solaris " +
		"amd64 386 arm arm64 riscv64 ppc64 ppc64le mips mipsle mips64 mips64le s390x loong64 wasm")
	for _, f := range sources(t) {
		if strings.HasPrefix(f.dir, "console") {
			continue
		}
		name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(f.path), ".go"), "_test")
		if i := strings.LastIndexByte(name, '_'); i >= 0 && slices.Contains(systems, name[i+1:]) {
			t.Errorf("%s: the name ends in a system's or an architecture's, so Go drops it elsewhere", f.path)
		}
	}
}

// clock tells whether a selector reads or waits for the clock.
func clock(s *ast.SelectorExpr) bool {
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}, s.Sel.Name)
}

type source struct {
	path, dir string
	test      bool
	ast       *ast.File
	set       *token.FileSet
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		out = append(out, p)
	}
	return out
}

func (s source) at(n ast.Node) token.Position { return s.set.Position(n.Pos()) }

// sources parses every Go file of the project.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && path != "." && strings.HasPrefix(d.Name(), ".") {
			return orSkip(err)
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		out = append(out, source{path, dir, strings.HasSuffix(path, "_test.go") || dir == "ui/uitest", f, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// orSkip passes an error on, or has a hidden directory skipped.
func orSkip(err error) error {
	if err != nil {
		return err
	}
	return fs.SkipDir
}

func arrowsOf(dir string) []string {
	if a, ok := arrows[dir]; ok {
		return a
	}
	for d := dir; d != "."; d = filepath.ToSlash(filepath.Dir(d)) {
		if a, ok := arrows[d+"/..."]; ok {
			return a
		}
	}
	return nil
}

func matches(allowed []string, to string) bool {
	for _, a := range allowed {
		whole, deep := strings.CutSuffix(a, "/...")
		if a == to || deep && (to == whole || strings.HasPrefix(to, whole+"/")) {
			return true
		}
	}
	return false
}
