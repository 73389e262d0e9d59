package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"oopscope/console/files"
)

// Path is the place of config.toml, "" where there is no home for one. The XDG
// specification has a relative path ignored.
func Path() string {
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "oopscope", "config.toml")
	}
	dir, err := os.UserHomeDir()
	if err != nil { // a CI job without HOME
		return ""
	}
	return filepath.Join(dir, ".config", "oopscope", "config.toml")
}

// file is config.toml read.
type file struct {
	path    string
	base    layer
	profile map[string]layer
	matched string // the port argument that a profile's pattern matched
	unread  string // why it was passed over, for a person
}

// sizeLimit is far more than anybody configures.
const sizeLimit = 1 << 20

// readFile reads config.toml. An absent one is empty, and so is what cannot be
// read at all, a pipe or a giant for example, which is said: no session is worth
// less than a file in the wrong place. An unknown key is an error, because a
// misspelt one would be ignored without a word.
func readFile(path string) (*file, error) {
	f := &file{path: path, profile: map[string]layer{}}
	if path == "" {
		return f, nil
	}
	text, err := files.Read(path, sizeLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		f.unread = fmt.Sprintf("the configuration is not read: %v; put a readable file there, or take away what is", err)
		return f, nil
	}
	var tables map[string]any
	if _, err := toml.Decode(string(text), &tables); err != nil {
		return f, syntax(path, err)
	}
	for name, t := range tables {
		if err := f.take(text, name, t); err != nil {
			return f, err
		}
	}
	return f, nil
}

// take reads one of the file's tables.
func (f *file) take(text []byte, name string, t any) (err error) {
	values, ok := t.(map[string]any)
	switch {
	case ok && name == "default":
		f.base, err = table(f.path, text, values, "default")
	case ok && name == "profile":
		for profile, v := range values {
			settings, ok := v.(map[string]any)
			if !ok {
				return notTable(f.path, text, "profile", profile)
			}
			if f.profile[profile], err = table(f.path, text, settings, "profile", profile); err != nil {
				return err
			}
		}
	default:
		return notTable(f.path, text, name)
	}
	return err
}

func notTable(path string, text []byte, key ...string) error {
	return fmt.Errorf("%s: unknown key %q; the file holds tables: [default] and [profile.NAME]",
		at(path, text, key), strings.Join(key, "."))
}

func syntax(path string, err error) error {
	var pe toml.ParseError
	if errors.As(err, &pe) {
		return fmt.Errorf("%s:%d: %s", path, pe.Position.Line, pe.Message)
	}
	return fmt.Errorf("%s: %w", path, err)
}

func table(path string, text []byte, values map[string]any, section ...string) (layer, error) {
	where := func(key string) string {
		return at(path, text, append(slices.Clone(section), strings.SplitN(key, ".", 2)...)) + ": " + key
	}
	l := layer{values: map[string]string{}, from: where}
	known := Keys()
	for key, v := range values {
		switch v := v.(type) {
		case map[string]any:
			if err := subtable(&l, where, key, v); err != nil {
				return l, err
			}
			continue
		case string, int64, bool:
		default:
			return l, fmt.Errorf("%s: must be a text, a number, true or false", where(key))
		}
		if !slices.Contains(known, key) {
			return l, fmt.Errorf("%s: unknown key; known are %s", where(key), strings.Join(known, ", "))
		}
		l.values[key] = fmt.Sprint(v)
	}
	return l, nil
}

// The tables within a profile, and how their values are kept in a layer: as they are
// written, but a hook's arguments with zeros between them.
const (
	pulseTable     = "pulse"
	hookTable      = "hook"
	filterTable    = "filter"
	highlightTable = "highlight"
	between        = "\x00"
)

// looks are what the values of tables with texts are, with one that fits.
var looks = map[string]string{
	pulseTable: `a pulse is a text: "rts=1 100ms rts=0"`, filterTable: `a filter is a text: "!/usb [0-9]/"`, highlightTable: `a highlight is a text: "cyan /mmc[0-9]/"`,
}

// subtable reads [profile.NAME.pulse], or another of the tables.
func subtable(l *layer, where func(string) string, table string, values map[string]any) error {
	for name, v := range values {
		var text string
		switch v := v.(type) {
		case string:
			text = v
		case []any:
			args := make([]string, len(v))
			for i := range v {
				var ok bool
				if args[i], ok = v[i].(string); !ok || strings.Contains(args[i], between) {
					return fmt.Errorf("%s: a hook's arguments are texts", where(table+"."+name))
				}
			}
			text = strings.Join(args, between)
		}
		_, list := v.([]any)
		switch {
		case table != hookTable && looks[table] == "":
			return fmt.Errorf("%s: unknown table; known are [filter], [highlight], [pulse] and [hook] of a profile, or of [default]", where(table))
		case table == hookTable && (!list || text == ""):
			return fmt.Errorf("%s: a hook is a list: [\"program\", \"argument\"]; no shell is asked", where(table+"."+name))
		case table != hookTable && (list || text == ""):
			return fmt.Errorf("%s: %s", where(table+"."+name), looks[table])
		}
		if l.tables == nil {
			l.tables = map[string]string{}
		}
		l.tables[table+"."+name] = text
	}
	return nil
}

// at names file and line of a key. The library does not keep lines, and the
// file's tables are flat, so a look for the key below its header finds it.
func at(path string, text []byte, key []string) string {
	section := strings.Join(key[:len(key)-1], ".")
	name := key[len(key)-1]
	in := ""
	for i, l := range strings.Split(string(text), "\n") {
		l = strings.TrimSpace(l)
		if h, ok := strings.CutPrefix(l, "["); ok {
			h, _, _ = strings.Cut(h, "]")
			in = strings.NewReplacer(`"`, "", " ", "", "'", "").Replace(h)
			if in == strings.Join(key, ".") { // the key is a table
				return fmt.Sprintf("%s:%d", path, i+1)
			}
			continue
		}
		k, _, ok := strings.Cut(l, "=")
		if ok && in == section && strings.Trim(strings.TrimSpace(k), `"'`) == name {
			return fmt.Sprintf("%s:%d", path, i+1)
		}
	}
	return path
}

// Profiles names the profiles of config.toml, none when it cannot be read.
func Profiles(path string) []string {
	f, err := readFile(path)
	if err != nil {
		return nil
	}
	return f.names()
}

func (f *file) names() []string { return slices.Sorted(maps.Keys(f.profile)) }
