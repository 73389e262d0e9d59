package config

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"oopscope/console/bytemap"
	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/parse"
)

// assign sets one setting, of which v is the text.
func (s *Settings) assign(key, v string) (err error) {
	switch key {
	case "port", "theme", "keymap", "otlp", "metrics":
		*s.word(key) = v
	case "pattern": // the profile was found by it, or by its name
		_, err = regexp.Compile(v)
	case "prefix":
		s.Prefix, err = parse.ParsePrefix(v)
	case "record", "vmlinux", "modules", "system-map", "source":
		s.assignFile(key, v)
	case "baud", "databits", "stopbits", "parity", "flow", "rs485":
		err = assignWire(&s.Wire, key, v)
	case "local-echo", "map", "output-delay", "output-line-delay":
		err = assignTerminal(&s.Terminal, key, v)
	case "at-open":
		s.AtOpen = v
		_, err = link.ParsePulse(key, v)
	case "wait":
		s.Wait, err = yes(v)
	case "silent-after":
		s.SilentAfter, err = patience(v)
	case "keep-records":
		s.KeepRecords, err = size(v)
	case "rotate":
		s.Rotate, err = rotation(v)
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
		_, _, err = afterCrash(v)
	case "start":
		s.Start, err = oneOf(v, "typing", "normal")
	default:
		err = s.Look.assign(key, v)
	}
	return err
}

// word is a setting that is taken as it is written.
func (s *Settings) word(key string) *string {
	return map[string]*string{"port": &s.Port, "theme": &s.Theme, "keymap": &s.Keymap, "otlp": &s.OTLP, "metrics": &s.Metrics}[key]
}

// assignWire sets how the bytes are put on the line.
func assignWire(l *link.Line, key, v string) (err error) {
	switch key {
	case "baud":
		l.Baud, err = link.ParseBaud(v)
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
		s.Record = files.Home(v)
	case "vmlinux":
		s.Vmlinux = files.Home(v)
	case "modules":
		s.Modules = files.Home(v)
	case "system-map":
		s.SystemMap = files.Home(v)
	case "source":
		dirs := filepath.SplitList(v)
		for i := range dirs {
			dirs[i] = files.Home(dirs[i])
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

// rotation is a size, or "off".
func rotation(v string) (int64, error) {
	if strings.EqualFold(v, "off") {
		return 0, nil
	}
	n, err := size(v)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is no size like 500MB or 20GB, and not off", v)
	}
	return n, nil
}

func yes(v string) (bool, error) {
	word, err := oneOf(v, "true", "false")
	return word == "true", err
}
