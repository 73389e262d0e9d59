package keymap

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Map is the whole of the keys.
type Map struct {
	Preset   string
	Prefix   string // opens the board's menu from every mode
	Normal   Normal
	Console  Console
	Edit     Edit
	List     List
	Marks    Marks
	Rules    Rules
	Ledger   Ledger
	Boots    Boots
	Timeline Timeline
	Rounds   Rounds
	Source   Source
	Picker   Picker
}

// Chord is what a person presses for what a binding does: the key itself, or
// while every key goes to the board the prefix and the key behind it. What can
// be done in the other mode only is reached through it. It is the one place
// where a sentence on the screen gets its keys from.
func (m *Map) Chord(b Binding, typing bool) string {
	key := func(b Binding) string { return label(b.Keys[0]) }
	behind, has := named(m.Console, b.Name)
	alone, normal := named(m.Normal, b.Name)
	switch {
	case has && (typing || !normal):
		return m.Prefix + " " + key(behind)
	case normal && typing:
		return m.Prefix + " " + key(m.Console.Leave) + " " + key(alone)
	case normal:
		return key(alone)
	}
	return key(b)
}

// named returns the binding of a mode by its name, which is the field's.
func named(mode any, name string) (b Binding, ok bool) {
	if f := reflect.ValueOf(mode).FieldByName(name); f.IsValid() {
		b, ok = f.Interface().(Binding)
	}
	return b, ok
}

// Behind finds what a key behind the prefix is bound to.
func (m *Map) Behind(key string) (Binding, bool) {
	list := bindings(m.Console)
	i := slices.IndexFunc(list, func(b Binding) bool { return b.Is(key) })
	if i < 0 {
		return Binding{}, false
	}
	return list[i], true
}

// WithoutScreen lists what works behind the prefix when there is no screen.
func (m *Map) WithoutScreen() []Binding {
	return slices.DeleteFunc(bindings(m.Console), func(b Binding) bool { return !b.Plain })
}

// Presets names the presets, the default first.
func Presets() []string { return []string{"tio", "picocom", "minicom"} }

// New returns a preset: "tio" (prefix ctrl+t; also for ""), "picocom" or "minicom" (ctrl+a).
func New(preset string) (*Map, error) {
	m := &Map{Preset: preset, Prefix: "ctrl+t"}
	switch preset {
	case "", "tio":
		m.Preset = "tio"
	case "picocom", "minicom":
		m.Prefix = "ctrl+a"
	default:
		return nil, fmt.Errorf("no keymap %q; there are: %s", preset, strings.Join(Presets(), ", "))
	}
	for _, mode := range []any{&m.Normal, &m.Console, &m.Edit, &m.List, &m.Marks, &m.Rules, &m.Ledger, &m.Boots, &m.Timeline, &m.Rounds, &m.Source, &m.Picker} {
		m.fill(reflect.ValueOf(mode).Elem())
	}
	return m, nil
}

func (m *Map) fill(mode reflect.Value) {
	for i := range mode.NumField() {
		f := mode.Type().Field(i)
		keys := f.Tag.Get("keys")
		if own, ok := f.Tag.Lookup(m.Preset); ok {
			keys = own
		}
		var also []string
		if more := f.Tag.Get(m.Preset + "Also"); more != "" {
			also = strings.Split(more, ",")
		}
		mode.Field(i).Set(reflect.ValueOf(Binding{
			Name: f.Name, Keys: strings.Split(keys, ","), Also: also,
			Help: f.Tag.Get("help"), Hint: f.Tag.Get("hint"), Group: f.Tag.Get("group"), Plain: f.Tag.Get("plain") != "",
		}))
	}
}

// A Mode is a named list of bindings.
type Mode struct {
	Name     string
	Title    string
	Bindings []Binding
}

// Modes lists all modes with their bindings, in the order of the fields.
func (m *Map) Modes() []Mode {
	return []Mode{
		{"normal", "Normal mode", bindings(m.Normal)},
		{"console", "Typing to the board: every key goes there but " + m.Prefix + ", and behind it", bindings(m.Console)},
		{"edit", "Writing", bindings(m.Edit)},
		{"list", "List of crashes", bindings(m.List)},
		{"marks", "List of marked lines", bindings(m.Marks)},
		{"rules", "Named filters, highlights", bindings(m.Rules)},
		{"ledger", "History: the crashes of all sessions", bindings(m.Ledger)},
		{"boots", "Two boots side by side", bindings(m.Boots)},
		{"timeline", "Timeline: what all boards met", bindings(m.Timeline)},
		{"rounds", "A board crashed over and over (repro)", bindings(m.Rounds)},
		{"source", "Source and machine code", bindings(m.Source)},
		{"picker", "Choosing a port (`oopscope` alone)", bindings(m.Picker)},
	}
}

func bindings(mode any) []Binding {
	v := reflect.ValueOf(mode)
	all := make([]Binding, v.NumField())
	for i := range all {
		all[i] = v.Field(i).Interface().(Binding)
	}
	return all
}

// Markdown writes the README's tables of keys.
func (m *Map) Markdown() string {
	var b strings.Builder
	for _, mode := range m.Modes() {
		fmt.Fprintf(&b, "**%s**\n\n| key | what it does |\n|---|---|\n", mode.Title)
		for _, k := range mode.Bindings {
			keys := make([]string, len(k.Keys))
			for i := range k.Keys {
				keys[i] = "`" + label(k.Keys[i]) + "`"
			}
			if k.Label() == digits {
				keys = []string{"`1`", "…", "`9`"}
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(keys, " "), k.Help)
		}
		b.WriteString("\n")
	}
	return b.String()
}
