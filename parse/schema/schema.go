package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// JSONSchema returns the schema of a [Report] as indented JSON, in the 2020-12
// draft of json-schema.org.
func JSONSchema() []byte {
	return Of(reflect.TypeFor[Report](), "A kernel crash, as oopscope writes it", nil)
}

// Of returns the schema of a struct whose fields have the tags that those here have.
// Elsewhere tells the file of a struct that has a schema of its own.
func Of(t reflect.Type, title string, elsewhere map[reflect.Type]string) []byte {
	defs := definitions{map[string]any{}, elsewhere}
	root := defs.object(t)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = title
	root["$defs"] = defs.all
	out, err := json.MarshalIndent(root, "", " ")
	if err != nil { // it is made of maps, lists and strings
		panic(err)
	}
	return append(out, '\n')
}

// A Key is a field of one of the types here, as JSON has it.
type Key struct {
	Name   string
	Doc    string
	Always bool // it is never left out
	Enum   []string
	Type   reflect.Type
	Index  []int // of the field, for reflect.Value.FieldByIndex
}

// Keys returns the keys of a struct in their order, those of an embedded one
// included.
func Keys(t reflect.Type) (all []Key) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for _, k := range Keys(f.Type) {
				k.Index = append([]int{i}, k.Index...)
				all = append(all, k)
			}
			continue
		}
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		k := Key{Name: name, Doc: f.Tag.Get("doc"), Always: rest == "", Type: f.Type, Index: f.Index}
		if e := f.Tag.Get("enum"); e != "" {
			k.Enum = strings.Split(e, ",")
		}
		all = append(all, k)
	}
	return all
}

// definitions are the schemas of the structs that were met.
type definitions struct {
	all       map[string]any
	elsewhere map[reflect.Type]string
}

// object is the schema of a struct. Keys that it does not name are allowed: a
// later version may have more.
func (d *definitions) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, k := range Keys(t) {
		p := d.value(k.Type)
		p["description"] = k.Doc
		if k.Enum != nil {
			p["enum"] = k.Enum
		}
		properties[k.Name] = p
		if k.Always {
			required = append(required, k.Name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}

// value is the schema of a field; a struct is named and described once.
func (d *definitions) value(t reflect.Type) map[string]any {
	switch {
	case d.elsewhere[t] != "":
		return map[string]any{"$ref": d.elsewhere[t]}
	case t == reflect.TypeFor[Hex]():
		return map[string]any{"type": "string", "pattern": "^0x(0|[1-9a-f][0-9a-f]{0,15})$"}
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[[]byte]():
		return map[string]any{"type": "string", "contentEncoding": "base64"}
	case t.Kind() == reflect.Pointer:
		return d.value(t.Elem())
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": d.value(t.Elem())}
	case t.Kind() == reflect.Struct:
		if d.all[t.Name()] == nil {
			d.all[t.Name()] = true // named already, should it hold itself
			d.all[t.Name()] = d.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	return map[string]any{"type": jsonType(t)}
}

func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	case reflect.String:
		return "string"
	}
	return "integer"
}

// Markdown returns the tables of docs/json.md: the keys of a [Report] and of a
// [Comparison], then those of every object in them, in the order in which they are met.
func Markdown() string {
	return Tables(nil, reflect.TypeFor[Report](), reflect.TypeFor[Comparison]())
}

// Tables describes structs in Markdown, and those that they hold, but for what is
// described elsewhere: elsewhere tells the address of a struct, "" for here.
func Tables(elsewhere map[reflect.Type]string, roots ...reflect.Type) string {
	var b strings.Builder
	queue := slices.Clone(roots)
	for i := 0; i < len(queue); i++ {
		t := queue[i]
		fmt.Fprintf(&b, "## %s\n\n| key | value | |\n|---|---|---|\n", t.Name())
		for _, k := range Keys(t) {
			words, inner := kind(k.Type)
			if page := elsewhere[inner]; inner != nil && page != "" {
				words, inner = strings.Replace(words, "(#"+strings.ToLower(inner.Name())+")", "("+page+")", 1), nil
			}
			if inner != nil && !slices.Contains(queue, inner) {
				queue = append(queue, inner)
			}
			if k.Enum != nil {
				words = "`" + strings.Join(k.Enum, "` `") + "`"
			}
			doc := k.Doc
			if k.Always {
				doc += " (always there)"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.Name, words, doc)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// kind says in words what a value is, and which struct it holds.
func kind(t reflect.Type) (words string, inner reflect.Type) {
	switch {
	case t == reflect.TypeFor[Hex]():
		return "string `0x…`", nil
	case t == reflect.TypeFor[time.Time]():
		return "time (RFC 3339)", nil
	case t == reflect.TypeFor[[]byte]():
		return "string (base64)", nil
	case t.Kind() == reflect.Pointer:
		return kind(t.Elem())
	case t.Kind() == reflect.Slice:
		words, inner = kind(t.Elem())
		return "list of " + words, inner
	case t.Kind() == reflect.Struct:
		return "[" + t.Name() + "](#" + strings.ToLower(t.Name()) + ")", t
	}
	return jsonType(t), nil
}
