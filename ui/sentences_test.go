package ui

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
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
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, 0)
			if err == nil {
				ast.Inspect(file, func(n ast.Node) bool {
					if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
						text, _ := strconv.Unquote(lit.Value)
						if strings.Contains(text, " ") && keyWord.MatchString(text) {
							t.Errorf("%s: %q names a key; take it from the keymap", path, text)
						}
					}
					return true
				})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
