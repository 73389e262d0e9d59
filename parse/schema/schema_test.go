package schema

import (
	"encoding/json"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestHex: an address is written unpadded and in lower case, and read back as it was.
func TestHex(t *testing.T) {
	for v, want := range map[Hex]string{0: "0x0", 0x1c1: "0x1c1", 0xdeadBEEF: "0xdeadbeef", math.MaxUint64: "0xffffffffffffffff"} {
		b, err := json.Marshal(v)
		if err != nil || string(b) != `"`+want+`"` {
			t.Errorf("%s, %v; want %s", b, err, want)
		}
		var again Hex
		if err := json.Unmarshal(b, &again); err != nil || again != v {
			t.Errorf("%s was read as %#x: %v", b, uint64(again), err)
		}
	}
	for _, text := range []string{`"c1c1"`, `""`, `"0x"`, `"0x10000000000000000"`, `"-0x1"`, `"somewhere"`} {
		var v Hex
		if err := json.Unmarshal([]byte(text), &v); err == nil || !strings.Contains(err.Error(), "no address") {
			t.Errorf("%s is %#x: %v", text, uint64(v), err)
		}
	}
}

// TestEveryKeyIsDescribed: a key has a name in lower case, words, and each name once.
func TestEveryKeyIsDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		names := map[string]bool{}
		for _, k := range Keys(typ) {
			if !name.MatchString(k.Name) || names[k.Name] || k.Doc == "" || typ.FieldByIndex(k.Index).Type != k.Type {
				t.Errorf("%s.%s: %+v", typ.Name(), k.Name, k)
			}
			names[k.Name] = true
			look(k.Type)
		}
	}
	look(reflect.TypeFor[Report]())
	if len(seen) < 10 {
		t.Errorf("only %d objects", len(seen))
	}
}

type inner struct {
	Value Hex `json:"value" doc:"an address"`
}

type embedded struct {
	Deep string `json:"deep,omitempty" doc:"of the embedded one"`
}

type outer struct {
	embedded
	Kind  string   `json:"kind" doc:"which" enum:"a,b"`
	Count int      `json:"count" doc:"how many"`
	Share float64  `json:"share,omitempty" doc:"of all"`
	Is    bool     `json:"is,omitempty" doc:"or not"`
	Many  []inner  `json:"many,omitempty" doc:"of them"`
	One   *inner   `json:"one,omitempty" doc:"or none"`
	Words []string `json:"words,omitempty" doc:"lines"`
	Self  *outer   `json:"self,omitempty" doc:"the one before"`
}

// TestObject: types become what JSON Schema calls them, a struct is described once,
// and what may be left out is not required.
func TestObject(t *testing.T) {
	defs := definitions{all: map[string]any{}}
	b, err := json.Marshal(defs.object(reflect.TypeFor[outer]()))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Type       string
		Required   []string
		Properties map[string]struct {
			Type, Description, Pattern string
			Enum                       []string
			Ref                        string `json:"$ref"`
			Items                      struct {
				Type string
				Ref  string `json:"$ref"`
			}
		}
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.Type != "object" || !reflect.DeepEqual(got.Required, []string{"kind", "count"}) {
		t.Errorf("%s with %q required", got.Type, got.Required)
	}
	for key, want := range map[string]string{"deep": "string", "kind": "string", "count": "integer", "share": "number", "is": "boolean", "many": "array", "words": "array"} {
		if p := got.Properties[key]; p.Type != want || p.Description == "" {
			t.Errorf("%s is %+v, want %s", key, p, want)
		}
	}
	p := got.Properties
	if p["many"].Items.Ref != "#/$defs/inner" || p["one"].Ref != "#/$defs/inner" || p["self"].Ref != "#/$defs/outer" || p["words"].Items.Type != "string" {
		t.Errorf("%+v", p)
	}
	if !reflect.DeepEqual(p["kind"].Enum, []string{"a", "b"}) || len(defs.all) != 2 {
		t.Errorf("%q, %d definitions", p["kind"].Enum, len(defs.all))
	}
	pattern := regexp.MustCompile(defs.value(reflect.TypeFor[Hex]())["pattern"].(string))
	for text, want := range map[string]bool{"0x0": true, "0x1c1": true, "0xffffffffffffffff": true, "0x": false, "0x01": false, "0xFF": false, "1c1": false, "0x10000000000000000": false} {
		if pattern.MatchString(text) != want {
			t.Errorf("%s fits the schema: %v", text, !want)
		}
	}
}

// TestKinds are the words of docs/json.md.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		t    reflect.Type
		want string
	}{
		{reflect.TypeFor[Hex](), "string `0x…`"}, {reflect.TypeFor[*Hex](), "string `0x…`"}, {reflect.TypeFor[[]string](), "list of string"},
		{reflect.TypeFor[[]inner](), "list of [inner](#inner)"}, {reflect.TypeFor[int64](), "integer"}, {reflect.TypeFor[bool](), "boolean"},
	} {
		if got, _ := kind(c.t); got != c.want {
			t.Errorf("%v is %q, want %q", c.t, got, c.want)
		}
	}
	if first, _, _ := strings.Cut(Markdown(), "\n"); first != "## Report" {
		t.Errorf("the tables begin with %q", first)
	}
	if !json.Valid(JSONSchema()) || !strings.Contains(string(JSONSchema()), `"https://json-schema.org/draft/2020-12/schema"`) {
		t.Error("the schema is none")
	}
}
