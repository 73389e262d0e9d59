package main

import (
	"go/ast"
	"regexp"
	"strconv"
	"testing"
)

// TestExpressionsAreRight compiles what package regex compiles only when it is asked for.
func TestExpressionsAreRight(t *testing.T) {
	seen := 0
	for _, f := range sources(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			of, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || of.Sel.Name != "Of" {
				return true
			}
			if from, ok := of.X.(*ast.Ident); !ok || from.Name != "regex" {
				return true
			}
			l, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: not a constant", f.at(n))
				return true
			}
			expression, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := regexp.Compile(expression); err != nil {
				t.Errorf("%s: %v", f.at(n), err)
			}
			seen++
			return true
		})
	}
	if seen < 40 {
		t.Errorf("only %d expressions", seen)
	}
}
