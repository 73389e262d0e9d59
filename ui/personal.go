package ui

import (
	"time"

	"oopscope/console/link"
)

// personal is what the screen knows of a person's words and the disk: what
// earlier sessions left that has no place yet, and what is not written down yet.
type personal struct {
	earlier link.Words     // whose lines and crashes did not come so far
	onDisk  map[int]string // remarks as they are kept, by line
	waiting map[int]Mark   // remarks, and marks taken away, that are not on the disk
	reading bool           // what earlier sessions left is still being read
	sought  bool           // a mark was asked for meanwhile
	unsaid  []saying       // of signatures, that is not on the disk
	failed  bool           // the last try to write failed
	quiet   bool           // nobody asked for it: why is said already
	tried   time.Time
}

// refused tells whether the disk did not take the remark on a line.
func (p *personal) refused(line int) bool {
	_, waits := p.waiting[line]
	return waits && p.failed
}
