package command

import (
	"context"
	"os"
	"slices"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/past"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// Options are those of a session of a port or a capture.
func Options(set config.Settings, target string) console.Options {
	line := set.Line()
	if target == "new" {
		line.Before = port.Local().Devices()
	}
	return console.Options{
		Spec: target, Settings: line, Record: set.Record, Wait: set.Wait, Named: target == set.Port, Quiet: set.SilentAfter,
		Prefixes: Prefixes(set, target), Decode: Decoders, Keep: set.KeepRecords, Rotate: set.Rotate, Terminal: set.Terminal, View: set.View, Filed: filed(),
	}
}

// filed tells whether there is a place for a ledger.
func filed() bool {
	_, err := record.Dir()
	return err == nil
}

// Decoders makes the decoders; nil for those of package parse. Tests have others.
var Decoders func(parse.Options) console.Decoder

// Size is how much of a file is there: of a record, before a session goes on with it.
func Size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// headlessly gives a console to something that a Ctrl-C ends, also while the
// console is being opened.
func headlessly(e *ending.Ending, set config.Settings, target string, m *memory, follow func(context.Context, headless.Opener) int) int {
	HeedLending(e, lendersIn(e), tellLending)
	return e.Leave(follow(e, func(ctx context.Context) (headless.Source, error) {
		s, err := e.Open(ctx, Options(set, target))
		if err != nil {
			return nil, err
		}
		m.begin(s)
		return s, nil
	}))
}

// given is the prefix that the person said of a capture, of which none was learnt.
func given(set config.Settings) []*parse.Prefix {
	if set.Prefix == nil {
		return nil
	}
	return []*parse.Prefix{set.Prefix}
}

// Prefixes are those of a line: what the person said, and what was learnt of it.
func Prefixes(set config.Settings, target string) (known []*parse.Prefix) {
	if dir, err := record.Dir(); err == nil {
		for _, text := range past.OpenPrefixes(dir).Of(target) {
			if p, err := parse.ParsePrefix(text); err == nil {
				known = append(known, p)
			}
		}
	}
	if set.Prefix != nil { // the last one given is tried first
		known = append(slices.DeleteFunc(known, func(p *parse.Prefix) bool { return p.String() == set.Prefix.String() }), set.Prefix)
	}
	return known
}
