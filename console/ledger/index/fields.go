package index

import (
	"strconv"
	"time"

	"oopscope/console/link"
)

// A field is one of a line: how it is called there, written and read.
type field struct {
	name string
	get  func(*link.Sighting) string // "" leaves it out
	set  func(*link.Sighting, string)
}

// fields are those of a line, in the order in which they are written.
var fields = []field{
	hex("uid", func(s *link.Sighting) *uint64 { return &s.UID }),
	hex("content", func(s *link.Sighting) *uint64 { return &s.Content }),
	{"at", func(s *link.Sighting) string { return moment(s, false) }, func(s *link.Sighting, v string) { s.At, _ = time.Parse(time.RFC3339Nano, v) }},
	{"about", func(s *link.Sighting) string { return moment(s, true) }, func(s *link.Sighting, v string) {
		s.At, _ = time.Parse(time.RFC3339Nano, v)
		s.About = true
	}},
	text("key", func(s *link.Sighting) *string { return &s.Key }),
	text("bug", func(s *link.Sighting) *string { return &s.Bug }),
	text("class", func(s *link.Sighting) *string { return &s.Class }),
	text("severity", func(s *link.Sighting) *string { return &s.Severity }),
	number("boot", func(s *link.Sighting) *int { return &s.Boot }),
	{"uptime", uptime, func(s *link.Sighting, v string) {
		at, err := strconv.ParseFloat(v, 64)
		s.Uptime, s.Timed = at, err == nil
	}},
	number("count", func(s *link.Sighting) *int { return &s.Count }),
	text("errno", func(s *link.Sighting) *string { return &s.Errno }),
	text("kernel", func(s *link.Sighting) *string { return &s.Kernel }),
	text("build", func(s *link.Sighting) *string { return &s.Build }),
	text("machine", func(s *link.Sighting) *string { return &s.Machine }),
	text("board", func(s *link.Sighting) *string { return &s.Board }),
	number("line", func(s *link.Sighting) *int { return &s.Line }),
	offset("byte", func(s *link.Sighting) *int64 { return &s.Byte }),
	offset("base", func(s *link.Sighting) *int64 { return &s.Base }),
	text("folder", func(s *link.Sighting) *string { return &s.Folder }),
	text("source", func(s *link.Sighting) *string { return &s.Source }),
	text("title", func(s *link.Sighting) *string { return &s.Title }),
}

func text(name string, of func(*link.Sighting) *string) field {
	return field{name, func(s *link.Sighting) string { return *of(s) }, func(s *link.Sighting, v string) { *of(s) = v }}
}

func number(name string, of func(*link.Sighting) *int) field {
	return field{name, func(s *link.Sighting) string {
		if *of(s) == 0 {
			return ""
		}
		return strconv.Itoa(*of(s))
	}, func(s *link.Sighting, v string) { *of(s), _ = strconv.Atoi(v) }}
}

func offset(name string, of func(*link.Sighting) *int64) field {
	return field{name, func(s *link.Sighting) string {
		if *of(s) == 0 {
			return ""
		}
		return strconv.FormatInt(*of(s), 10)
	}, func(s *link.Sighting, v string) { *of(s), _ = strconv.ParseInt(v, 10, 64) }}
}

func hex(name string, of func(*link.Sighting) *uint64) field {
	return field{name, func(s *link.Sighting) string {
		if *of(s) == 0 {
			return ""
		}
		return strconv.FormatUint(*of(s), 16)
	}, func(s *link.Sighting, v string) { *of(s), _ = strconv.ParseUint(v, 16, 64) }}
}

func moment(s *link.Sighting, about bool) string {
	if s.At.IsZero() || s.About != about {
		return ""
	}
	return s.At.UTC().Format(time.RFC3339Nano)
}

func uptime(s *link.Sighting) string {
	if !s.Timed {
		return ""
	}
	return strconv.FormatFloat(s.Uptime, 'f', -1, 64)
}
