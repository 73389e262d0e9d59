package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A file refers to another when it uses something that is declared there. Files
// that refer to each other in a circle can only be understood together.
const mostInACycle = 6

func TestFilesOfAPackageAreNoKnot(t *testing.T) {
	exports := exportData(t)
	byDir := map[string][]source{}
	for _, f := range sources(t) {
		if !f.test && !strings.HasPrefix(f.dir, "testdata/") && !strings.HasPrefix(f.dir, "examples/") { // modules of their own
			if here, err := build.Default.MatchFile(f.dir, filepath.Base(f.path)); err != nil || !here {
				continue // of another processor
			}
			byDir[f.dir] = append(byDir[f.dir], f)
		}
	}
	for dir, files := range byDir {
		if cycle := largestCycle(references(t, dir, files, exports)); len(cycle) > mostInACycle {
			t.Errorf("%s: %d files refer to each other in a circle: %s", dir, len(cycle), strings.Join(cycle, " "))
		}
	}
}

// TestFunctionsAreShort holds every function to a length that can be seen at once.
func TestFunctionsAreShort(t *testing.T) {
	const most = 60
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || f.test {
				continue
			}
			if n := f.set.Position(fn.End()).Line - f.at(fn).Line + 1; n > most {
				t.Errorf("%s: %s has %d lines", f.at(fn), fn.Name.Name, n)
			}
		}
	}
}

// TestFewFunctionsBranchMuch holds all but one function in a hundred to 15 ways
// through them, counted as McCabe did.
func TestFewFunctionsBranchMuch(t *testing.T) {
	const most = 15
	var many []string
	functions := 0
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || f.test {
				continue
			}
			functions++
			if n := waysThrough(fn); n > most {
				many = append(many, fmt.Sprintf("%3d %s: %s", n, f.at(fn), fn.Name.Name))
			}
		}
	}
	slices.Sort(many)
	if len(many)*100 >= functions {
		t.Errorf("%d of %d functions have more than %d ways through them:\n%s", len(many), functions, most, strings.Join(many, "\n"))
	}
}

// waysThrough counts what makes a function go one way or another, and one: each
// condition, loop, case, and each && and ||.
func waysThrough(fn *ast.FuncDecl) int {
	n := 1
	ast.Inspect(fn, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			n += min(len(node.List), 1) // the default is no way more
		case *ast.CommClause:
			if node.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if node.Op == token.LAND || node.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}

// exportData says where the compiled form of every package lies that the
// project's packages import.
func exportData(t *testing.T) map[string]string {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "./...")
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("go list: %v: %s", err, errs.String())
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		files[path] = file
	}
	return files
}

// references says which files of a package use what is declared in which others.
func references(t *testing.T, dir string, files []source, exports map[string]string) map[string]map[string]bool {
	t.Helper()
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	open := func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("%s was not compiled", path)
		}
		return os.Open(exports[path])
	}
	set := files[0].set
	conf := types.Config{Importer: importer.ForCompiler(set, "gc", open)}
	var parsed []*ast.File
	for _, f := range files {
		parsed = append(parsed, f.ast)
	}
	pkg, err := conf.Check("oopscope/"+dir, set, parsed, info)
	if err != nil {
		t.Fatal(err)
	}
	uses := map[string]map[string]bool{}
	name := func(p token.Pos) string { return filepath.Base(set.Position(p).Filename) }
	for id, o := range info.Uses {
		if o.Pkg() != pkg || !topLevel(pkg, o) {
			continue
		}
		if from, to := name(id.Pos()), name(o.Pos()); from != to {
			if uses[from] == nil {
				uses[from] = map[string]bool{}
			}
			uses[from][to] = true
		}
	}
	return uses
}

// topLevel tells what a package declares, and the methods of its types.
func topLevel(pkg *types.Package, o types.Object) bool {
	if o.Parent() == pkg.Scope() {
		return true
	}
	f, ok := o.(*types.Func)
	return ok && f.Signature().Recv() != nil
}

// largestCycle returns the largest set of files each of which reaches every other.
func largestCycle(uses map[string]map[string]bool) (largest []string) {
	reaches := map[string]map[string]bool{}
	for from := range uses {
		reaches[from] = map[string]bool{}
		for todo := []string{from}; len(todo) > 0; {
			next := todo[0]
			todo = todo[1:]
			for to := range uses[next] {
				if !reaches[from][to] {
					reaches[from][to] = true
					todo = append(todo, to)
				}
			}
		}
	}
	for a := range reaches {
		var cycle []string
		for b := range reaches[a] {
			if reaches[b][a] {
				cycle = append(cycle, b)
			}
		}
		if len(cycle) > len(largest) {
			largest = cycle
		}
	}
	slices.Sort(largest)
	return largest
}
