package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A mutant is one place of a file and what becomes of it.
type mutant struct {
	kind       mutantKind
	path       string
	line       int
	from, to   int // byte offsets in the file
	old, fresh string
}

func (m mutant) String() string {
	fresh := m.fresh
	if fresh == "" {
		fresh = "(gone)"
	}
	return fmt.Sprintf("%s:%d: %s -> %s", m.path, m.line, m.old, fresh)
}

// home is the package that the mutant is in.
func (m mutant) home() string { return "oopscope/" + filepath.ToSlash(filepath.Dir(m.path)) }

// A mutantKind says what is changed.
type mutantKind string

// The kinds of mutants.
const (
	aNumber mutantKind = "number" // of a constant or a table moves by a half
	aTruth  mutantKind = "truth"  // of a table turns
	aChoice mutantKind = "choice" // of a table, among named values, becomes another one that the same field has elsewhere
	anEntry mutantKind = "entry"  // of a list is left out
	aWord   mutantKind = "word"   // of a table, not one of a sentence, loses its last letter
)

var kindsOfMutants = []mutantKind{aNumber, aTruth, aChoice, anEntry, aWord}

// A mutator finds the mutants of one package.
type mutator struct {
	set     *token.FileSet
	src     map[string][]byte
	choices map[string][]string // what stands in the fields of tables, by the fields' names
	all     []mutant
}

// mutants finds what can be changed below a folder: numbers of constants, and
// what stands in tables at package level.
func mutants(t *testing.T, below string) (all []mutant) {
	t.Helper()
	err := filepath.WalkDir(below, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			all = append(all, mutantsOf(t, path)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func mutantsOf(t *testing.T, dir string) []mutant {
	t.Helper()
	m := mutator{set: token.NewFileSet(), src: map[string][]byte{}, choices: map[string][]string{}}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "grams.go" {
			continue // grams are made by a tool and cost time when they are wrong, nothing else
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(m.set, path, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		m.src[path] = src
		files = append(files, f)
	}
	for _, find := range []func(ast.Node, token.Token){m.learn, m.change} {
		for _, f := range files {
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && (g.Tok == token.CONST || g.Tok == token.VAR) {
					find(g, g.Tok)
				}
			}
		}
	}
	return m.all
}

// inTable walks a declaration. Functions inside a table are code, not table.
func inTable(n ast.Node, see func(ast.Node)) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit, *ast.ArrayType: // an array with room behind its values is the same table
			return false
		}
		if n != nil {
			see(n)
		}
		return true
	})
}

// learn notes which names stand in the fields of tables.
func (m *mutator) learn(d ast.Node, _ token.Token) {
	inTable(d, func(n ast.Node) {
		if field, value := m.choice(n); value != "" && !slices.Contains(m.choices[field], value) {
			m.choices[field] = append(m.choices[field], value)
		}
	})
}

// choice is a field of a table and the name of the constant it has.
func (m *mutator) choice(n ast.Node) (field, value string) {
	kv, ok := n.(*ast.KeyValueExpr)
	if !ok {
		return "", ""
	}
	switch v := kv.Value.(type) {
	case *ast.Ident:
		if v.Name == "true" || v.Name == "false" || v.Name == "nil" {
			return "", ""
		}
	case *ast.SelectorExpr:
	default:
		return "", ""
	}
	return m.text(kv.Key), m.text(kv.Value)
}

func (m *mutator) text(n ast.Node) string {
	from := m.set.Position(n.Pos())
	return string(m.src[from.Filename][from.Offset:m.set.Position(n.End()).Offset])
}

func (m *mutator) add(kind mutantKind, n ast.Node, fresh string) {
	from := m.set.Position(n.Pos())
	m.all = append(m.all, mutant{kind, from.Filename, from.Line, from.Offset, m.set.Position(n.End()).Offset, m.text(n), fresh})
}

// change finds the mutants of one declaration.
func (m *mutator) change(d ast.Node, decl token.Token) {
	inTable(d, func(n ast.Node) {
		if field, value := m.choice(n); value != "" {
			others := m.choices[field]
			if other := others[(slices.Index(others, value)+1)%len(others)]; other != value {
				m.add(aChoice, n.(*ast.KeyValueExpr).Value, other)
			}
		}
		switch n := n.(type) {
		case *ast.BasicLit:
			m.literal(n, decl)
		case *ast.Ident:
			if n.Name == "true" && decl == token.VAR {
				m.add(aTruth, n, "false")
			}
		case *ast.CompositeLit:
			if list, ok := n.Type.(*ast.ArrayType); ok && list.Len == nil && decl == token.VAR {
				m.entries(n)
			}
		}
	})
}

func (m *mutator) literal(l *ast.BasicLit, decl token.Token) {
	switch l.Kind {
	case token.INT:
		if n, err := strconv.ParseInt(l.Value, 0, 64); err == nil && n != 0 {
			m.add(aNumber, l, strconv.FormatInt(n+max(n/2, 1), 10))
		}
	case token.FLOAT:
		m.add(aNumber, l, "1.5*"+l.Value)
	case token.STRING:
		if s, err := strconv.Unquote(l.Value); err == nil && decl == token.VAR && len(s) >= 4 && !isSentence(s) {
			m.add(aWord, l, strconv.Quote(s[:len(s)-1]))
		}
	}
}

// isSentence tells words for people from words that are looked for.
func isSentence(s string) bool {
	return strings.Count(s, " ") >= 4 && !strings.ContainsAny(s, `\^$|<>[]`)
}

// entries leave one element of a list out, with its comma.
func (m *mutator) entries(list *ast.CompositeLit) {
	for i, e := range list.Elts {
		if len(list.Elts) == 1 {
			break
		}
		from, to := m.set.Position(e.Pos()), m.set.Position(list.Rbrace)
		if i+1 < len(list.Elts) {
			to = m.set.Position(list.Elts[i+1].Pos())
		}
		old, _, _ := strings.Cut(m.text(e), "\n")
		if len(old) > 60 {
			old = old[:60] + "…"
		}
		m.all = append(m.all, mutant{anEntry, from.Filename, from.Line, from.Offset, to.Offset, old, ""})
	}
}
