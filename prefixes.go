package main

import (
	"slices"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/past"
	"oopscope/console/record"
	"oopscope/parse"
)

// A prefix that was learnt of a live line is known from the start the next time
// the line is opened: a single panic of it is read, too.

// prefixes are those of a line: what the person said, and what was learnt of it.
func prefixes(set config.Settings, target string) (known []*parse.Prefix) {
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

// keepPrefixes keeps what a session learnt. That they cannot be kept is no failure: they
// are learnt again.
func keepPrefixes(s *console.Session) {
	dir, err := record.Dir()
	if err != nil {
		return
	}
	for _, text := range s.Learnt() {
		_ = past.OpenPrefixes(dir).Add(s.Spec(), text)
	}
}
