package book

import (
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/story"
)

// mostOfAStory is how many reports of a boot a story is made of: the first, and the
// latest ones.
const mostOfAStory = 128

// stale notes that the story of a report's boot is to be told anew.
func (b *Book) stale(r *Report) {
	if b.untold == nil {
		b.untold = map[Life]bool{}
	}
	b.untold[r.Life()] = true
}

// An account is what the story of a boot is told of, and whom it is told: those in brief show none.
type account struct {
	crashes []*parse.Crash
	whole   []*Report
}

func (a *account) add(r *Report) {
	if len(a.crashes) == 2*mostOfAStory {
		a.crashes = append(a.crashes[:1], a.crashes[mostOfAStory+1:]...)
	}
	if a.crashes = append(a.crashes, r.Crash); !r.Crash.Brief {
		a.whole = append(a.whole, r)
	}
}

// tellStories gives the reports of a boot of which there is news the account of it.
func (b *Book) tellStories() {
	if len(b.untold) == 0 {
		return
	}
	lives := map[Life]*account{}
	for life := range b.untold {
		lives[life] = &account{}
	}
	for _, r := range b.All {
		if a := lives[r.Life()]; a != nil {
			if first := b.shelf.firstOf(r.Life()); len(a.crashes) == 0 && first >= 0 {
				a.add(b.unpacked(first)) // what all others may follow from
			}
			a.add(r)
		}
	}
	for _, a := range lives {
		if len(a.whole) > 0 {
			a.tell()
		}
	}
	clear(b.untold)
}

func (a *account) tell() {
	crashes := a.crashes
	if n := len(crashes); n > mostOfAStory {
		crashes = append(crashes[:1:1], crashes[n-mostOfAStory+1:]...)
	}
	s := story.Tell(crashes)
	text := textOf(s)
	for _, r := range a.whole {
		if textOf(r.story) != text {
			r.story = s
			r.Crash = r.told(r.Crash)
			r.Changed()
		}
	}
}

// textOf is a story as it is read, "" for none.
func textOf(s *crash.Story) string {
	if s == nil {
		return ""
	}
	return s.Text()
}

// Again returns how many reports of the session have the signature of this one,
// this one included; 1 when it has none.
func (b *Book) Again(r *Report) int {
	if !r.IsCrash() || r.Crash.Signature.Exact == "" {
		return 1
	}
	return b.alike[r.Crash.Signature.Exact]
}
