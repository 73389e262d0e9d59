package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/console/port"
)

// A layer is one source of settings. Values are text, as on a command line;
// from says where a value stands, for the message when it is wrong.
type layer struct {
	values map[string]string
	from   func(key string) string
	tables map[string]string // what stands in its tables, by "pulse.NAME" and so on
}

// Load merges the sources. env is os.Environ(); the file may be absent.
func Load(c *Command, file string, env []string) (Settings, error) {
	layers := []layer{fromCommand(c), fromEnv(env)}
	f, err := readFile(file)
	if err != nil {
		return Settings{}, err
	}
	name, err := profileOf(c, f)
	if err != nil {
		return Settings{}, err
	}
	if name != "" {
		layers = append(layers, f.profile[name])
	}
	s, err := merge(append(layers, f.base))
	s.Profile, s.Unread, s.Matched, s.View = name, f.unread, f.matched, c.Has("view")
	s.AfterHere = c.Has("after-crash")
	if v := c.Last("speed"); v != "" && err == nil {
		s.Speed, err = speed(v)
	}
	return s, err
}

func speed(v string) (float64, error) {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n >= 0) || n > 1e6 {
		return 0, fmt.Errorf("--speed: %q is no speed; 10 is ten times as fast, 0 at once", v)
	}
	return n, nil
}

// Line is what the settings say of the serial line.
func (s Settings) Line() port.Settings {
	return port.Settings{Line: s.Wire, AtOpen: s.AtOpen, DemoSpeed: s.Speed, UnpackLimit: int64(s.UnpackMB) << 20}
}

// profileOf finds the profile in use: --profile, or a port argument that is
// the name of one.
func profileOf(c *Command, f *file) (string, error) {
	if name := c.Last("profile"); name != "" {
		if _, ok := f.profile[name]; !ok {
			return "", fmt.Errorf("no profile %q in %s%s", name, f.path, f.known())
		}
		return name, nil
	}
	if slices.Contains([]string{"monitor", "watch", "repro", "serve", "lend", "run", "hook", "kgdb", "mcp", "export"}, c.Name) && len(c.Args) == 1 {
		if _, ok := f.profile[c.Args[0]]; ok {
			return c.Args[0], nil
		}
		return f.byPattern(c.Args[0])
	}
	return "", nil
}

// byPattern finds the profile whose pattern the whole of a port argument matches, and
// puts what its groups match into the profile's port, for %1 to %9.
func (f *file) byPattern(arg string) (string, error) {
	for _, name := range slices.Sorted(maps.Keys(f.profile)) {
		l := f.profile[name]
		if l.values["pattern"] == "" {
			continue
		}
		re, err := regexp.Compile("^(?:" + l.values["pattern"] + ")$")
		if err != nil {
			return "", fmt.Errorf("%s: %w", l.from("pattern"), err)
		}
		groups := re.FindStringSubmatch(arg)
		if groups == nil {
			continue
		}
		for i, group := range groups[:min(len(groups), 10)] {
			l.values["port"] = strings.ReplaceAll(l.values["port"], "%"+strconv.Itoa(i), group)
		}
		f.matched = arg
		return name, nil
	}
	return "", nil
}

func (f *file) known() string {
	if len(f.profile) == 0 {
		return "; it has none"
	}
	return "; it has " + strings.Join(f.names(), ", ")
}

// Target is the port or capture that a command line names, the profile's port
// where it names the profile; "" when it names nothing.
func (s Settings) Target(c *Command) (string, error) {
	if len(c.Args) > 0 && c.Args[0] != s.Profile && c.Args[0] != s.Matched {
		return c.Args[0], nil
	}
	if s.Profile != "" && s.Port == "" {
		return "", fmt.Errorf("the profile %q names no port; give one on the command line", s.Profile)
	}
	return s.Port, nil
}

func fromCommand(c *Command) layer {
	l := layer{values: map[string]string{}, from: func(k string) string { return "--" + k }}
	for i := range Flags {
		if k := Flags[i].Name; Flags[i].Key && c.Has(k) {
			l.values[k] = c.Last(k)
		}
	}
	return l
}

const envPrefix = "OOPSCOPE_"

// EnvName is the variable of the environment that gives a setting.
func EnvName(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, "-", "_"))
}

func fromEnv(env []string) layer {
	l := layer{values: map[string]string{}, from: EnvName}
	for _, e := range env {
		name, v, _ := strings.Cut(e, "=")
		if v == "" || !strings.HasPrefix(name, envPrefix) {
			continue
		}
		for i := range Flags {
			if Flags[i].Key && name == EnvName(Flags[i].Name) {
				l.values[Flags[i].Name] = v
			}
		}
	}
	return l
}

func merge(layers []layer) (Settings, error) {
	s := Settings{Wire: port.Defaults().Line, Wait: true, Start: "typing", Speed: 1, SymbolCacheMB: 2048, Look: standardLook}
	for _, key := range Keys() {
		for _, l := range layers {
			v, ok := l.values[key]
			if !ok {
				continue
			}
			if err := s.assign(key, v); err != nil {
				return s, fmt.Errorf("%s: %w", l.from(key), err)
			}
			break
		}
	}
	tables := tablesOf(layers)
	if err := s.Look.takeRules(tables); err != nil {
		return s, err
	}
	return s, s.takeBoard(tables)
}

// A named value stands in one of a profile's tables.
type named struct {
	table, name, value string
	layer              layer
}

func (n *named) from() string { return n.layer.from(n.table + "." + n.name) }

// tablesOf lists what stands in the tables, by table and name; the nearer source wins.
func tablesOf(layers []layer) (list []named) {
	all := map[string]named{}
	for _, l := range slices.Backward(layers) {
		for key, v := range l.tables {
			table, name, _ := strings.Cut(key, ".")
			all[key] = named{table, name, v, l}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		list = append(list, all[key])
	}
	return list
}

// A Board is what a profile says of the bench around it.
type Board struct {
	Pulses     []link.Pulse
	Hooks      []link.Hook
	AfterCrash link.Recipe
}

// takeBoard takes pulses and hooks, and the recipe, whose hooks there must be.
func (s *Settings) takeBoard(tables []named) error {
	var b Board
	for _, t := range tables {
		switch t.table {
		case hookTable:
			args := strings.Split(t.value, between)
			args[0] = files.Home(args[0])
			b.Hooks = append(b.Hooks, link.Hook{Name: t.name, Args: args})
		case pulseTable:
			p, err := link.ParsePulse(t.name, t.value)
			if err != nil {
				return fmt.Errorf("%s: %w", t.from(), err)
			}
			b.Pulses = append(b.Pulses, p)
		}
	}
	recipe, own, err := afterCrash(s.AfterCrash)
	if err != nil {
		return fmt.Errorf("after-crash: %w", err)
	}
	b.AfterCrash, b.Hooks = recipe, append(b.Hooks, own...)
	for _, name := range b.AfterCrash.Hooks() {
		if !slices.ContainsFunc(b.Hooks, func(h link.Hook) bool { return h.Name == name }) {
			return fmt.Errorf("after-crash: there is no hook %q; give it in the profile's [hook] table", name)
		}
	}
	if len(b.Pulses)+len(b.Hooks)+len(b.AfterCrash.Steps) > 0 {
		s.Board = &b
	}
	return nil
}

// afterCrash reads what is done behind a crash: the steps of a recipe, or a command alone
// as a list of its arguments, which makes a hook of it.
func afterCrash(text string) (r link.Recipe, own []link.Hook, err error) {
	if strings.HasPrefix(text, "[") {
		var args []string
		if json.Unmarshal([]byte(text), &args) != nil || len(args) == 0 || args[0] == "" {
			return r, nil, fmt.Errorf(`%s is no command: give ["program", "argument"]; no shell is asked`, text)
		}
		own = []link.Hook{{Name: "after-crash", Args: args}}
		text = own[0].Name
	}
	r, err = link.ParseRecipe(text)
	return r, own, err
}

// PortProfiles lists the profiles of config.toml with their ports, for one to be chosen;
// those with a pattern need an argument, and are left out.
func PortProfiles(path string) (names, ports []string) {
	f, err := readFile(path)
	if err != nil {
		return nil, nil
	}
	for _, name := range slices.Sorted(maps.Keys(f.profile)) {
		if v := f.profile[name].values; v["port"] != "" && v["pattern"] == "" {
			names, ports = append(names, name), append(ports, v["port"])
		}
	}
	return names, ports
}

// Keys are those that config.toml may hold.
func Keys() []string {
	keys := []string{"port"}
	for i := range Flags {
		if Flags[i].Key {
			keys = append(keys, Flags[i].Name)
		}
	}
	return append(keys, "pattern")
}
