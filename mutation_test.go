package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A mutation run changes one number or one word of a table at a time and looks
// whether a test notices. Control flow is covered by ordinary tests; it is
// limits and tables that can be edited for years with every test green.
//
//	go test -run TestMutations -mutate 40 -timeout 0 -v .
var (
	mutate     = flag.Int("mutate", 0, "how many mutants TestMutations tries; each costs the tests of its package")
	mutateSeed = flag.Uint64("mutate.seed", 1, "which of the mutants are tried")
	mutateOnly = flag.String("mutate.only", "parse", "folder whose files are mutated")
)

// leastKilled is the share of mutants, in per cent, that the tests must notice.
const leastKilled = 50

// A mutant is one literal of a file and what it becomes.
type mutant struct {
	path       string
	line       int
	from, to   int // byte offsets in the file
	old, fresh string
}

func (m mutant) String() string {
	return fmt.Sprintf("%s:%d: %s -> %s", m.path, m.line, m.old, m.fresh)
}

func TestMutations(t *testing.T) {
	all := mutants(t)
	if len(all) < 100 {
		t.Fatalf("only %d literals to change below %s: the search for them is broken", len(all), *mutateOnly)
	}
	if *mutate == 0 {
		return // the search works; trying them takes minutes
	}
	rand.New(rand.NewPCG(*mutateSeed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	killed, tried := 0, 0
	for _, m := range all[:min(*mutate, len(all))] {
		switch noticed, builds := m.try(t); {
		case !builds: // the compiler is a test, too, but not one of ours
		case noticed:
			killed, tried = killed+1, tried+1
		default:
			tried++
			t.Logf("survived: %v", m)
		}
	}
	t.Logf("%d of %d mutants killed, %d literals in all", killed, tried, len(all))
	if 100*killed < leastKilled*tried {
		t.Errorf("fewer than %d %% of the mutants were noticed", leastKilled)
	}
}

// mutants finds what can be changed: numbers of constants, and numbers, truths
// and words in tables at package level.
func mutants(t *testing.T) (all []mutant) {
	t.Helper()
	files, set := []string{}, token.NewFileSet()
	err := filepath.WalkDir(*mutateOnly, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && (g.Tok == token.CONST || g.Tok == token.VAR) {
				all = append(all, literals(set, path, g)...)
			}
		}
	}
	return all
}

// literals are the mutants of one declaration. Functions inside a table are
// code, not table.
func literals(set *token.FileSet, path string, g *ast.GenDecl) (all []mutant) {
	add := func(n ast.Node, old, fresh string) {
		at := set.Position(n.Pos())
		all = append(all, mutant{path, at.Line, at.Offset, set.Position(n.End()).Offset, old, fresh})
	}
	ast.Inspect(g, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BasicLit:
			if fresh := changed(n, g.Tok); fresh != "" {
				add(n, n.Value, fresh)
			}
		case *ast.Ident:
			if g.Tok == token.VAR && n.Name == "true" {
				add(n, "true", "false")
			}
		}
		return true
	})
	return all
}

// changed is what a literal becomes, "" for none: a number moves by a half, a
// word of a table loses its last letter.
func changed(l *ast.BasicLit, decl token.Token) string {
	switch {
	case l.Kind == token.INT:
		n, err := strconv.ParseInt(l.Value, 0, 64)
		if err != nil || n == 0 {
			return ""
		}
		return strconv.FormatInt(n+max(n/2, 1), 10)
	case l.Kind == token.STRING && decl == token.VAR:
		s, err := strconv.Unquote(l.Value)
		if err != nil || len(s) < 4 {
			return ""
		}
		return strconv.Quote(s[:len(s)-1])
	}
	return ""
}

// try runs the tests of the mutant's package, and of those that read its
// tables, with the one file replaced.
func (m mutant) try(t *testing.T) (noticed, builds bool) {
	t.Helper()
	src, err := os.ReadFile(m.path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	fresh := filepath.Join(dir, filepath.Base(m.path))
	whole, _ := filepath.Abs(m.path)
	overlay, _ := json.Marshal(map[string]map[string]string{"Replace": {whole: fresh}})
	list := filepath.Join(dir, "overlay.json")
	for path, b := range map[string][]byte{fresh: []byte(string(src[:m.from]) + m.fresh + string(src[m.to:])), list: overlay} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, pkg := range []string{"./" + filepath.ToSlash(filepath.Dir(m.path)), "./" + *mutateOnly + "/..."} {
		run := exec.Command("go", "test", "-failfast", "-overlay", list, pkg)
		run.WaitDelay = time.Minute
		out, err := run.CombinedOutput()
		switch {
		case strings.Contains(string(out), "[build failed]"):
			return false, false
		case err != nil:
			return true, true
		}
	}
	return false, true
}
