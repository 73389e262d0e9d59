package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"oopscope/console/link"
	"oopscope/console/port"
)

// A layer is one source of settings. Values are text, as on a command line;
// from says where a value stands, for the message when it is wrong.
type layer struct {
	values map[string]string
	from   func(key string) string
	board  map[string]string // pulses and hooks, by "pulse.NAME" and "hook.NAME"
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
	return port.Settings{Line: s.Wire, DemoSpeed: s.Speed, UnpackLimit: int64(s.UnpackMB) << 20}
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
	if slices.Contains([]string{"monitor", "watch", "repro", "serve", "lend", "run", "kgdb", "mcp"}, c.Name) && len(c.Args) == 1 {
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

// EnvName is the variable of the environment that gives a setting.
func EnvName(key string) string {
	return "OOPSCOPE_" + strings.ToUpper(strings.ReplaceAll(key, "-", "_"))
}

func fromEnv(env []string) layer {
	l := layer{values: map[string]string{}, from: EnvName}
	for i := range Flags {
		k := Flags[i].Name
		for _, e := range env {
			if v, ok := strings.CutPrefix(e, EnvName(k)+"="); ok && Flags[i].Key && v != "" {
				l.values[k] = v
			}
		}
	}
	return l
}

func merge(layers []layer) (Settings, error) {
	s := Settings{Wire: port.Defaults().Line, Wait: true, Start: "typing", Speed: 1, SymbolCacheMB: 2048}
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
	return s, s.takeBoard(layers)
}

// A Board is what a profile says of the bench around it.
type Board struct {
	Pulses     []link.Pulse
	Hooks      []link.Hook
	AfterCrash link.Recipe
}

// takeBoard takes pulses and hooks, of which the nearer source wins by name, and the
// recipe, whose hooks there must be.
func (s *Settings) takeBoard(layers []layer) error {
	all, from := map[string]string{}, map[string]layer{}
	for _, l := range slices.Backward(layers) {
		for key, v := range l.board {
			all[key], from[key] = v, l
		}
	}
	var b Board
	for _, key := range slices.Sorted(maps.Keys(all)) {
		table, name, _ := strings.Cut(key, ".")
		if table == hookTable {
			args := strings.Split(all[key], between)
			args[0] = home(args[0])
			b.Hooks = append(b.Hooks, link.Hook{Name: name, Args: args})
			continue
		}
		p, err := link.ParsePulse(name, all[key])
		if err != nil {
			return fmt.Errorf("%s: %w", from[key].from(key), err)
		}
		b.Pulses = append(b.Pulses, p)
	}
	var err error
	if b.AfterCrash, err = link.ParseRecipe(s.AfterCrash); err != nil {
		return fmt.Errorf("after-crash: %w", err)
	}
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
