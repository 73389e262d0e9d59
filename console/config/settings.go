package config

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"oopscope/console/bytemap"
	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/parse"
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

// assign sets one setting, of which v is the text.
func (s *Settings) assign(key, v string) (err error) {
	switch key {
	case "port":
		s.Port = v
	case "pattern": // the profile was found by it, or by its name
		_, err = regexp.Compile(v)
	case "theme":
		s.Theme = v
	case "keymap":
		s.Keymap = v
	case "prefix":
		s.Prefix, err = parse.ParsePrefix(v)
	case "record", "vmlinux", "modules", "system-map", "source":
		s.assignFile(key, v)
	case "baud", "databits", "stopbits", "parity", "flow", "rs485":
		err = assignWire(&s.Wire, key, v)
	case "local-echo", "map", "output-delay", "output-line-delay":
		err = assignTerminal(&s.Terminal, key, v)
	case "wait":
		s.Wait, err = yes(v)
	case "silent-after":
		s.SilentAfter, err = patience(v)
	case "keep-records":
		s.KeepRecords, err = size(v)
	case "symbol-memory":
		s.SymbolMB, err = number(v, 64, 1<<20)
	case "debuginfod":
		s.Debuginfod, err = yes(v)
	case "symbol-cache":
		s.SymbolCacheMB, err = number(v, 0, 1<<20)
	case "unpack-limit":
		s.UnpackMB, err = number(v, 1, 1<<20)
	case "after-crash":
		s.AfterCrash = v
		_, err = link.ParseRecipe(v)
	case "start":
		s.Start, err = oneOf(v, "typing", "normal")
	}
	return err
}

// assignWire sets how the bytes are put on the line.
func assignWire(l *link.Line, key, v string) (err error) {
	switch key {
	case "baud":
		l.Baud, err = number(v, link.LeastBaud, link.MostBaud)
	case "databits":
		l.DataBits, err = number(v, 5, 8)
	case "stopbits":
		l.StopBits, err = number(v, 1, 2)
	case "parity":
		l.Parity, err = oneOf(v, link.Parities...)
	case "flow":
		l.Flow, err = oneOf(v, link.Flows...)
	case "rs485":
		if l.RS485 = strings.ToLower(v); l.RS485 == "off" {
			l.RS485 = ""
		}
		_, err = link.ParseRS485(l.RS485)
	}
	return err
}

// assignTerminal sets what is done with bytes between the person and the line.
func assignTerminal(t *link.Terminal, key, v string) (err error) {
	switch key {
	case "local-echo":
		t.Echo, err = yes(v)
	case "map":
		var m *bytemap.Map
		m, err = bytemap.Parse(v)
		t.Maps = m.String()
	case "output-delay":
		t.CharDelay, err = delay(v)
	case "output-line-delay":
		t.LineDelay, err = delay(v)
	}
	return err
}

// delay reads a pause; a number alone is milliseconds, as tio has it.
func delay(v string) (time.Duration, error) {
	if n, err := strconv.Atoi(v); err == nil {
		v = strconv.Itoa(n) + "ms"
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > 10*time.Second {
		return 0, fmt.Errorf("%q is no pause like 2ms, and 10s is the longest", v)
	}
	return d, nil
}

// assignFile sets the name of a file or folder, of which source has a list.
func (s *Settings) assignFile(key, v string) {
	switch key {
	case "record":
		s.Record = home(v)
	case "vmlinux":
		s.Vmlinux = home(v)
	case "modules":
		s.Modules = home(v)
	case "system-map":
		s.SystemMap = home(v)
	case "source":
		dirs := filepath.SplitList(v)
		for i := range dirs {
			dirs[i] = home(dirs[i])
		}
		s.Source = strings.Join(dirs, string(filepath.ListSeparator))
	}
}

func number(v string, low, high int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("%q is not a number from %d to %d", v, low, high)
	}
	return n, nil
}

func oneOf(v string, words ...string) (string, error) {
	v = strings.ToLower(v)
	if !slices.Contains(words, v) {
		return "", fmt.Errorf("%q is none of %s", v, strings.Join(words, ", "))
	}
	return v, nil
}

// patience reads how long a board may owe a word: a time, "off" for ever, "auto" for
// what its own pauses teach.
func patience(v string) (time.Duration, error) {
	switch strings.ToLower(v) {
	case "auto":
		return 0, nil
	case "off":
		return -1, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is no time like 45s or 2m, and neither off nor auto", v)
	}
	return d, nil
}

// size reads a size in bytes, such as 500MB or 20GB; all is any.
func size(v string) (int64, error) {
	if strings.EqualFold(v, "all") {
		return 0, nil
	}
	digits := strings.TrimRight(strings.ToUpper(v), "BGMT")
	unit, ok := map[string]int64{"MB": 1e6, "GB": 1e9, "TB": 1e12}[strings.ToUpper(v[len(digits):])]
	n, err := strconv.Atoi(digits)
	if err != nil || !ok || n < 1 || n > 1e6 {
		return 0, fmt.Errorf("%q is no size like 500MB or 20GB, and not all", v)
	}
	return int64(n) * unit, nil
}

func yes(v string) (bool, error) {
	word, err := oneOf(v, "true", "false")
	return word == "true", err
}

// home expands a leading ~/, which no shell does in a file or behind a "=".
func home(p string) string {
	rest, ok := strings.CutPrefix(p, "~/")
	dir, err := os.UserHomeDir()
	if !ok || err != nil {
		return p
	}
	return filepath.Join(dir, rest)
}
