package symbol

import (
	"encoding/hex"
	"io"
)

// A World opens what an image needs beside its own file. It decides what of it may be
// read: names come out of the image, which may be made to have any file opened.
type World interface {
	Unpacker
	// Companion opens a file that the image refers to; nil when there is none. What is
	// read of it tells whether it is the one. Of a kernel there may be thousands: one that is
	// an io.Closer is closed when others need its room. One that is an Unpacker unpacks its
	// own sections, which have the names of the image's; else they are unpacked in memory.
	Companion(c Companion) io.ReaderAt
}

// A Companion is a file that an image refers to.
type Companion struct {
	Name    string // as it stands in the image, perhaps absolute
	Dir     string // where the compiler ran, which the name counts from, or ""
	BuildID string // in hex digits, "" when it is told by other means
	Package bool   // the .dwp beside the image, whatever its name is
}

// An opened companion: what it tells, and its build id.
type opener func(c Companion) (d *debugInfo, buildID string)

// alternate opens the debug information that dwz moved into a file of its own because
// several have it: as GNU's section tells, or DWARF 5's.
func alternate(gnu, sup *section, open opener) *debugInfo {
	want := Companion{}
	if gnu != nil {
		want.Name, want.BuildID = readAltLink(gnu)
	} else {
		want.Name, want.BuildID = readSup(sup)
	}
	if want.Name == "" || want.BuildID == "" {
		return nil
	}
	d, id := open(want)
	if id != want.BuildID {
		return nil
	}
	return d
}

const longestLink = 4096 // bytes of a name and an id

// readAltLink reads GNU's section: a name, and a build id up to the section's end.
func readAltLink(s *section) (name, id string) {
	data, err := s.window(0, min(s.length(), longestLink))
	if err != nil {
		return "", ""
	}
	c := cursor{data: data}
	name = c.text()
	return name, hex.EncodeToString(data[c.pos:])
}

// readSup reads DWARF 5's section (7.3.6), which the other file has as well, without a
// name: version, whether it is that one, the name, and a sum of what is in it.
func readSup(s *section) (name, sum string) {
	data, err := s.window(0, min(s.length(), longestLink))
	if err != nil {
		return "", ""
	}
	c := cursor{data: data}
	c.skip(2 + 1)
	name = c.text()
	sum = hex.EncodeToString(c.bytes(int(min(c.uleb(), longestLink))))
	if c.bad {
		return "", ""
	}
	return name, sum
}
