package ledger

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/trouble"
)

// How what a session meets becomes a sighting.

const identityFormat = "%s@%d boot %d seen %s"

// identity tells one crash from every other: where in which input it began,
// and, on a live console whose name stays the same, when.
func identity(c *parse.Crash, source string) string {
	seen := ""
	if !c.Seen.IsZero() {
		seen = c.Seen.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprintf(identityFormat, source, c.FirstByte, c.Boot, seen)
}

// keyOf is what a crash is counted by: its signature, the bug's where the report is
// too poor for its own, else the class.
func keyOf(s parse.Signature, class string) string { return cmp.Or(s.Exact, s.Bug, class) }

// fingerprint tells a crash from others by what its first line says, in whatever
// capture it stands. Where that holds no time, or the same few microseconds of
// every boot, its place has to be the same, too.
func fingerprint(line string, at int64, timed bool, uptime float64) uint64 {
	h := fnv.New64a()
	for i := range len(line) {
		if c := line[i]; c >= ' ' && c < 0x7f {
			h.Write([]byte{c})
		}
	}
	if !timed || uptime < 1 {
		fmt.Fprintf(h, "@%d", at)
	}
	return max(h.Sum64(), 1)
}

// sum makes a number of a text that few others have.
func sum(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return max(h.Sum64(), 1)
}

// sightingOf is a crash, or trouble, of an input that held so many bytes before.
func sightingOf(c *parse.Crash, source string, before int64) link.Sighting {
	s := link.Sighting{
		Kind: link.ACrash, UID: sum(identity(c, source)), Source: source, Base: before, Byte: before + c.FirstByte, Line: c.First,
		At: c.Seen, Board: c.Sender, Kernel: short(c.Kernel), Build: short(c.Build), Machine: short(c.Machine), Boot: c.Boot,
		Uptime: c.Time, Timed: c.HasTime, Key: keyOf(c.Signature, c.Class), Bug: c.Signature.Bug,
		Class: c.Class, Severity: c.Severity.String(), Title: short(c.Title),
	}
	if len(c.Body) > 0 {
		s.Content = fingerprint(c.Body[0].Raw, c.FirstByte, c.HasTime, c.Time)
	}
	if c.Severity > parse.Error {
		return s
	}
	shape := trouble.Shape(cmp.Or(c.Header, c.Title))
	s.Kind, s.Bug, s.Title, s.Count = link.ATrouble, "", short(cmp.Or(c.Header, c.Title)), max(c.Count, 1)
	s.Key = fmt.Sprintf("%016x", sum(shape))
	s.Errno = errno(c)
	s.UID = sum(fmt.Sprintf("trouble %s in boot %d of %s from %d, byte %d", s.Key, c.Boot, source, before, c.FirstByte))
	return s
}

// errno is the name of the error that trouble came with.
func errno(c *parse.Crash) string {
	if n := trouble.Errno(c.Header); n > 0 {
		return (*arch.Arch)(nil).ErrnoName(n)
	}
	return ""
}

// birthOf is a boot of an input.
func birthOf(b *parse.Boot, source string, before int64) link.Sighting {
	return link.Sighting{
		Kind: link.ABoot, UID: sum(fmt.Sprintf("boot %d of %s from %d", b.N, source, before)), Source: source, Base: before,
		Line: b.First, At: b.Seen, Board: b.Sender, Kernel: short(b.Kernel), Machine: short(b.Machine), Boot: b.N,
	}
}

// short bounds what a board may write into the index.
func short(text string) string { return text[:min(len(text), 200)] }
