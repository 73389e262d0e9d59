package ui

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// keyWord finds a key that is written into a sentence: "esc drops it", "ctrl+s
// saves", "c shows it", "press i".
var keyWord = regexp.MustCompile(`\b(ctrl\+\w|esc|pgup|pgdown)\b|\b(enter|tab|space) [a-z]+s\b|` +
	`(^|[ ·(])[A-Za-z?/'] (shows|opens|closes|marks|looks|begins|drops|saves|goes|leaves|fits|types|reads|scrolls)\b|\bpress [^%]`)

// TestNoKeyIsWrittenIntoASentence holds that what the screen says takes its
// keys from the keymap, where they are those of the mode one is in.
func TestNoKeyIsWrittenIntoASentence(t *testing.T) {
	for said, want := range map[string]bool{
		"new crash 2 · c shows it": true, "esc again drops it": true, "press i and type": true, "ctrl+s saves it": true,
		"the clock goes back": false, "press %c again": false, "x.go has no line 5": false,
	} {
		if keyWord.MatchString(said) != want {
			t.Fatalf("%q: the test is blind or sees ghosts", said)
		}
	}
	for _, dir := range []string{".", "../console/headless"} {
		files, err := parser.ParseDir(gotoken.NewFileSet(), dir, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, pkg := range files {
			for name, file := range pkg.Files {
				ast.Inspect(file, func(n ast.Node) bool {
					if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
						text, _ := strconv.Unquote(lit.Value)
						if strings.Contains(text, " ") && keyWord.MatchString(text) {
							t.Errorf("%s: %q names a key; take it from the keymap", name, text)
						}
					}
					return true
				})
			}
		}
	}
}
