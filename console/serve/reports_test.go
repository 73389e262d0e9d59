package serve

import (
	"testing"

	"oopscope/parse"
)

// The newest reports are kept, few of them whole, in the order of their numbers; what is told
// of one again replaces it, packed or not.
func TestReportsAreKept(t *testing.T) {
	var r reports
	const many = crashesMost + 100
	for id := 1; id <= many; id++ {
		r.keep(&parse.Crash{ID: id, Title: "open", Severity: parse.Oops, Open: id > 10})
		r.keep(&parse.Crash{ID: id, Title: "whole", Severity: parse.Oops})
	}
	r.keep(&parse.Crash{ID: 200, Title: "newer"})
	r.keep(&parse.Crash{ID: many - 1, Title: "newer"})
	all := r.all()
	if len(all) != crashesMost || r.count() != crashesMost || len(r.whole) != wholeMost {
		t.Fatalf("%d reports, %d of them whole", len(all), len(r.whole))
	}
	for i, c := range all {
		title := "whole"
		if c.ID == 200 || c.ID == many-1 {
			title = "newer"
		}
		if c.ID != 101+i || c.Title != title || c.Brief != (i < crashesMost-wholeMost) {
			t.Fatalf("report %d is %d, %q, in brief: %v", i, c.ID, c.Title, c.Brief)
		}
	}
}
