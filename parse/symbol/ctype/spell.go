package ctype

import (
	"strconv"
	"strings"
)

// String writes the type as C does: "struct shared_mem *", "const u8 [16]",
// "int (*)(struct device *)".
func (t *Type) String() string { return t.declare("", 0) }

// Declare writes a declaration of a variable: "struct list_head *next".
func (t *Type) Declare(name string) string { return t.declare(name, 0) }

// Plain writes the type without const and volatile: "struct shared_mem".
func (t *Type) Plain() string {
	for range maxNesting {
		if t == nil || t.Kind != Qualified {
			break
		}
		t = t.Elem()
	}
	return t.String()
}

// declare writes the type around what is declared, from the inside out.
func (t *Type) declare(inner string, depth int) string {
	if t == nil || depth > maxNesting {
		return join("void", inner)
	}
	switch t.Kind {
	case Pointer:
		elem := t.Elem()
		if elem != nil && (elem.Kind == Array || elem.Kind == Function) {
			return elem.declare("(*"+inner+")", depth+1)
		}
		return elem.declare("*"+inner, depth+1)
	case Array:
		count := ""
		if t.Count >= 0 {
			count = strconv.FormatInt(t.Count, 10)
		}
		return t.Elem().declare(inner+"["+count+"]", depth+1)
	case Function:
		return t.Elem().declare(inner+"("+t.parameters(depth)+")", depth+1)
	case Qualified:
		if elem := t.Elem(); elem != nil && elem.Kind == Pointer {
			return elem.declare(join(t.Name, inner), depth+1)
		}
		return t.Name + " " + t.Elem().declare(inner, depth+1)
	}
	return join(t.plain(), inner)
}

// join puts a blank between a type and what is declared: "int x", "int *x",
// "int [4]".
func join(before, inner string) string {
	if inner == "" {
		return before
	}
	return before + " " + inner
}

// plain is the name of a type that is no other one's pointer or array.
func (t *Type) plain() string {
	switch t.Kind {
	case Struct, Union, Enum:
		word := map[Kind]string{Struct: "struct", Union: "union", Enum: "enum"}[t.Kind]
		if t.Name == "" {
			return word + " {...}"
		}
		return word + " " + t.Name
	}
	if t.Name == "" {
		return "void"
	}
	return t.Name
}

func (t *Type) parameters(depth int) string {
	const most = 16
	all := t.Members()
	if len(all) == 0 || depth > 4 {
		return "void"
	}
	var out []string
	for i, p := range all {
		if i == most {
			out = append(out, "...")
			break
		}
		out = append(out, p.Type.declare("", depth+1))
	}
	return strings.Join(out, ", ")
}
